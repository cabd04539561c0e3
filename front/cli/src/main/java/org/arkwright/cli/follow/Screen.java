package org.arkwright.cli.follow;

import java.io.PrintStream;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The output that several ranks share: who prints holds {@link #lock}. On a terminal it remembers
 * whose unfinished line is the last, because that one can be redrawn in its place.
 */
final class Screen {
  final PrintStream out;
  final ReentrantLock lock = new ReentrantLock();

  /** Whether a line can be redrawn, which only terminals can. */
  final boolean redraws;

  private @Nullable Object owner;

  Screen(PrintStream out, boolean redraws) {
    this.out = out;
    this.redraws = redraws;
  }

  /** Whether the unfinished last line is that writer's. */
  @SuppressWarnings("ReferenceEquality") // a writer is itself alone
  boolean isOwnedBy(Object writer) {
    return owner == writer;
  }

  /** Whether the last line is unfinished. */
  boolean isOpen() {
    return owner != null;
  }

  /** Draws an unfinished line: in the place of the writer's own, otherwise below the last one. */
  void draw(Object writer, byte[] prefix, byte[] text) {
    begin(writer);
    out.write(prefix, 0, prefix.length);
    out.write(text, 0, text.length);
    out.flush();
    owner = writer;
  }

  /** Prints a whole line, with its newline, in the place of the writer's unfinished one. */
  void print(Object writer, byte[] prefix, byte[] line) {
    begin(writer);
    out.write(prefix, 0, prefix.length);
    out.write(line, 0, line.length);
    owner = null;
  }

  private void begin(Object writer) {
    if (isOwnedBy(writer)) {
      out.print("\r\033[K");
    } else if (owner != null) {
      out.print("\n");
    }
  }
}
