package org.arkwright.worker.channel;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.arkwright.protocol.TerminalFrame;
import org.arkwright.worker.rank.PseudoTerminal;

/** A program in a terminal. */
final class TerminalEnd implements ChannelEnd {
  private static final int BUFFER_BYTES = 1 << 14;

  /** A program whose terminal nobody has open any more ends soon, or is ended. */
  private static final long EXIT_SECONDS = 2;

  /** The status of a program that was killed, in the convention of shells. */
  private static final int KILLED = 128 + 9;

  private final PseudoTerminal terminal;

  TerminalEnd(PseudoTerminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void send(OutputStream to) throws IOException {
    DataOutputStream out = new DataOutputStream(to);
    byte[] buffer = new byte[BUFFER_BYTES];
    for (int read = terminal.read(buffer); read >= 0; read = terminal.read(buffer)) {
      new TerminalFrame.Bytes(Arrays.copyOf(buffer, read)).write(out);
    }
    new TerminalFrame.Exit(exit()).write(out);
  }

  private int exit() {
    try {
      return terminal.program().exit().get(EXIT_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException _) {
      terminal.close();
      return terminal.program().exit().exceptionally(_ -> KILLED).join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return KILLED;
    } catch (ExecutionException _) {
      return KILLED;
    }
  }

  @Override
  public void receive(InputStream from) throws IOException {
    DataInputStream in = new DataInputStream(from);
    for (Optional<TerminalFrame> frame = TerminalFrame.read(in);
        frame.isPresent();
        frame = TerminalFrame.read(in)) {
      switch (frame.get()) {
        case TerminalFrame.Bytes(byte[] bytes) -> terminal.write(bytes);
        case TerminalFrame.Resize(int rows, int columns) -> terminal.resize(rows, columns);
        case TerminalFrame.Exit _ -> throw new IOException("only the node says that it ended");
      }
    }
  }

  @Override
  public void close() {
    terminal.close();
  }

  @Override
  public void release() {
    terminal.release();
  }
}
