package org.arkwright.cli.follow;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.concurrent.locks.Lock;

/**
 * Prints one rank's output. Without a prefix, bytes pass through unchanged; with a prefix, whole
 * lines do, so that lines of several ranks do not mix. For one thread; ranks share the lock.
 */
final class RankPrinter {
  private final byte[] prefix;
  private final PrintStream out;
  private final Lock screen;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  /** Creates a printer that holds {@code screen} while it prints to {@code out}. */
  RankPrinter(byte[] prefix, PrintStream out, Lock screen) {
    this.prefix = prefix.clone();
    this.out = out;
    this.screen = screen;
  }

  /** Prints the first {@code length} bytes; returns false if the output is closed. */
  boolean write(byte[] bytes, int length) {
    screen.lock();
    try {
      if (prefix.length == 0) {
        out.write(bytes, 0, length);
      } else {
        writeLines(bytes, length);
      }
      return !out.checkError();
    } finally {
      screen.unlock();
    }
  }

  /** Terminates and prints an unfinished last line. */
  void finish() {
    if (line.size() > 0) {
      write(new byte[] {'\n'}, 1);
    }
  }

  private void writeLines(byte[] bytes, int length) {
    int start = 0;
    for (int i = 0; i < length; i++) {
      if (bytes[i] == '\n') {
        line.write(bytes, start, i + 1 - start);
        out.write(prefix, 0, prefix.length);
        out.write(line.toByteArray(), 0, line.size());
        line.reset();
        start = i + 1;
      }
    }
    line.write(bytes, start, length - start);
  }
}
