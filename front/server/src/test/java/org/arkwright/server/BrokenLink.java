package org.arkwright.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * A connection between a worker and its server that counts bytes and damages some. It holds few
 * bytes itself: what lies in a socket when one side dies is counted and lost.
 */
final class BrokenLink implements AutoCloseable {
  private static final int HELD = 1 << 16;

  private final ServerSocket listening;
  private final Supplier<URI> server;
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  final AtomicLong toWorker = new AtomicLong();
  final AtomicLong toServer = new AtomicLong();

  /** How many bytes to the worker go well before each that is damaged; 0 for all. */
  volatile long damageEach;

  /** How often a byte may still be damaged. */
  final AtomicLong damages = new AtomicLong();

  BrokenLink(Supplier<URI> server) throws IOException {
    this.server = server;
    this.listening = new ServerSocket();
    listening.setReceiveBufferSize(HELD);
    listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    Thread.ofVirtual().start(this::accept);
  }

  String url() {
    return "http://127.0.0.1:" + listening.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket worker = listening.accept();
        Socket target = new Socket();
        target.setSendBufferSize(HELD);
        target.setReceiveBufferSize(HELD);
        worker.setSendBufferSize(HELD);
        try {
          target.connect(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), server.get().getPort()));
        } catch (IOException _) {
          worker.close();
          continue;
        }
        connections.removeIf(Socket::isClosed);
        connections.add(worker);
        Thread.ofVirtual().start(() -> copy(worker, target, toServer, false));
        Thread.ofVirtual().start(() -> copy(target, worker, toWorker, true));
      }
    } catch (IOException _) {
      // Closed.
    }
  }

  private void copy(Socket from, Socket to, AtomicLong count, boolean damaging) {
    byte[] buffer = new byte[1 << 14];
    long well = 0;
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        well += read;
        if (damaging && damageEach > 0 && well >= damageEach && damages.getAndDecrement() > 0) {
          buffer[read / 2] ^= 1;
          well = 0;
        }
        out.write(buffer, 0, read);
        count.addAndGet(read);
      }
    } catch (IOException _) {
      // One side is gone, and so is the other then.
    }
  }

  /** Breaks every connection that there is; others may be opened. */
  void cut() throws IOException {
    for (Socket connection : connections) {
      connection.close();
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
