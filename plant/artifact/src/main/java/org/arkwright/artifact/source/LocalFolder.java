package org.arkwright.artifact.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.arkwright.artifact.blob.ArtifactException;
import org.arkwright.artifact.blob.PathText;

/**
 * The files of a folder. Links are followed to regular files of the same tree: of the folder
 * itself, or of the repository in Hugging Face's cache that it belongs to, whose snapshots consist
 * of links.
 *
 * @param files in the order of their paths
 * @param size of all files together
 */
record LocalFolder(List<Entry> files, long size) {
  /**
   * A file to import.
   *
   * @param path its path below the folder
   * @param content the regular file that holds its content
   */
  record Entry(String path, Path content) {}

  /**
   * Lists the files of a folder.
   *
   * @throws ArtifactException when it holds something that cannot be imported
   */
  static LocalFolder of(Path folder) throws IOException {
    Path real = folder.toRealPath();
    Path tree = cachedRepository(real).orElse(real);
    List<Entry> files = new ArrayList<>();
    long size = 0;
    try (Stream<Path> all = Files.walk(real)) {
      for (Path each :
          (Iterable<Path>)
              all.filter(one -> !Files.isDirectory(one) || Files.isSymbolicLink(one)).sorted()
                  ::iterator) {
        Path content = Files.isSymbolicLink(each) ? target(each, tree) : each;
        if (!Files.isRegularFile(content)) {
          throw new ArtifactException(
              "%s is neither a file nor a folder, and is refused".formatted(text(each)));
        }
        files.add(new Entry(real.relativize(each).toString(), content));
        size += Files.size(content);
      }
    } catch (UncheckedIOException e) {
      // A folder below that the server's user may not list, for one.
      throw new ArtifactException(
          "%s cannot be read whole: %s. Let the server's user read it, or leave it out"
              .formatted(text(folder), text(unreadable(e))),
          e);
    }
    return new LocalFolder(files, size);
  }

  /** The file that a walk could not list: the library wraps an exception that names only it. */
  private static Path unreadable(UncheckedIOException e) {
    return e.getCause() instanceof FileSystemException cause && cause.getFile() != null
        ? Path.of(cause.getFile())
        : Path.of("a folder in it");
  }

  private static Path target(Path link, Path tree) throws IOException {
    Path target;
    try {
      target = link.toRealPath();
    } catch (NoSuchFileException | FileSystemLoopException e) {
      throw new ArtifactException(
          "%s is a link to nothing, and is refused: remove it".formatted(text(link)), e);
    }
    if (!target.startsWith(tree) || !Files.isRegularFile(target)) {
      throw new ArtifactException(
          ("%s is a link to %s, and is refused: expected links to files below %s. Copy its target"
                  + " into the folder, with cp -L, instead.")
              .formatted(text(link), text(target), tree));
    }
    return target;
  }

  private static String text(Path path) {
    return PathText.of(path.toString());
  }

  /** The folder of one repository: {@code models--OWNER--NAME} beside its like. */
  private static Optional<Path> cachedRepository(Path folder) {
    for (Path each = folder; each != null; each = each.getParent()) {
      String name = String.valueOf(each.getFileName());
      if (name.matches("(models|datasets)--.+") && Files.isDirectory(each.resolve("blobs"))) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }
}
