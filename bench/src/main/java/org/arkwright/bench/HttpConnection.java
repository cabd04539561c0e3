package org.arkwright.bench;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One kept-alive HTTP/1.1 connection with minimal overhead, so that the server is what is measured
 * even on two cores. Reads only responses with a Content-Length.
 */
final class HttpConnection implements AutoCloseable {
  private final Socket socket;
  private final InputStream in;
  private final String head;

  HttpConnection(URI server, String token) throws IOException {
    socket = new Socket(InetAddress.getByName(server.getHost()), server.getPort());
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream(), 1 << 14);
    head =
        "Host: %s:%d\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\n"
            .formatted(server.getHost(), server.getPort(), token);
  }

  /** Sends a JSON body and returns the response body. */
  String post(String path, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    String request = "POST " + path + " HTTP/1.1\r\n" + head + "Content-Length: " + bytes.length;
    byte[] start = (request + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
    byte[] whole = new byte[start.length + bytes.length];
    System.arraycopy(start, 0, whole, 0, start.length);
    System.arraycopy(bytes, 0, whole, start.length, bytes.length);
    socket.getOutputStream().write(whole);
    return readResponse();
  }

  /** Returns the body of the response. */
  String get(String path) throws IOException {
    socket
        .getOutputStream()
        .write(
            ("GET " + path + " HTTP/1.1\r\n" + head + "\r\n").getBytes(StandardCharsets.US_ASCII));
    return readResponse();
  }

  private String readResponse() throws IOException {
    String status = readLine();
    int length = 0;
    for (String line = readLine(); !line.isEmpty(); line = readLine()) {
      String lower = line.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(lower.substring("content-length:".length()).strip());
      }
    }
    String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
    if (!status.contains(" 20")) {
      throw new IOException(status + ": " + body);
    }
    return body;
  }

  private String readLine() throws IOException {
    StringBuilder line = new StringBuilder(64);
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the server closed the connection");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
