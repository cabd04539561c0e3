package org.arkwright.artifact.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.arkwright.artifact.FileSet;
import org.arkwright.artifact.Source;
import org.arkwright.artifact.blob.ArtifactException;
import org.arkwright.artifact.blob.Sha256;
import org.arkwright.model.id.Digest;

/** A folder, an archive or another file on the server's machine. */
record LocalSource(Path path, Optional<Digest> expected, SourceRules rules) implements Source {
  @Override
  public void addTo(FileSet fileSet) throws IOException {
    Path real = rules.check(path);
    if (Files.isDirectory(path)) {
      addFolder(fileSet);
      return;
    }
    if (expected.isPresent()) {
      Digest found = Sha256.of(real);
      if (!found.equals(expected.get())) {
        throw new ArtifactException(
            "%s has the wrong checksum: expected %s, found %s"
                .formatted(path, expected.get(), found));
      }
    }
    addFile(String.valueOf(path.getFileName()), real, fileSet);
  }

  /** Adds a file, or its content if its name is that of an archive. */
  static void addFile(String name, Path file, FileSet fileSet) throws IOException {
    fileSet.progress().expect(Math.max(fileSet.progress().bytesTotal(), Files.size(file)));
    Optional<Archive> archive = Archive.ofName(name);
    if (archive.isPresent()) {
      archive.get().unpack(file, fileSet);
      return;
    }
    try (InputStream in = Files.newInputStream(file)) {
      fileSet.add(name, in, Files.isExecutable(file));
    }
  }

  private void addFolder(FileSet fileSet) throws IOException {
    if (expected.isPresent()) {
      throw new ArtifactException(
          "a checksum applies to one file, but %s is a folder".formatted(path));
    }
    LocalFolder folder = LocalFolder.of(path);
    fileSet.progress().expect(folder.size());
    for (LocalFolder.Entry entry : folder.files()) {
      try (InputStream in = Files.newInputStream(entry.content())) {
        fileSet.add(entry.path(), in, Files.isExecutable(entry.content()));
      }
    }
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
