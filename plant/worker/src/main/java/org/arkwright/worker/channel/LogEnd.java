package org.arkwright.worker.channel;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.function.BooleanSupplier;
import org.arkwright.protocol.ChannelTarget;
import org.arkwright.protocol.LogPiece;
import org.arkwright.worker.transfer.ChannelledLogs;
import org.arkwright.worker.transfer.LogReader;
import org.jspecify.annotations.Nullable;

/** A rank's output from an offset on, as the rank writes it, until it has ended. */
final class LogEnd implements ChannelEnd {
  private static final long POLL_MILLIS = 20;

  /** Small, so that what is written is soon there also where the link is slow. */
  private static final int PIECE_BYTES_MAX = 1 << 16;

  private final LogReader reader;
  private final ChannelledLogs channelled;
  private final ChannelTarget.Log target;
  private final BooleanSupplier runs;
  private volatile boolean closed;

  /**
   * @param channelled is told how far this is
   * @param runs whether the rank may still write
   */
  LogEnd(
      LogReader reader, ChannelledLogs channelled, ChannelTarget.Log target, BooleanSupplier runs) {
    this.reader = reader;
    this.channelled = channelled;
    this.target = target;
    this.runs = runs;
  }

  @Override
  public void send(OutputStream to) throws IOException {
    DataOutputStream out = new DataOutputStream(to);
    long offset = target.offset();
    boolean last = false;
    try {
      while (!closed) {
        @Nullable LogPiece piece =
            reader.next(target.attempt(), target.rank(), offset, PIECE_BYTES_MAX);
        if (piece != null) {
          offset = piece.end();
          piece.writeTo(out);
          out.flush();
          channelled.sent(target.attempt(), target.rank(), offset);
        } else if (last) {
          return;
        } else {
          // What it wrote last may still have to be read when it has ended.
          last = !runs.getAsBoolean();
          pause();
        }
      }
    } finally {
      channelled.over(target.attempt(), target.rank());
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
