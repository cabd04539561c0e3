package org.arkwright.cli.follow;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.concurrent.locks.Lock;

/**
 * Prints one rank's output. A single rank's bytes pass as they are; with a prefix, whole lines do,
 * so that the lines of several ranks do not mix. Used by one thread; the lock keeps ranks apart.
 */
final class RankPrinter {
  private final byte[] prefix;
  private final PrintStream out;
  private final Lock screen;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  /** Prints to {@code out} while it holds {@code screen}; an empty prefix means raw bytes. */
  RankPrinter(byte[] prefix, PrintStream out, Lock screen) {
    this.prefix = prefix.clone();
    this.out = out;
    this.screen = screen;
  }

  /** Prints the first {@code length} bytes; false when nobody reads the output any more. */
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

  /** Ends a last line that the rank left open. */
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
