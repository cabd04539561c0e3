package org.arkwright.artifact.source;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.arkwright.artifact.ArtifactException;
import org.arkwright.artifact.FileSet;

/**
 * A packed file, as its name tells. Links, devices and paths that lead out of the folder are
 * refused.
 */
sealed interface Archive {
  /** A zip, whose directory is at its end. */
  record Zip() implements Archive {}

  /**
   * A tar.
   *
   * @param compression empty if it is not compressed
   */
  record Tar(Optional<Compression> compression) implements Archive {}

  /**
   * One compressed file.
   *
   * @param name its name when it is unpacked
   */
  record Single(Compression compression, String name) implements Archive {}

  /** Returns how a file of that name is packed; empty if it is not. */
  static Optional<Archive> ofName(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.endsWith(".zip")) {
      return Optional.of(new Zip());
    }
    if (lower.endsWith(".tar")) {
      return Optional.of(new Tar(Optional.empty()));
    }
    for (Compression each : Compression.values()) {
      if (each.isTarNamedSo(lower)) {
        return Optional.of(new Tar(Optional.of(each)));
      }
      if (each.isNamedSo(lower)) {
        return Optional.of(new Single(each, name.substring(0, name.lastIndexOf('.'))));
      }
    }
    return Optional.empty();
  }

  /** Adds the files in it to the set. */
  default void unpack(Path file, FileSet files) throws IOException {
    Unpacking unpacking = new Unpacking(files, Files.size(file));
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      switch (this) {
        case Zip _ -> ZipReader.read(file, unpacking);
        case Tar(var compression) ->
            TarReader.read(
                compression.isPresent() ? compression.get().unpacking(in) : in, unpacking);
        case Single(var compression, var name) ->
            unpacking.add(name, compression.unpacking(in), false);
      }
    } catch (ArtifactException refused) {
      throw refused;
    } catch (IOException | RuntimeException e) {
      // The libraries throw whatever a damaged file makes them stumble over.
      throw new ArtifactException(
          "%s is damaged or truncated, or is not what its name says: %s"
              .formatted(file.getFileName(), e.getMessage() == null ? e : e.getMessage()),
          e);
    }
  }
}
