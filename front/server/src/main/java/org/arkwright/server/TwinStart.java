package org.arkwright.server;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.arkwright.api.whatif.TwinStarter;

/**
 * Starts the twin as a process from the server's own jars, with little memory, one core, and behind
 * everything else that wants the processor: whatever it meets, the server does not suffer. What one
 * job's start is asked for with is short, and somebody waits for it: where jobs keep every core
 * busy it gets a fair part, a quarter of a core, while a what-if over all jobs gets what is left.
 * It ends with the server, whose end it sees by that of its input.
 *
 * @param journal the location of the server's journal, absolute where it is a file
 */
record TwinStart(String journal) implements TwinStarter {
  private static final String MAIN_CLASS = "org.arkwright.twin.command.TwinMain";
  private static final Path NICE = Path.of("/usr/bin/nice");

  /** Weighs a third of a rank that keeps a core busy. */
  private static final String NICE_WHEN = "5";

  /** Weighs a seventieth of it. */
  private static final String NICE_WHAT_IF = "19";

  /** How much the twin may use of the machine. */
  private static final List<String> LIMITS =
      List.of(
          "-Xmx512m",
          "-Xss1m",
          "-XX:ActiveProcessorCount=1",
          "-XX:+UseSerialGC",
          "-XX:+UseCompactObjectHeaders",
          "-XX:+ExitOnOutOfMemoryError",
          "-XX:-UsePerfData",
          "--enable-native-access=ALL-UNNAMED",
          "-Darkwright.twin.tied=true");

  @Override
  public Process start(List<String> arguments, Path folder) throws IOException {
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(NICE)) {
      String nice = arguments.getFirst().equals("when") ? NICE_WHEN : NICE_WHAT_IF;
      command.addAll(List.of(NICE.toString(), "-n", nice));
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(LIMITS);
    command.addAll(List.of("-cp", classPath(), MAIN_CLASS));
    command.addAll(arguments);
    command.addAll(List.of("--journal", journal));
    return new ProcessBuilder(command).directory(folder.toFile()).start();
  }

  /** The server's, which it may have been given relative to its own folder. */
  private static String classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }
}
