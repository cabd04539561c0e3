package org.arkwright.twin.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.arkwright.model.job.DeviceRequest;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.RankResources;
import org.arkwright.model.unit.Bytes;
import org.arkwright.model.unit.Share;

/**
 * The format of pods of Alibaba's GPU cluster (cluster-trace-gpu-v2023, "openb"). A pod runs from
 * its scheduled time, or from its creation where it has none, to its deletion; pods that were never
 * deleted are skipped.
 */
final class OpenbFormat implements TraceFormat {
  /** The columns of a pod's request. */
  static final List<String> REQUESTS =
      List.of("name", "cpu_milli", "memory_mib", "num_gpu", "gpu_milli");

  private static final long AMOUNT_MAX = 1_000_000_000;

  @Override
  public String name() {
    return "openb";
  }

  @Override
  public List<String> required() {
    List<String> columns = new ArrayList<>(REQUESTS);
    columns.addAll(List.of("creation_time", "deletion_time"));
    return columns;
  }

  @Override
  public List<String> optional() {
    return List.of("gpu_spec", "qos", "pod_phase", "scheduled_time");
  }

  @Override
  public boolean inOrder() {
    return false;
  }

  @Override
  public Optional<Arrival> read(CsvRow row, int number) {
    if (row.cell("deletion_time").isEmpty()) {
      return Optional.empty();
    }
    long created = row.seconds("creation_time");
    long started = row.secondsIfAny("scheduled_time").orElse(created);
    long deleted = row.seconds("deletion_time");
    if (deleted < started) {
      row.wrong(
          "deletion_time",
          row.cell("deletion_time").orElse(""),
          "no time before the pod was scheduled",
          0);
    }
    JobSpec spec =
        Arrival.spec(
            row.name("name", "pod"),
            "openb",
            0,
            1,
            resources(row),
            Optional.empty(),
            Optional.empty(),
            true);
    String user = row.cell("qos").orElse("");
    return Optional.of(
        new Arrival(row.line(), created, Math.max(0, deleted - started), spec, user));
  }

  /** The resources requested by a row. */
  static RankResources resources(CsvRow row) {
    return new RankResources(
        row.whole("cpu_milli", 0, AMOUNT_MAX, 0),
        Bytes.ofMebibytes(row.whole("memory_mib", 0, AMOUNT_MAX, 0)),
        devices(row));
  }

  private static Optional<DeviceRequest> devices(CsvRow row) {
    int count = (int) row.whole("num_gpu", 0, 64, 0);
    if (count == 0) {
      return Optional.empty();
    }
    int milli = (int) row.whole("gpu_milli", 1, 1000, 1000);
    if (count > 1 && milli < 1000) {
      milli = row.wrong("gpu_milli", Integer.toString(milli), "1000 where a pod has several", 1000);
    }
    Optional<String> kinds = row.cell("gpu_spec").map(String::toLowerCase);
    return Optional.of(new DeviceRequest(kinds, Bytes.ZERO, count, new Share(milli)));
  }
}
