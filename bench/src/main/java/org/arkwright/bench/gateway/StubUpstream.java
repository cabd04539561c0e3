package org.arkwright.bench.gateway;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

/**
 * A stub that answers each request with 64 streamed tokens, each written separately, and with the
 * usage at the end. {@code StubUpstream PORT [PAUSE_MILLIS]}: a pause before each token keeps
 * streams idle.
 */
public final class StubUpstream {
  private static final int TOKENS = 64;
  private static final int BACKLOG = 4096;
  private static final byte[] HEAD =
      ascii(
          "HTTP/1.1 200 OK\r\nContent-Type: %s\r\nTransfer-Encoding: chunked\r\n\r\n"
              .formatted("text/event-stream"));
  private static final byte[] TOKEN =
      chunk("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"word \"}}]}\n\n");
  private static final byte[] END =
      ascii(
          text(
                  "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":8,\"completion_tokens\":64,"
                      + "\"total_tokens\":72}}\n\n")
              + text("data: [DONE]\n\n")
              + "0\r\n\r\n");

  private StubUpstream() {}

  public static void main(String[] arguments) throws IOException {
    Duration pause = Duration.ofMillis(arguments.length > 1 ? Long.parseLong(arguments[1]) : 0);
    try (ServerSocket server =
        new ServerSocket(
            Integer.parseInt(arguments[0]), BACKLOG, InetAddress.getLoopbackAddress())) {
      System.out.println("upstream at " + server.getLocalPort());
      while (true) {
        Socket socket = server.accept();
        Thread.ofVirtual().start(() -> serve(socket, pause));
      }
    }
  }

  private static void serve(Socket socket, Duration pause) {
    try (socket) {
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      OutputStream out = socket.getOutputStream();
      while (takeRequest(in)) {
        out.write(HEAD);
        for (int i = 0; i < TOKENS; i++) {
          if (pause.isPositive()) {
            Thread.sleep(pause);
          }
          out.write(TOKEN);
        }
        out.write(END);
      }
    } catch (IOException _) {
      // The client has gone.
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean takeRequest(InputStream in) throws IOException {
    int length = 0;
    String line = line(in);
    if (line.isEmpty()) {
      return false;
    }
    while (!line.isEmpty()) {
      String lower = line.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(lower.substring("content-length:".length()).strip());
      }
      line = line(in);
    }
    in.skipNBytes(length);
    return true;
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n' && c >= 0; c = in.read()) {
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  private static byte[] chunk(String event) {
    return ascii(text(event));
  }

  private static String text(String event) {
    return Integer.toHexString(event.length()) + "\r\n" + event + "\r\n";
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
