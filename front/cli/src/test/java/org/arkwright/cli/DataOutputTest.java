package org.arkwright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every command prints data where it is asked for. */
class DataOutputTest {
  private static final Path COMMANDS = Path.of("src/main/java/org/arkwright/cli/command");

  /** What prints data, one way or the other. */
  private static final List<String> WAYS =
      List.of(
          "session.print",
          "session.wantsData",
          "FollowOutput.of",
          "new TwinProcess",
          "session::print",
          "NodeCordonCommand.said");

  /**
   * Those that print no answer: a script for a shell, a demonstration for people, a word that the
   * launcher takes, and two in whose place another program writes, in a terminal or until Ctrl-C.
   */
  private static final Set<String> WITHOUT =
      Set.of(
          "CompletionCommand.java",
          "QuickstartCommand.java",
          "DistCommand.java",
          "ShellCommand.java",
          "WorkerRunCommand.java");

  @Test
  void everyCommand_printsDataWhereItIsAskedFor() throws IOException {
    try (Stream<Path> files = Files.walk(COMMANDS)) {
      assertThat(
              files
                  .filter(file -> file.toString().endsWith("Command.java"))
                  .filter(file -> !WITHOUT.contains(file.getFileName().toString()))
                  .filter(file -> WAYS.stream().noneMatch(text(file)::contains))
                  .map(file -> file.getFileName().toString()))
          .isEmpty();
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
