package org.arkwright.worker.limit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a short command to test whether a mechanism works. */
final class MechanismTrial {
  private static final long SECONDS_MAX = 10;

  private MechanismTrial() {}

  /**
   * Returns the command's output, including errors.
   *
   * @throws IOException when it cannot be run, fails, or times out
   */
  static String output(List<String> command) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
            .start();
    try {
      if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
        throw new IOException(command.getFirst() + " did not end in " + SECONDS_MAX + " s");
      }
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.exitValue() != 0) {
        throw new IOException(text.isBlank() ? "exit code " + process.exitValue() : text.strip());
      }
      return text;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while trying " + command.getFirst(), e);
    } finally {
      process.destroyForcibly();
    }
  }
}
