package org.arkwright.worker.link;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What people read of an answer that is no success. */
final class ServerWordsTest {
  private HttpServer server;
  private int status = 403;
  private String body = "";

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void reasonAndAdvice_areTold() throws IOException {
    assertThat(words("{\"detail\":\"no such node.\",\"advice\":\"Join again.\"}"))
        .isEqualTo("403: no such node. Join again.");
    assertThat(words("{\"detail\":\"no such node.\"}")).isEqualTo("403: no such node.");
    assertThat(words("{\"advice\":\"Join again.\"}")).isEqualTo("403: Join again.");
  }

  @Test
  void answerWithoutAReason_isToldByItsStatus() throws IOException {
    for (String nothing : new String[] {"", "{}", "{\"detail\":\"\"}", "<html>", "{\"detail\":"}) {
      assertThat(words(nothing)).as(nothing).isEqualTo("403, without a reason");
    }
    status = 502;
    assertThat(words("bad gateway")).isEqualTo("502, without a reason");
  }

  @Test
  void answerWithoutEnd_isNotReadToIt() throws IOException {
    assertThat(words("{\"detail\":\"" + "x".repeat(1 << 20) + "\"}"))
        .isEqualTo("403, without a reason");
  }

  private String words(String answer) throws IOException {
    body = answer;
    return ServerWords.of(
        (HttpURLConnection)
            URI.create("http://127.0.0.1:%d/".formatted(server.getAddress().getPort()))
                .toURL()
                .openConnection(Proxy.NO_PROXY));
  }
}
