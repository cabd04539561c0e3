package org.arkwright.twin.trace;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.arkwright.model.job.DeviceRequest;
import org.arkwright.model.job.Flexibility;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.RankResources;
import org.arkwright.model.unit.Bytes;
import org.arkwright.model.unit.Share;

/** Arkwright's own trace format, described in docs/reference/twin-files.md. */
final class GenericFormat implements TraceFormat {
  /** The header that {@link Generator} writes. */
  static final String HEADER =
      "submit,duration,devices,ranks,kind,cpus,memory,project,user,name,priority,expected";

  private static final int DEVICES_MAX = 1024;
  private static final BigDecimal CORES_MAX = BigDecimal.valueOf(1_000_000);
  private static final long SECOND_NANOS = 1_000_000_000L;

  @Override
  public String name() {
    return "generic";
  }

  @Override
  public List<String> required() {
    return List.of("submit", "duration", "devices");
  }

  @Override
  public List<String> optional() {
    return List.of(
        "ranks",
        "kind",
        "cpus",
        "memory",
        "project",
        "user",
        "name",
        "priority",
        "expected",
        "deadline",
        "preemptible",
        "deferrable",
        "interruptible");
  }

  @Override
  public boolean inOrder() {
    return true;
  }

  @Override
  public Optional<Arrival> read(CsvRow row, int number) {
    JobSpec spec =
        Arrival.spec(
            row.name("", "name", "job", "-" + number),
            row.name("project", "default"),
            (int) row.whole("priority", -JobSpec.PRIORITY_MAX, JobSpec.PRIORITY_MAX, 0),
            (int) row.whole("ranks", 1, JobSpec.RANKS_MAX, 1),
            new RankResources(cpuMillis(row), memory(row), devices(row)),
            row.secondsIfAny("expected").map(Duration::ofNanos),
            row.secondsIfAny("deadline")
                .map(nanos -> Instant.ofEpochSecond(nanos / SECOND_NANOS, nanos % SECOND_NANOS)),
            row.truth("preemptible", true));
    boolean interruptible = row.truth("interruptible", false);
    boolean deferrable = interruptible || row.truth("deferrable", false);
    return Optional.of(
        new Arrival(
            row.line(),
            row.seconds("submit"),
            row.seconds("duration"),
            spec.withFlexibility(
                new Flexibility(
                    deferrable,
                    interruptible,
                    interruptible ? Flexibility.RESTART_COST_USUAL : Duration.ZERO)),
            row.cell("user").orElse("someone")));
  }

  private static long cpuMillis(CsvRow row) {
    return row.decimal("cpus", CORES_MAX, "cores from 0 to 1000000 such as 8 or 0.5")
        .map(cores -> cores.movePointRight(3).longValue())
        .orElse(0L);
  }

  private static Bytes memory(CsvRow row) {
    return row.cell("memory")
        .map(text ->
            Bytes.parse(text).orElseGet(() -> row.wrong("memory", text, Bytes.SYNTAX, Bytes.ZERO)))
        .orElse(Bytes.ZERO);
  }

  /** A number below 1 is a share of one device. */
  private static Optional<DeviceRequest> devices(CsvRow row) {
    String expected = "0, a share such as 0.25, or a whole number of devices up to 1024";
    BigDecimal requested =
        row.decimal("devices", BigDecimal.valueOf(DEVICES_MAX), expected)
            .orElseGet(() -> row.missing("devices", expected, BigDecimal.ZERO));
    int thousandths = requested.movePointRight(3).intValue();
    Optional<String> kind = row.cell("kind").map(text -> text.toLowerCase(Locale.ROOT));
    if (requested.signum() == 0) {
      return Optional.empty();
    }
    if (thousandths == 0) {
      // Dropped without a word it would be a job without a device.
      return row.wrong(
          "devices",
          requested.toPlainString(),
          "0, or at least a thousandth of a device, 0.001",
          Optional.empty());
    }
    if (thousandths < 1000) {
      return Optional.of(new DeviceRequest(kind, Bytes.ZERO, 1, new Share(thousandths)));
    }
    if (requested.stripTrailingZeros().scale() > 0) {
      return row.wrong("devices", requested.toPlainString(), expected, Optional.empty());
    }
    return Optional.of(new DeviceRequest(kind, Bytes.ZERO, thousandths / 1000, Share.WHOLE));
  }
}
