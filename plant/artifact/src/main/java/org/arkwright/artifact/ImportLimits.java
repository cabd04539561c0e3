package org.arkwright.artifact;

import java.time.Duration;
import org.arkwright.artifact.blob.ArtifactException;
import org.arkwright.model.unit.Bytes;

/**
 * What one import may take at most. The field {@code imports} of site.yaml sets them, and refusals
 * name the one that was exceeded.
 *
 * @param bytes of all files together, unpacked
 * @param files the number of files
 * @param ratio the unpacked size of an archive over its packed size; archives that unpack to at
 *     most {@link #RATIO_FREE} are exempt
 * @param depth the number of folders in a path, plus one
 * @param time from the start of the import to its end
 */
public record ImportLimits(Bytes bytes, long files, int ratio, int depth, Duration time) {
  public static final ImportLimits DEFAULT =
      new ImportLimits(new Bytes(1L << 40), 1_000_000, 200, 64, Duration.ofHours(24));

  /** Small files may be as repetitive as they like. */
  public static final Bytes RATIO_FREE = new Bytes(64L << 20);

  /**
   * Returns if an archive of that size may have that content.
   *
   * @throws ArtifactException when it unpacks to too much
   */
  public void checkRatio(long packed, long unpacked) throws ArtifactException {
    if (unpacked > RATIO_FREE.value() && unpacked / Math.max(1, packed) >= ratio) {
      throw exceeded(
          "the archive unpacks to more than %d times its size of %s"
              .formatted(ratio, new Bytes(packed)),
          "ratio",
          ratio);
    }
  }

  /** Returns the refusal of an import that exceeds a limit. */
  public static ArtifactException exceeded(String what, String setting, Object limit) {
    return new ArtifactException(
        "%s: the limit is %s. Raise imports.%s in site.yaml, and restart the server."
            .formatted(what, limit, setting));
  }
}
