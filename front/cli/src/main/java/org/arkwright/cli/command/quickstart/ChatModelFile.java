package org.arkwright.cli.command.quickstart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.terminal.WrongUseException;

/** Finds a chat model that lies on this machine already, so that a newcomer can talk to one. */
final class ChatModelFile {
  /** A variable with the folder to look in. */
  static final String VARIABLE = "ARKWRIGHT_MODELS";

  private static final List<String> FOLDERS = List.of("models", "../shared/data/models");
  private static final String SUFFIX = ".gguf";

  /** Of several the smallest is taken, and none that a small machine would labour at. */
  private static final long BYTES_MAX = 4L << 30;

  private ChatModelFile() {}

  /**
   * Returns the file; empty if there is none.
   *
   * @param named the file that the user named; empty text to look where models may lie
   * @throws WrongUseException when the named file is not there, or is no GGUF file
   */
  static Optional<Path> find(Session session, String named) {
    if (!named.isEmpty()) {
      Path file = session.folder().resolve(session.path(named)).normalize();
      if (!named.endsWith(SUFFIX) || !Files.isRegularFile(file)) {
        throw WrongUseException.ofValue("--chat-model", named, "a .gguf file that exists");
      }
      return Optional.of(file);
    }
    List<Path> found = new ArrayList<>();
    for (String folder : session.variable(VARIABLE).map(List::of).orElse(FOLDERS)) {
      found.addAll(filesIn(session.folder().resolve(session.path(folder)).normalize()));
    }
    return found.stream()
        .filter(file -> size(file) <= BYTES_MAX)
        .min(Comparator.comparingLong(ChatModelFile::size).thenComparing(Path::toString));
  }

  private static List<Path> filesIn(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(SUFFIX) && Files.isReadable(file))
          .toList();
    } catch (IOException | UncheckedIOException _) {
      return List.of(); // Nobody named it.
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException _) {
      return Long.MAX_VALUE;
    }
  }
}
