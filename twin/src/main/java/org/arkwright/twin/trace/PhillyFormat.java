package org.arkwright.twin.trace;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.arkwright.model.job.DeviceRequest;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.RankResources;
import org.arkwright.model.unit.Bytes;
import org.arkwright.model.unit.Share;

/**
 * The format of the Philly trace as reduced for Pollux (petuum/adaptdl): time, length, GPUs and
 * virtual cluster. A cluster becomes the project {@code vc-} plus its name. A job with more than
 * eight GPUs becomes a gang of equal ranks of at most eight. Rows without a time were never
 * submitted.
 */
final class PhillyFormat implements TraceFormat {
  static final int NODE_DEVICES = 8;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);
  private static final int DEVICES_MAX = 100_000;

  @Override
  public String name() {
    return "philly";
  }

  @Override
  public List<String> required() {
    return List.of("timestamp", "duration", "num_gpus", "gpu_time", "cluster");
  }

  @Override
  public List<String> optional() {
    return List.of();
  }

  @Override
  public boolean inOrder() {
    return false;
  }

  @Override
  public Optional<Arrival> read(CsvRow row, int number) {
    if (row.cell("timestamp").isEmpty()) {
      return Optional.empty();
    }
    int devices = (int) row.whole("num_gpus", 1, DEVICES_MAX, -1);
    int each = Math.min(devices, NODE_DEVICES);
    while (devices % each != 0) {
      each--;
    }
    JobSpec spec =
        Arrival.spec(
            "job-" + number,
            row.name("vc-", "cluster", "none", ""),
            0,
            devices / each,
            new RankResources(
                0,
                Bytes.ZERO,
                Optional.of(new DeviceRequest(Optional.empty(), Bytes.ZERO, each, Share.WHOLE))),
            Optional.empty(),
            Optional.empty(),
            true);
    return Optional.of(new Arrival(row.line(), time(row), row.seconds("duration"), spec, ""));
  }

  private static long time(CsvRow row) {
    String text = row.cell("timestamp").orElse("");
    try {
      return LocalDateTime.parse(text, TIME).toEpochSecond(ZoneOffset.UTC) * 1_000_000_000L;
    } catch (DateTimeException _) {
      return row.wrong("timestamp", text, "a time such as 2017-10-09 07:01:55", 0L);
    }
  }
}
