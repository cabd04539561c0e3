package org.arkwright.worker.limit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How many processes and threads ranks may have: the machine must keep some to itself, or a fork
 * bomb in one job stops the worker, the server and everybody's shell.
 *
 * @param rank the most of one rank
 * @param all the most of all ranks of a worker together
 */
record ProcessRoom(long rank, long all) {
  /** Above the needs of training: data loaders and BLAS threads come to thousands at most. */
  private static final long RANK_MAX = 32_768;

  private static final int DIGITS_MAX = 32;

  /** What the kernel allows where it does not tell; its own least default. */
  private static final long MACHINE_USUAL = 32_768;

  /** Returns the room on a machine that allows that many. */
  static ProcessRoom of(long machine) {
    return new ProcessRoom(Math.min(RANK_MAX, machine / 2), machine / 4 * 3);
  }

  /**
   * Reads what the kernel allows.
   *
   * @param proc where procfs is mounted
   */
  static ProcessRoom find(Path proc) {
    return of(
        Math.min(
            number(proc.resolve("sys/kernel/pid_max")),
            number(proc.resolve("sys/kernel/threads-max"))));
  }

  private static long number(Path file) {
    // At once: a second read of such a file is at its end, whatever the first one left.
    try (InputStream in = Files.newInputStream(file)) {
      byte[] text = new byte[DIGITS_MAX];
      int length = Math.max(0, in.read(text));
      return Long.parseLong(new String(text, 0, length, StandardCharsets.US_ASCII).strip());
    } catch (IOException | NumberFormatException _) {
      return MACHINE_USUAL;
    }
  }
}
