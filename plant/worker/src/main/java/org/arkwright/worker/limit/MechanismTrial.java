package org.arkwright.worker.limit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a short command to test whether a mechanism works. */
final class MechanismTrial {
  private static final long SECONDS_MAX = 10;

  private MechanismTrial() {}

  /** The end of a command. */
  record Ended(int status, String output) {
    /** Its output in one line, or its status if there is none. */
    String summary() {
      return output.isBlank()
          ? "exit code " + status
          : String.join("; ", output.strip().lines().toList());
    }
  }

  /**
   * Returns the command's output, including errors.
   *
   * @throws IOException when it cannot be run, fails, or times out
   */
  static String output(List<String> command) throws IOException {
    Ended ended = run(command);
    if (ended.status() != 0) {
      throw new IOException(ended.summary());
    }
    return ended.output();
  }

  /** Runs a command to its end, without any variables but a path. */
  static Ended run(List<String> command) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")));
    builder.environment().clear();
    builder.environment().put("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    Process process = builder.start();
    try {
      if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
        throw new IOException(command.getFirst() + " did not end in " + SECONDS_MAX + " s");
      }
      return new Ended(
          process.exitValue(),
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while trying " + command.getFirst(), e);
    } finally {
      process.destroyForcibly();
    }
  }
}
