package org.arkwright.cli.follow;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;

/**
 * Prints one rank's output. Without a prefix, bytes pass through unchanged; with a prefix, whole
 * lines do, so that lines of several ranks do not mix. A line that is overwritten by carriage
 * returns, as a progress bar, is shown at each of its states: on a terminal in its place, elsewhere
 * as lines. A line that is too long for that comes in pieces. For one thread.
 */
final class RankPrinter implements LogSink {
  /** How often two bars take turns on a terminal, where each needs a line of its own then. */
  private static final long TURN_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final byte[] prefix;
  private final LongFunction<String> stamp;
  private final boolean plain;
  private final Screen screen;
  private final LineBuffer line = new LineBuffer();
  private long lineBegin;
  private long offset;
  private boolean returned;
  private long drawnAt = System.nanoTime() - TURN_NANOS;

  /**
   * Creates a printer.
   *
   * @param prefix what each line begins with
   * @param stamp returns what comes before it, by the offset of the line
   * @param plain whether there is neither
   */
  RankPrinter(byte[] prefix, LongFunction<String> stamp, boolean plain, Screen screen) {
    this.prefix = prefix.clone();
    this.stamp = stamp;
    this.plain = plain;
    this.screen = screen;
  }

  @Override
  public void beginAt(long begin) {
    offset = begin;
    lineBegin = begin;
  }

  @Override
  public boolean write(byte[] bytes, int length) {
    screen.lock.lock();
    try {
      if (plain) {
        screen.out.write(bytes, 0, length);
        screen.out.flush();
      } else {
        for (int i = 0; i < length; i++) {
          write(bytes[i]);
          offset++;
        }
      }
      return !screen.out.checkError();
    } finally {
      screen.lock.unlock();
    }
  }

  @Override
  public void finish() {
    if (line.size() > 0 || screen.isOwnedBy(this)) {
      write(new byte[] {'\n'}, 1);
    }
  }

  private void write(byte value) {
    if (value == '\n') {
      returned = false;
      printLine();
      lineBegin = offset + 1;
      return;
    }
    if (returned) {
      returned = false;
      drawState();
      lineBegin = offset;
    }
    if (value == '\r') {
      returned = true; // What it means is known with the next byte: \r\n ends a line.
    } else {
      if (line.isFull(value)) {
        printLine();
        lineBegin = offset;
      }
      line.add(value);
    }
  }

  private void printLine() {
    line.add((byte) '\n');
    screen.print(this, head(), line.take());
  }

  private void drawState() {
    if (line.size() == 0) {
      return;
    }
    if (!screen.redraws) {
      printLine();
      return;
    }
    byte[] state = line.take();
    long now = System.nanoTime();
    boolean mine = !screen.isOpen() || screen.isOwnedBy(this);
    if (mine || now - drawnAt >= TURN_NANOS) {
      drawnAt = now;
      screen.draw(this, head(), state);
    }
  }

  private byte[] head() {
    byte[] time = stamp.apply(lineBegin).getBytes(StandardCharsets.UTF_8);
    byte[] head = new byte[time.length + prefix.length];
    System.arraycopy(time, 0, head, 0, time.length);
    System.arraycopy(prefix, 0, head, time.length, prefix.length);
    return head;
  }
}
