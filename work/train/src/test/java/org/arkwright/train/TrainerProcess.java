package org.arkwright.train;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The trainer as a separate process, as in a rank. */
final class TrainerProcess {
  private final Process process;
  private final Path log;

  private TrainerProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** Starts a trainer whose output goes to the log. */
  static TrainerProcess start(Path log, Map<String, String> environment, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Dorg.bytedeco.openblas.load=mkl_rt",
            "-Dorg.bytedeco.javacpp.maxBytes=0",
            "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
            "-cp",
            System.getProperty("java.class.path"),
            TrainMain.class.getName()));
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().put("OMP_NUM_THREADS", "1");
    builder.environment().put("MKL_THREADING_LAYER", "GNU");
    builder.environment().putAll(environment);
    return new TrainerProcess(builder.start(), log);
  }

  /** Waits for the process to end, and returns its exit code. */
  int awaitExit() throws InterruptedException {
    return process.waitFor();
  }

  /** Asks it to stop, as a worker does. */
  void terminate() {
    process.destroy();
  }

  /** Kills it, as a power cut would. */
  void kill() {
    process.destroyForcibly();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** The complete output. */
  String output() throws IOException {
    return new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
  }

  /** The reported losses, by step, as written. */
  List<String> losses() throws IOException {
    return output()
        .lines()
        .filter(line -> line.startsWith("step "))
        .map(line -> line.replaceFirst("/\\d+ loss", " loss").replaceFirst(" lr .*", ""))
        .toList();
  }
}
