package org.arkwright.cli.home;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What is in a home, for its removal: the entries that servers, workers and commands make, and
 * those that somebody else has put there.
 *
 * @param own arkwright's entries, by name, without the {@linkplain Home#id() id}
 * @param foreign all others
 */
public record HomeContents(List<Path> own, List<Path> foreign) {
  private static final Pattern OWN =
      Pattern.compile(
          "(journal|tracking|projections)\\.db.*|journal\\.anchor.*|home\\.(id\\.|place).*"
              + "|(admin|worker)\\.token|replica\\.secret|secrets\\.key.*|chat-.*\\.key|principals\\.json.*"
              + "|server\\.(json|log).*|site\\.yaml|lock|\\.probe"
              + "|artifacts|usage.*|work|logs|worker|worker-.*|snapshots|aside|cache");

  public HomeContents {
    own = List.copyOf(own);
    foreign = List.copyOf(foreign);
  }

  /** Lists the entries of a home. */
  public static HomeContents of(Path home) throws IOException {
    try (Stream<Path> entries = Files.list(home)) {
      List<Path> all =
          entries.filter(entry -> !entry.equals(new Home(home).id())).sorted().toList();
      return new HomeContents(
          all.stream().filter(HomeContents::isOwn).toList(),
          all.stream().filter(entry -> !isOwn(entry)).toList());
    }
  }

  private static boolean isOwn(Path entry) {
    return OWN.matcher(entry.getFileName().toString()).matches();
  }

  /** The bytes of an entry with everything in it, following no link. */
  public static long bytes(Path entry) {
    try (Stream<Path> files = Files.walk(entry)) {
      return files.mapToLong(HomeContents::size).sum();
    } catch (IOException | UncheckedIOException _) {
      return 0; // It is only shown.
    }
  }

  private static long size(Path file) {
    try {
      BasicFileAttributes found =
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return found.isRegularFile() ? found.size() : 0;
    } catch (IOException _) {
      return 0;
    }
  }

  /** Deletes an entry with everything in it, following no link. */
  public static void delete(Path entry) throws IOException {
    Files.walkFileTree(
        entry,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes found) {
            // A job may have left folders that cannot be written.
            var _ = folder.toFile().setWritable(true);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes found)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException problem)
              throws IOException {
            if (problem instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw problem;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, IOException problem)
              throws IOException {
            if (problem != null) {
              throw problem;
            }
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
