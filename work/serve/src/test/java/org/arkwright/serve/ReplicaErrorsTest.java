package org.arkwright.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a replica refuses before its model is asked: in OpenAI's form, too. */
final class ReplicaErrorsTest {
  @TempDir private static Path folder;
  private static TinyReplica replica;

  @BeforeAll
  static void start() throws Exception {
    replica = new TinyReplica(folder);
  }

  @AfterAll
  static void stop() {
    replica.close();
  }

  private static JsonNode error(HttpResponse<String> answer, int status) throws IOException {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("content-type").orElseThrow())
        .startsWith("application/json");
    JsonNode error = TinyReplica.JSON.readTree(answer.body()).path("error");
    assertThat(error.path("type").asText()).isEqualTo("invalid_request_error");
    assertThat(error.path("message").asText()).isNotEmpty();
    return error;
  }

  @Test
  void embeddingsOfAChatModel_areRefusedWithWhatItDoes() throws Exception {
    JsonNode error = error(replica.post("/v1/embeddings", "{\"input\":\"a\"}"), 404);
    assertThat(error.path("code").asText()).isEqualTo("unsupported_operation");
    assertThat(error.path("message").asText()).contains("/v1/embeddings", "/v1/chat/completions");
  }

  @Test
  void pathsThatAreNone_areRefused() throws Exception {
    assertThat(error(replica.send(replica.request("/v2/nothing").build()), 404)).isNotEmpty();
  }

  /** By hand, since the JDK's client shows nothing of an answer that comes before its body ends. */
  @Test
  void bodyThatIsTooLarge_isRefusedWithTheBound() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), replica.port())) {
      OutputStream out = socket.getOutputStream();
      out.write(
          "POST /v1/completions HTTP/1.1\r\nhost: a\r\ncontent-length: %d\r\n\r\n"
              .formatted(17 << 20)
              .getBytes(StandardCharsets.US_ASCII));
      out.write(new byte[(16 << 20) + 1]);
      out.flush();
      BufferedReader answer =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      assertThat(answer.readLine()).contains("413");
      String line = answer.readLine();
      while (line != null && !line.startsWith("{")) {
        line = answer.readLine();
      }
      assertThat(line).contains("\"error\"", "16 MiB", "request_too_large");
    }
  }

  @Test
  void otherMethods_areRefused() throws Exception {
    HttpRequest get = replica.request("/v1/chat/completions").build();
    assertThat(error(replica.send(get), 405).path("message").asText()).contains("POST");
    HttpRequest put =
        replica.request("/v1/completions").PUT(HttpRequest.BodyPublishers.ofString("{}")).build();
    assertThat(error(replica.send(put), 405)).isNotEmpty();
  }

  @Test
  void bodyThatIsNoJson_isRefused() throws Exception {
    assertThat(error(replica.post("/v1/chat/completions", "\0"), 400)).isNotEmpty();
    assertThat(error(replica.post("/v1/chat/completions", ""), 400)).isNotEmpty();
  }
}
