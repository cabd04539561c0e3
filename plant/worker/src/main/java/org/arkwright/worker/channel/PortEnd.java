package org.arkwright.worker.channel;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/** A connection to a port of this node's loopback address. */
final class PortEnd implements ChannelEnd {
  private static final int CONNECT_MILLIS = 5_000;
  private static final int BUFFER_BYTES = 1 << 14;

  private final Socket socket;

  private PortEnd(Socket socket) {
    this.socket = socket;
  }

  static PortEnd connect(int port) throws IOException {
    Socket socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
      return new PortEnd(socket);
    } catch (IOException e) {
      socket.close();
      throw new IOException("nothing answers on port %d of this node yet".formatted(port), e);
    }
  }

  @Override
  public void send(OutputStream out) throws IOException {
    pump(socket.getInputStream(), out);
  }

  @Override
  public void receive(InputStream in) throws IOException {
    pump(in, socket.getOutputStream());
  }

  private static void pump(InputStream in, OutputStream out) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      out.write(buffer, 0, read);
      out.flush();
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException _) {
      // It is over in any case.
    }
  }
}
