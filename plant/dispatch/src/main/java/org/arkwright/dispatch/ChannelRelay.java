package org.arkwright.dispatch;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.arkwright.model.id.WorkerId;
import org.arkwright.protocol.ChannelTarget;

/**
 * A port of this machine's loopback address, each connection to which is a channel to one target:
 * for clients that know nothing but addresses. Thread-safe.
 */
public final class ChannelRelay implements AutoCloseable {
  private static final Logger LOG = System.getLogger(ChannelRelay.class.getName());
  private static final int BACKLOG = 128;
  private static final int BUFFER_BYTES = 1 << 14;

  private final Channels channels;
  private final WorkerId worker;
  private final ChannelTarget target;
  private final ServerSocket door;
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();

  private ChannelRelay(
      Channels channels, WorkerId worker, ChannelTarget target, ServerSocket door) {
    this.channels = channels;
    this.worker = worker;
    this.target = target;
    this.door = door;
  }

  /**
   * Opens a relay at a free port.
   *
   * @throws IOException when there is none
   */
  public static ChannelRelay open(Channels channels, WorkerId worker, ChannelTarget target)
      throws IOException {
    ChannelRelay relay =
        new ChannelRelay(
            channels,
            worker,
            target,
            new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress()));
    Thread.ofVirtual().name("relay-" + worker.name()).start(relay::accept);
    return relay;
  }

  /** The port that it listens on. */
  public int port() {
    return door.getLocalPort();
  }

  private void accept() {
    while (!door.isClosed()) {
      try {
        Socket connection = door.accept();
        connections.add(connection);
        Thread.ofVirtual().name("relayed").start(() -> serve(connection));
      } catch (IOException e) {
        if (!door.isClosed()) {
          LOG.log(Level.WARNING, "a relay to " + target + " lost a connection", e);
        }
      }
    }
  }

  private void serve(Socket connection) {
    try (connection;
        Channel channel = channels.open(worker, target).get()) {
      connection.setTcpNoDelay(true);
      Thread back =
          Thread.ofVirtual()
              .name("relayed-back")
              .start(() -> pump(connection, channel, channel.input(), outputOf(connection)));
      pump(connection, channel, connection.getInputStream(), channel.output());
      back.join();
    } catch (ExecutionException e) {
      // To its client the port then looks as one at which nothing listens.
      LOG.log(Level.DEBUG, () -> "no channel to " + target + ": " + e.getCause());
    } catch (IOException e) {
      LOG.log(Level.DEBUG, () -> "a relayed connection broke: " + e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      connections.remove(connection);
    }
  }

  private static OutputStream outputOf(Socket connection) {
    try {
      return connection.getOutputStream();
    } catch (IOException _) {
      return OutputStream.nullOutputStream(); // It is closed already.
    }
  }

  /** Hands bytes on until their end, which ends both directions: HTTP has no use for one alone. */
  private static void pump(Socket connection, Channel channel, InputStream in, OutputStream out) {
    byte[] buffer = new byte[BUFFER_BYTES];
    try {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        out.write(buffer, 0, read);
        out.flush();
      }
    } catch (IOException _) {
      // Either side is gone.
    } finally {
      channel.close();
      try {
        connection.close();
      } catch (IOException _) {
        // It is closed.
      }
    }
  }

  /** Closes the port and every connection. */
  @Override
  public void close() {
    try {
      door.close();
      for (Socket each : connections) {
        each.close();
      }
    } catch (IOException e) {
      LOG.log(Level.WARNING, "a relay was not closed", e);
    }
  }
}
