package org.arkwright.links;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** What the two ranks say to each other on one connection. One thread at a time uses it. */
final class LinkWire implements AutoCloseable {
  /** What a connection is for: its first byte. */
  static final int ECHO = 'E';

  static final int UPLOAD = 'U';
  static final int DOWNLOAD = 'D';

  private static final int CONNECT_MILLIS = 5_000;
  private static final int SILENCE_MILLIS = 90_000;
  private static final int CHUNK = 1 << 18;

  private final Socket socket;
  private final DataInputStream in;
  private final DataOutputStream out;

  private LinkWire(Socket socket, InputStream in, OutputStream out) {
    this.socket = socket;
    this.in = new DataInputStream(in);
    this.out = new DataOutputStream(out);
  }

  /** Uses a connection, and closes it when it is closed itself. */
  static LinkWire over(Socket socket) throws IOException {
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(SILENCE_MILLIS);
    return new LinkWire(socket, socket.getInputStream(), socket.getOutputStream());
  }

  /** Connects; blocks for a few seconds at the most. */
  static LinkWire to(String address, int port) throws IOException {
    Socket socket = new Socket();
    try {
      socket.connect(new InetSocketAddress(address, port), CONNECT_MILLIS);
      return over(socket);
    } catch (IOException e) {
      socket.close();
      throw new IOException("%s:%d: %s".formatted(address, port, e.getMessage()), e);
    }
  }

  /** A number of bytes and the time that they took. */
  record Flow(long bytes, long nanos) {
    double bytesPerSecond() {
      return nanos <= 0 ? 0 : bytes * 1e9 / nanos;
    }
  }

  DataInputStream in() {
    return in;
  }

  DataOutputStream out() {
    return out;
  }

  Socket socket() {
    return socket;
  }

  /** Sends for that long, and says that there is no more. */
  void flood(long nanos) throws IOException {
    byte[] chunk = new byte[CHUNK];
    long end = System.nanoTime() + nanos;
    while (System.nanoTime() - end < 0) {
      socket.getOutputStream().write(chunk);
    }
    socket.shutdownOutput();
  }

  /** Takes bytes until there are no more; timed from the first to the last. */
  Flow drain() throws IOException {
    byte[] chunk = new byte[CHUNK];
    int first = in.read(chunk);
    long begin = System.nanoTime();
    long last = begin;
    long bytes = 0; // What came with the first read took time that nobody has measured.
    if (first >= 0) {
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        bytes += read;
        last = System.nanoTime();
      }
    }
    return new Flow(bytes, last - begin);
  }

  /** Answers each byte with this host's time, until the other side has enough. */
  void echo() throws IOException {
    while (in.read() >= 0) {
      out.writeLong(nowNanos());
      out.flush();
    }
  }

  /** Sends a byte and waits for the other host's time. */
  long ping() throws IOException {
    out.write(1);
    out.flush();
    try {
      return in.readLong();
    } catch (EOFException e) {
      throw new IOException("the other rank has ended", e);
    }
  }

  /** This host's time, in nanoseconds since the Unix epoch. */
  static long nowNanos() {
    Instant now = Instant.now();
    return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
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
