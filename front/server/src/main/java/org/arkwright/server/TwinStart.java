package org.arkwright.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.arkwright.api.whatif.WhatIfRuns;

/**
 * Starts the twin as a process from the server's own jars, with little memory, one core, and behind
 * everything else that wants the processor: whatever it meets, the server does not suffer.
 *
 * @param journal the location of the server's journal
 */
record TwinStart(String journal) implements WhatIfRuns.TwinStarter {
  private static final String MAIN_CLASS = "org.arkwright.twin.command.TwinMain";
  private static final Path NICE = Path.of("/usr/bin/nice");

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
          "--enable-native-access=ALL-UNNAMED");

  @Override
  public Process start(List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(NICE)) {
      command.addAll(List.of(NICE.toString(), "-n", "19"));
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(LIMITS);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN_CLASS, "what-if"));
    command.addAll(List.of("--journal", journal));
    command.addAll(arguments);
    return new ProcessBuilder(command).start();
  }
}
