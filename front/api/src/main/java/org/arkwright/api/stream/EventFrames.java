package org.arkwright.api.stream;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A buffer of server-sent events (WHATWG HTML, section 9.2) to be written together. Data is always
 * JSON on one line, so it needs no escaping.
 */
final class EventFrames {
  private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] END = "\n\n".getBytes(StandardCharsets.US_ASCII);

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** A comment line, which clients skip; it shows proxies that the stream is alive. */
  static byte[] comment(String text) {
    return (": " + text + "\n\n").getBytes(StandardCharsets.UTF_8);
  }

  EventFrames add(String event, byte[] data) {
    line("event: " + event);
    return data(data);
  }

  EventFrames add(String event, long id, byte[] data) {
    line("id: " + id);
    return add(event, data);
  }

  private EventFrames data(byte[] json) {
    bytes.writeBytes(DATA);
    bytes.writeBytes(json);
    bytes.writeBytes(END);
    return this;
  }

  private void line(String text) {
    bytes.writeBytes((text + "\n").getBytes(StandardCharsets.UTF_8));
  }

  boolean isEmpty() {
    return bytes.size() == 0;
  }

  /** Returns the buffered frames and clears the buffer. */
  byte[] take() {
    byte[] taken = bytes.toByteArray();
    bytes.reset();
    return taken;
  }
}
