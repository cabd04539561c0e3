package org.arkwright.artifact.source;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.arkwright.artifact.FileSet;
import org.arkwright.artifact.blob.ArtifactException;
import org.arkwright.artifact.blob.PathText;
import org.arkwright.artifact.blob.StoreBusyException;

/**
 * A packed file, as its name tells. Links, devices and paths that lead out of the folder are
 * refused.
 */
sealed interface Archive {
  /** Endings of what is not read, and what it is called. */
  Map<String, String> FOREIGN =
      Map.of(
          "7z", "a 7-Zip archive",
          "rar", "a RAR archive",
          "lz4", "compressed by LZ4",
          "lzma|tlz", "compressed by LZMA without XZ's frame",
          "lz", "compressed by lzip",
          "z|taz", "compressed by compress",
          "br", "compressed by Brotli",
          "(zip|7z|rar|tar|gz|tgz)\\.(\\d{2,3}|part.*)|z\\d{2}", "a part of a split archive");

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

  /**
   * One that is not read here: as one file it would be of no use to a job that expects its content.
   *
   * @param form its name
   */
  record Foreign(String form) implements Archive {}

  /** Returns how a file of that name is packed; empty if it is not. */
  static Optional<Archive> ofName(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    for (Map.Entry<String, String> each : FOREIGN.entrySet()) {
      if (lower.matches(".+\\.(" + each.getKey() + ")")) {
        return Optional.of(new Foreign(each.getValue()));
      }
    }
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
    if (Files.size(file) == 0) {
      throw new ArtifactException(
          "%s is empty, and is refused: expected what its name says"
              .formatted(PathText.of(String.valueOf(file.getFileName()))));
    }
    Unpacking unpacking = new Unpacking(files, Files.size(file));
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      switch (this) {
        case Zip _ -> ZipReader.read(file, unpacking);
        case Tar(var compression) ->
            TarReader.read(
                compression.isPresent() ? compression.get().unpacking(in) : in, unpacking);
        case Single(var compression, var name) ->
            unpacking.add(name, compression.unpacking(in), false);
        case Foreign(var form) ->
            throw new ArtifactException(
                ("%s is %s, which is not read, and is refused: pack it as zip, tar, gz, bz2, xz or"
                        + " zst, or put it into a folder and import that, to keep it as it is")
                    .formatted(PathText.of(String.valueOf(file.getFileName())), form));
      }
    } catch (ArtifactException | StoreBusyException refused) {
      throw refused;
    } catch (EOFException e) {
      throw new ArtifactException(
          "%s is damaged or truncated: it ends too early".formatted(file.getFileName()), e);
    } catch (IOException | RuntimeException e) {
      // The libraries throw whatever a damaged file makes them stumble over.
      throw new ArtifactException(
          "%s is damaged or truncated, or is not what its name says: %s"
              .formatted(file.getFileName(), e.getMessage() == null ? e : e.getMessage()),
          e);
    }
  }
}
