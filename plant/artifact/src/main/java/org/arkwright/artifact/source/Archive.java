package org.arkwright.artifact.source;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import org.arkwright.artifact.ArtifactException;
import org.arkwright.artifact.FileSet;

/** The supported archive formats. Links, devices and paths that lead out are refused. */
enum Archive {
  TAR {
    @Override
    void unpack(InputStream in, Path file, FileSet files) throws IOException {
      TarReader.read(in, files);
    }
  },
  TAR_GZ {
    @Override
    void unpack(InputStream in, Path file, FileSet files) throws IOException {
      TarReader.read(new GZIPInputStream(in, 1 << 16), files);
    }
  },
  ZIP {
    @Override
    void unpack(InputStream in, Path file, FileSet files) throws IOException {
      ZipLinks.refuse(file);
      ZipInputStream zip = new ZipInputStream(in);
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (!entry.isDirectory()) {
          files.add(entry.getName(), zip, false);
        }
      }
    }
  };

  /** Returns the format of an archive of that name; empty if the file is not an archive. */
  static Optional<Archive> ofName(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.endsWith(".tar")) {
      return Optional.of(TAR);
    }
    if (lower.endsWith(".tar.gz") || lower.endsWith(".tgz")) {
      return Optional.of(TAR_GZ);
    }
    return lower.endsWith(".zip") ? Optional.of(ZIP) : Optional.empty();
  }

  void unpack(Path file, FileSet files) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      unpack(in, file, files);
    } catch (ZipException | java.io.EOFException e) {
      throw new ArtifactException(
          "%s is damaged or truncated: %s".formatted(file.getFileName(), e.getMessage()), e);
    }
  }

  abstract void unpack(InputStream in, Path file, FileSet files) throws IOException;
}
