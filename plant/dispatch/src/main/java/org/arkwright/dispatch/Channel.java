package org.arkwright.dispatch;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;

/**
 * A byte stream between the control plane and something at a node, over connections that the node's
 * worker has opened. Each direction is held up when its reader is: nothing is kept beyond a buffer.
 * Each direction may be used by one thread at a time; any thread may close.
 */
public final class Channel implements Closeable {
  /** Where the bytes for the node go; each call blocks until the node's side has taken them. */
  @FunctionalInterface
  public interface ToNode {
    void write(byte[] bytes) throws IOException;
  }

  private final InputStream input;
  private final ToNode node;
  private final CompletableFuture<Void> outputEnd = new CompletableFuture<>();
  private final CompletableFuture<Void> end = new CompletableFuture<>();

  Channel(InputStream input, ToNode node) {
    this.input = input;
    this.node = node;
  }

  /** What the node sends; ends with what is there. Reading blocks. */
  public InputStream input() {
    return input;
  }

  /** What the node receives; closing it tells the node that there is no more. Writing blocks. */
  public OutputStream output() {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        if (outputEnd.isDone()) {
          throw new IOException("the channel is closed");
        }
        node.write(Arrays.copyOfRange(bytes, offset, offset + length));
      }

      @Override
      public void close() {
        outputEnd.complete(null);
      }
    };
  }

  /** Ends both directions; the node's side is closed. */
  @Override
  public void close() {
    outputEnd.complete(null);
    end.complete(null);
    try {
      input.close();
    } catch (IOException _) {
      // It is over in any case.
    }
  }

  /** Completes once nothing more is sent to the node. */
  CompletableFuture<Void> outputEnd() {
    return outputEnd;
  }

  /** Completes once the channel is closed. */
  CompletableFuture<Void> end() {
    return end;
  }
}
