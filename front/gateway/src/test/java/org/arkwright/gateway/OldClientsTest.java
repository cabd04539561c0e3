package org.arkwright.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.arkwright.gateway.GatewayHarness.KEY;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients of HTTP/1.0 (ab, nginx by default, wget of old) at the gateway. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class OldClientsTest {
  private static final String STREAM = ",\"stream\":true";
  private static final String HEADERS_END = "\r\n\r\n";

  @TempDir Path folder;
  private GatewayHarness harness;
  private final StubReplica replica = new StubReplica();

  @BeforeEach
  void start() throws Exception {
    harness = new GatewayHarness(folder);
    harness.route(false, replica.backend("a"));
  }

  @AfterEach
  void stop() {
    harness.close();
    replica.close();
  }

  @Test
  void stream_ofHttp10_hasNoChunks_andEndsWithItsConnection() throws Exception {
    try (Socket socket = connect()) {
      send(socket, "1.0", "", STREAM);
      String answer = readAll(socket);
      assertThat(headers(answer))
          .contains("200 ok", "connection: close")
          .doesNotContain("transfer-encoding", "content-length");
      assertThat(body(answer)).startsWith("data: {").endsWith("data: [DONE]\n\n");
    }
  }

  @Test
  void stream_ofHttp10_thatAsksToKeepItsConnection_isNotKept() throws Exception {
    try (Socket socket = connect()) {
      send(socket, "1.0", "Connection: keep-alive\r\n", STREAM);
      String answer = readAll(socket);
      assertThat(headers(answer)).contains("connection: close").doesNotContain("keep-alive");
      assertThat(body(answer)).endsWith("data: [DONE]\n\n");
    }
  }

  @Test
  void whole_ofHttp10_endsWithItsConnection() throws Exception {
    try (Socket socket = connect()) {
      send(socket, "1.0", "", "");
      String answer = readAll(socket);
      assertThat(headers(answer)).contains("connection: close", "content-length: ");
      assertThat(body(answer)).startsWith("{").endsWith("}");
    }
  }

  @Test
  void whole_ofHttp10_thatAsksToKeepItsConnection_isConfirmedAndKept() throws Exception {
    try (Socket socket = connect()) {
      for (int i = 0; i < 3; i++) {
        send(socket, "1.0", "Connection: Keep-Alive\r\n", "");
        assertThat(headers(readOne(socket))).contains("200 ok", "connection: keep-alive");
      }
      send(socket, "1.0", "Connection: Keep-Alive\r\n", STREAM);
      assertThat(body(readAll(socket))).endsWith("data: [DONE]\n\n");
    }
  }

  @Test
  void refusal_ofHttp10_isWhole() throws Exception {
    try (Socket socket = connect()) {
      socket.getOutputStream().write("GET /v1/models HTTP/1.0\r\n\r\n".getBytes(UTF_8));
      String answer = readAll(socket);
      assertThat(headers(answer)).contains("401 unauthorized", "connection: close");
      assertThat(body(answer)).contains("invalid_api_key").endsWith("}");
    }
  }

  @Test
  void request_inSingleBytes_isAnsweredTheSame() throws Exception {
    try (Socket socket = connect()) {
      socket.setTcpNoDelay(true);
      for (byte each : request("1.0", "", STREAM).getBytes(UTF_8)) {
        socket.getOutputStream().write(each);
      }
      assertThat(body(readAll(socket))).endsWith("data: [DONE]\n\n");
    }
  }

  @Test
  void stream_ofHttp11_comesInChunks_andItsConnectionIsKept() throws Exception {
    try (Socket socket = connect()) {
      for (int i = 0; i < 2; i++) {
        send(socket, "1.1", "Host: x\r\n", STREAM);
        String answer = readUntil(socket, "x-arkwright-grams");
        assertThat(headers(answer))
            .contains("transfer-encoding: chunked")
            .doesNotContain("connection:");
        if (!answer.endsWith(HEADERS_END)) {
          readUntil(socket, HEADERS_END);
        }
      }
    }
  }

  private Socket connect() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), harness.gateway.port());
  }

  private static void send(Socket socket, String version, String headers, String fields)
      throws IOException {
    socket.getOutputStream().write(request(version, headers, fields).getBytes(UTF_8));
  }

  private static String request(String version, String headers, String fields) {
    String body = "{\"model\":\"chat\",\"messages\":[]" + fields + "}";
    return "POST /v1/chat/completions HTTP/%s\r\n%sAuthorization: Bearer %s\r\nContent-Length: %d%s%s"
        .formatted(version, headers, KEY, body.length(), HEADERS_END, body);
  }

  private static String headers(String answer) {
    return answer.substring(0, answer.indexOf(HEADERS_END)).toLowerCase(Locale.ROOT);
  }

  private static String body(String answer) {
    return answer.substring(answer.indexOf(HEADERS_END) + HEADERS_END.length());
  }

  private static String readAll(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), UTF_8);
  }

  private static String readUntil(Socket socket, String text) throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder answer = new StringBuilder();
    while (answer.indexOf(text) < 0) {
      int next = in.read();
      if (next < 0) {
        break;
      }
      answer.append((char) next);
    }
    return answer.toString();
  }

  /** Reads one answer whose length is known. */
  private static String readOne(Socket socket) throws IOException {
    String headers = readUntil(socket, HEADERS_END);
    String length =
        headers.toLowerCase(Locale.ROOT).replaceAll("(?s).*content-length: (\\d+).*", "$1");
    return headers
        + new String(socket.getInputStream().readNBytes(Integer.parseInt(length)), UTF_8);
  }
}
