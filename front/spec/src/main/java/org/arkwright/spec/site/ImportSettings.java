package org.arkwright.spec.site;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.arkwright.model.unit.Bytes;
import org.arkwright.spec.SpecFields;
import org.arkwright.spec.SpecScalar;

/**
 * What imports may read and take: {@code imports} in {@code site.yaml}.
 *
 * @param roots absolute folders to which paths are confined; empty if paths are free
 * @param localAddresses whether URLs may name the server's own machine or link
 * @param bytes of all files of one import, unpacked; empty for the default, as all that follow
 * @param files of one import
 * @param ratio of an archive's content to its size
 * @param depth of folders
 * @param time of one import
 */
public record ImportSettings(
    List<String> roots,
    boolean localAddresses,
    Optional<Bytes> bytes,
    Optional<Integer> files,
    Optional<Integer> ratio,
    Optional<Integer> depth,
    Optional<Duration> time) {
  public static final ImportSettings DEFAULT =
      new ImportSettings(
          List.of(),
          false,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  static final List<String> FIELDS =
      List.of("roots", "localAddresses", "bytes", "files", "ratio", "depth", "time");

  private static final Bytes BYTES_MAX = new Bytes(1L << 60);
  private static final Duration TIME_MIN = Duration.ofSeconds(1);
  private static final SpecScalar<String> ROOTS =
      SpecScalar.text(
          "absolute folders, separated by commas, such as /data,/mnt/models",
          text -> text.matches("/[^,]*(\\s*,\\s*/[^,]*)*"));

  public ImportSettings {
    roots = List.copyOf(roots);
  }

  static ImportSettings in(SpecFields site) {
    return site.mapping("imports", FIELDS)
        .map(fields ->
            new ImportSettings(
                fields
                    .value("roots", ROOTS)
                    .map(text -> List.of(text.split("\\s*,\\s*")))
                    .orElse(List.of()),
                fields.value("localAddresses", SpecScalar.truth()).orElse(false),
                fields.value("bytes", SpecScalar.bytes(new Bytes(1), BYTES_MAX)),
                fields.value("files", SpecScalar.wholeNumber(1, Integer.MAX_VALUE)),
                fields.value("ratio", SpecScalar.wholeNumber(1, Integer.MAX_VALUE)),
                fields.value("depth", SpecScalar.wholeNumber(1, 512)),
                fields.value("time", SpecScalar.duration(TIME_MIN))))
        .orElse(DEFAULT);
  }
}
