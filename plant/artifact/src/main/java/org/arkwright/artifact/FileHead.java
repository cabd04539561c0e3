package org.arkwright.artifact;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;

/** The first bytes of a file, read ahead of the whole. */
final class FileHead {
  private static final int BYTES_MAX = 512;

  private final byte[] bytes;
  private final InputStream whole;

  private FileHead(byte[] bytes, InputStream whole) {
    this.bytes = bytes;
    this.whole = whole;
  }

  static FileHead of(InputStream in) throws IOException {
    // Not a SequenceInputStream, which closes a stream at its end: this may be one file of many.
    PushbackInputStream whole = new PushbackInputStream(in, BYTES_MAX);
    byte[] bytes = whole.readNBytes(BYTES_MAX);
    whole.unread(bytes);
    return new FileHead(bytes, whole);
  }

  byte[] bytes() {
    return bytes;
  }

  /** A stream of the whole content. */
  InputStream whole() {
    return whole;
  }
}
