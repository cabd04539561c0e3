package org.arkwright.artifact.source;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.arkwright.artifact.ArtifactException;
import org.arkwright.artifact.FileSet;
import org.arkwright.artifact.Sha256;
import org.arkwright.artifact.Source;
import org.arkwright.model.id.Digest;

/** A folder, an archive, or another file of the server's machine. */
record LocalSource(Path path, Optional<Digest> expected) implements Source {
  @Override
  public void bring(FileSet into) throws IOException {
    if (!Files.exists(path)) {
      throw new ArtifactException(
          "there is no file or folder %s on the server's machine".formatted(path));
    }
    if (Files.isDirectory(path)) {
      bringFolder(into);
      return;
    }
    if (expected.isPresent()) {
      Digest found = Sha256.of(path);
      if (!found.equals(expected.get())) {
        throw new ArtifactException(
            "%s has the wrong checksum: expected %s, found %s"
                .formatted(path, expected.get(), found));
      }
    }
    bringFile(String.valueOf(path.getFileName()), path, into);
  }

  /** Adds a file, or what is in it when it is an archive by its name. */
  static void bringFile(String name, Path file, FileSet into) throws IOException {
    into.progress().expect(Math.max(into.progress().bytesTotal(), Files.size(file)));
    Optional<Archive> archive = Archive.named(name);
    if (archive.isPresent()) {
      archive.get().unpack(file, into);
      return;
    }
    try (InputStream in = Files.newInputStream(file)) {
      into.add(name, in, Files.isExecutable(file));
    }
  }

  private void bringFolder(FileSet into) throws IOException {
    if (expected.isPresent()) {
      throw new ArtifactException("a checksum is for one file, and %s is a folder".formatted(path));
    }
    try (Stream<Path> all = Files.walk(path)) {
      long total = 0;
      var files = all.filter(each -> !Files.isDirectory(each)).sorted().toList();
      for (Path file : files) {
        if (Files.isSymbolicLink(file) || !Files.isRegularFile(file)) {
          throw new ArtifactException(
              "%s is a link or no regular file, and is refused: copy what it leads to"
                  .formatted(file));
        }
        total += Files.size(file);
      }
      into.progress().expect(total);
      for (Path file : files) {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
          into.add(path.relativize(file).toString(), in, Files.isExecutable(file));
        }
      }
    }
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
