package org.arkwright.cli.chat;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Keeps the beginning of what is read, for who finds out that it was something else. */
final class HeadOfAnswer extends FilterInputStream {
  private static final int KEPT_BYTES = 1 << 20;
  private static final int SHOWN_CHARS = 200;
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

  HeadOfAnswer(InputStream from) {
    super(from);
  }

  @Override
  public int read() throws IOException {
    int one = super.read();
    if (one >= 0 && kept.size() < KEPT_BYTES) {
      kept.write(one);
    }
    return one;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    int count = super.read(into, offset, length);
    if (count > 0) {
      kept.write(into, offset, Math.min(count, KEPT_BYTES - kept.size()));
    }
    return count;
  }

  boolean isEmpty() {
    return text().isBlank();
  }

  /** What was read so far, up to a mebibyte. */
  String text() {
    return kept.toString(StandardCharsets.UTF_8);
  }

  /** The first characters of it, on one line. */
  String beginning() {
    return beginning(text());
  }

  /** The first characters of a text, on one line. */
  static String beginning(String text) {
    String line = text.strip().replaceAll("\\s+", " ");
    return line.length() <= SHOWN_CHARS ? line : line.substring(0, SHOWN_CHARS) + "…";
  }
}
