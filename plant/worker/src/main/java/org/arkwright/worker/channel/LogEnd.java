package org.arkwright.worker.channel;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import org.arkwright.protocol.LogFrame;
import org.arkwright.protocol.RankLogs;

/** A rank's output from an offset on, as the rank writes it, until it has ended. */
final class LogEnd implements ChannelEnd {
  private static final long POLL_MILLIS = 20;

  private final Path file;
  private final BooleanSupplier runs;
  private long offset;
  private volatile boolean closed;

  /**
   * @param runs whether the rank may still write
   */
  LogEnd(Path file, long offset, BooleanSupplier runs) {
    this.file = file;
    this.offset = offset;
    this.runs = runs;
  }

  @Override
  public void send(OutputStream to) throws IOException {
    DataOutputStream out = new DataOutputStream(to);
    boolean last = false;
    while (!closed) {
      byte[] next = next();
      if (next.length > 0) {
        new LogFrame(offset, next).write(out);
        out.flush();
        offset += next.length;
      } else if (last) {
        return;
      } else {
        // What it wrote last may still have to be read when it has ended.
        last = !runs.getAsBoolean();
        pause();
      }
    }
  }

  private byte[] next() throws IOException {
    offset = Math.max(offset, RankLogs.droppedBytes(file));
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      ByteBuffer buffer = ByteBuffer.allocate(LogFrame.BYTES_MAX);
      channel.position(offset);
      int read = channel.read(buffer);
      return RankLogs.droppedBytes(file) > offset
          ? next() // dropped meanwhile: what was read may be zeros
          : Arrays.copyOf(buffer.array(), Math.max(0, read));
    } catch (NoSuchFileException _) {
      return new byte[0];
    }
  }

  private static void pause() throws InterruptedIOException {
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the worker ends");
    }
  }

  @Override
  public void receive(InputStream in) throws IOException {
    var _ = in.transferTo(OutputStream.nullOutputStream());
  }

  @Override
  public void close() {
    closed = true;
  }
}
