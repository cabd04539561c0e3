package org.arkwright.cli.shell;

import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The frames that several threads have to send, as one stream: a pipe of the JDK would break when
 * one of them ends. Who types faster than is sent waits. For one reader.
 */
final class TypedFrames extends InputStream {
  private static final int FRAMES_MAX = 16;

  private final BlockingQueue<byte[]> frames = new LinkedBlockingQueue<>(FRAMES_MAX);
  private byte[] current = new byte[0];
  private int at;

  void send(byte[] frame) throws InterruptedException {
    frames.put(frame);
  }

  @Override
  public int read() throws InterruptedIOException {
    byte[] one = new byte[1];
    int read = read(one, 0, 1);
    return read < 0 ? read : one[0] & 0xff;
  }

  @Override
  public int read(byte[] to, int offset, int length) throws InterruptedIOException {
    if (at == current.length) {
      try {
        current = frames.take();
        at = 0;
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted");
      }
    }
    int count = Math.min(length, current.length - at);
    System.arraycopy(current, at, to, offset, count);
    at += count;
    return count;
  }
}
