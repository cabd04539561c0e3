package org.arkwright.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.arkwright.llama.TinyGguf;
import org.arkwright.serve.openai.ReplicaServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real replica of a tiny model, called over HTTP. */
final class TextReplicaTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String TOKEN = "replica-secret";
  private static final int CONTEXT = 128;
  @TempDir static Path folder;
  private static ReplicaServer server;

  @BeforeAll
  static void start() throws IOException {
    Path model = new TinyGguf(2, 64, CONTEXT, true).writeInto(folder.resolve("tiny"));
    server =
        ServeMain.serve(
            ServeOptions.parse(
                List.of("--model", model.toString(), "--threads", "1"),
                Map.of("ARKWRIGHT_REPLICA_TOKEN", TOKEN)));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void health_needsNoToken() throws Exception {
    assertThat(HTTP.send(request("/health").build(), BodyHandlers.ofString()).statusCode())
        .isEqualTo(200);
  }

  @Test
  void models_withoutTheToken_areRefused() throws Exception {
    HttpResponse<String> answer =
        HTTP.send(
            HttpRequest.newBuilder(uri("/v1/models")).header("authorization", "Bearer no").build(),
            BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.body()).contains("invalid_api_key");
  }

  @Test
  void models_nameTheFolder() throws Exception {
    assertThat(HTTP.send(request("/v1/models").build(), BodyHandlers.ofString()).body())
        .contains("\"id\":\"tiny\"");
  }

  @Test
  void chat_greedy_isRepeatable_andCountsTokens() throws Exception {
    String body =
        """
        {"model":"tiny","messages":[{"role":"user","content":"hello"}],
         "temperature":0,"max_tokens":12}\
        """;
    JsonNode first = JSON.readTree(post("/v1/chat/completions", body).body());
    JsonNode second = JSON.readTree(post("/v1/chat/completions", body).body());
    assertThat(first.at("/choices/0/message/content").asText())
        .isEqualTo(second.at("/choices/0/message/content").asText())
        .isNotEmpty();
    assertThat(first.at("/choices/0/finish_reason").asText()).isEqualTo("length");
    // One token per byte, including the template's text, which writes no begin token.
    assertThat(first.at("/usage/prompt_tokens").asInt())
        .isEqualTo("<user>hello\n<assistant>".length());
    assertThat(first.at("/usage/completion_tokens").asInt()).isEqualTo(12);
  }

  @Test
  void stream_hasTheSameText_andUsageIfRequested() throws Exception {
    String body =
        """
        {"model":"tiny","prompt":"abc","temperature":0,"max_tokens":20%s}\
        """;
    JsonNode complete = JSON.readTree(post("/v1/completions", body.formatted("")).body());
    List<String> events =
        post(
                "/v1/completions",
                body.formatted(",\"stream\":true,\"stream_options\":{\"include_usage\":true}"))
            .body()
            .lines()
            .filter(line -> !line.isEmpty())
            .toList();
    assertThat(events).last().isEqualTo("data: [DONE]");
    StringBuilder text = new StringBuilder();
    List<JsonNode> chunks = new ArrayList<>();
    for (String event : events.subList(0, events.size() - 1)) {
      JsonNode chunk = JSON.readTree(event.substring("data: ".length()));
      chunks.add(chunk);
      text.append(chunk.at("/choices/0/text").asText());
    }
    assertThat(text.toString()).isEqualTo(complete.at("/choices/0/text").asText());
    assertThat(chunks.getLast().at("/choices").isEmpty()).isTrue();
    assertThat(chunks.getLast().at("/usage")).isEqualTo(complete.at("/usage"));
  }

  @Test
  void seed_sameSeedSameText_otherChoicesDiffer() throws Exception {
    String body =
        """
        {"model":"tiny","prompt":"abc","temperature":1.5,"seed":42,"max_tokens":24,"n":2}\
        """;
    JsonNode first = JSON.readTree(post("/v1/completions", body).body());
    JsonNode second = JSON.readTree(post("/v1/completions", body).body());
    assertThat(first.at("/choices")).isEqualTo(second.at("/choices"));
    assertThat(first.at("/choices/0/text")).isNotEqualTo(first.at("/choices/1/text"));
  }

  @Test
  void stop_endsBeforeTheStopString() throws Exception {
    String body =
        """
        {"model":"tiny","prompt":"abc","temperature":0,"max_tokens":40%s}\
        """;
    String text =
        JSON.readTree(post("/v1/completions", body.formatted("")).body())
            .at("/choices/0/text")
            .asText();
    // A byte that is not a character becomes a replacement character, which no stop string matches.
    String word =
        text.codePoints()
            .skip(1)
            .filter(letter -> letter < 128)
            .mapToObj(Character::toString)
            .findFirst()
            .orElseThrow();
    JsonNode stopped =
        JSON.readTree(
            post("/v1/completions", body.formatted(",\"stop\":" + JSON.writeValueAsString(word)))
                .body());
    assertThat(stopped.at("/choices/0/text").asText())
        .isEqualTo(text.substring(0, text.indexOf(word)));
    assertThat(stopped.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
  }

  @Test
  void responseFormat_json_isJson() throws Exception {
    String body =
        """
        {"model":"tiny","messages":[{"role":"user","content":"a"}],"temperature":0,
         "max_tokens":90,"response_format":{"type":"json_schema","json_schema":{"name":"x",
         "schema":{"type":"object","properties":{"yes":{"type":"boolean"}},"required":["yes"],
         "additionalProperties":false}}}}\
        """;
    JsonNode answer = JSON.readTree(post("/v1/chat/completions", body).body());
    JsonNode content = JSON.readTree(answer.at("/choices/0/message/content").asText());
    assertThat(content.path("yes").isBoolean()).isTrue();
  }

  @Test
  void parallel_moreThanSlots_allAnswered() {
    String body =
        """
        {"model":"tiny","prompt":"abc","temperature":0,"max_tokens":16}\
        """;
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      answers.add(
          HTTP.sendAsync(
              request("/v1/completions").POST(HttpRequest.BodyPublishers.ofString(body)).build(),
              BodyHandlers.ofString()));
    }
    assertThat(answers).allSatisfy(answer -> assertThat(answer.join().statusCode()).isEqualTo(200));
  }

  @Test
  void promptLongerThanTheContext_isRefusedByName() throws Exception {
    HttpResponse<String> answer =
        post("/v1/completions", "{\"prompt\":\"%s\"}".formatted("x".repeat(CONTEXT)));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("context_length_exceeded", "\"param\":\"prompt\"");
  }

  @Test
  void unsupportedField_isRefusedByName() throws Exception {
    HttpResponse<String> answer = post("/v1/completions", "{\"prompt\":\"x\",\"suffix\":\"y\"}");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("unsupported_parameter", "\"param\":\"suffix\"");
  }

  @Test
  void malformed_isRefused() throws Exception {
    assertThat(post("/v1/completions", "{\"prompt\":").statusCode()).isEqualTo(400);
    assertThat(post("/v1/completions", "{\"prompt\":\"x\",\"temperature\":\"hot\"}").body())
        .contains("\"param\":\"temperature\"");
  }

  private static HttpResponse<String> post(String path, String body) throws Exception {
    return HTTP.send(
        request(path).POST(HttpRequest.BodyPublishers.ofString(body)).build(),
        BodyHandlers.ofString());
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(uri(path)).header("authorization", "Bearer " + TOKEN);
  }

  private static URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }
}
