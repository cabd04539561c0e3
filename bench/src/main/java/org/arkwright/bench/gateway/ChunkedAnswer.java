package org.arkwright.bench.gateway;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A reader of chunked HTTP responses with minimal overhead, so that the server is what is measured
 * even on two cores.
 */
final class ChunkedAnswer {
  private static final byte[] END = "0\r\n".getBytes(StandardCharsets.US_ASCII);

  private ChunkedAnswer() {}

  /** Receives the chunks of a body. */
  @FunctionalInterface
  interface Chunks {
    void take(InputStream in, int length) throws IOException;
  }

  /**
   * Reads to the last chunk and its trailers.
   *
   * @throws IOException also when the status is not 200
   */
  static void read(InputStream in, Chunks chunks) throws IOException {
    byte[] line = line(in);
    if (!new String(line, StandardCharsets.US_ASCII).contains(" 200 ")) {
      throw new IOException(new String(line, StandardCharsets.US_ASCII).strip());
    }
    while (line.length > 2) {
      line = line(in);
    }
    for (line = line(in); !Arrays.equals(line, END); line = line(in)) {
      chunks.take(in, Integer.parseInt(new String(line, StandardCharsets.US_ASCII).strip(), 16));
      in.skipNBytes(2);
    }
    while (line(in).length > 2) {
      // A trailer.
    }
  }

  private static byte[] line(InputStream in) throws IOException {
    byte[] line = new byte[256];
    int length = 0;
    int c = 0;
    while (c != '\n') {
      c = in.read();
      if (c < 0) {
        throw new EOFException("the connection was closed");
      }
      if (length == line.length) {
        line = Arrays.copyOf(line, 2 * length);
      }
      line[length++] = (byte) c;
    }
    return Arrays.copyOf(line, length);
  }
}
