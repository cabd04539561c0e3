package org.arkwright.spec.site;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.arkwright.model.unit.Bytes;
import org.arkwright.spec.SpecFields;
import org.arkwright.spec.SpecScalar;

/**
 * What jobs are given by the workers that run them: {@code sandbox}, {@code rankLog} and {@code
 * lease} in {@code site.yaml}.
 *
 * @param readable absolute folders that sandboxed jobs may read
 * @param writable absolute folders that sandboxed jobs may write
 * @param rankLog how much of each rank's output is kept; empty for the default
 * @param lease how long a worker keeps its ranks without the server; empty for the default
 */
public record JobSettings(
    List<String> readable,
    List<String> writable,
    Optional<Bytes> rankLog,
    Optional<Duration> lease) {
  public static final JobSettings DEFAULT =
      new JobSettings(List.of(), List.of(), Optional.empty(), Optional.empty());

  /** A node that is dead is noticed only after it. */
  private static final Duration LEASE_MAX = Duration.ofHours(24);

  /** A block of the file system: less is not given back. */
  private static final Bytes LOG_MIN = new Bytes(4096);

  private static final Bytes LOG_MAX = new Bytes(1L << 50);
  private static final Duration LEASE_MIN = Duration.ofSeconds(5);

  private static final SpecScalar<String> FOLDERS =
      SpecScalar.text(
          "absolute folders, separated by commas, without ':', such as /data,/mnt/models",
          text -> text.matches("/[^,:]*(\\s*,\\s*/[^,:]*)*"));

  public JobSettings {
    readable = List.copyOf(readable);
    writable = List.copyOf(writable);
  }

  static JobSettings in(SpecFields site) {
    Optional<SpecFields> sandbox = site.mapping("sandbox", List.of("readable", "writable"));
    return new JobSettings(
        sandbox.map(fields -> folders(fields, "readable")).orElse(List.of()),
        sandbox.map(fields -> folders(fields, "writable")).orElse(List.of()),
        site.value("rankLog", SpecScalar.bytes(LOG_MIN, LOG_MAX)),
        site.value("lease", SpecScalar.duration(LEASE_MIN, LEASE_MAX)));
  }

  private static List<String> folders(SpecFields fields, String name) {
    return fields
        .value(name, FOLDERS)
        .map(text -> List.of(text.split("\\s*,\\s*", -1)))
        .orElse(List.of());
  }
}
