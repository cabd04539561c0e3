package org.arkwright.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.arkwright.gateway.key.KeyLimits;
import org.arkwright.gateway.usage.TokenCount;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Anthropic's API in front of a stub replica that knows OpenAI's alone. */
final class AnthropicGatewayTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PATH = "/v1/messages";
  private static final String HELLO =
      "{\"model\":\"chat\",\"max_tokens\":5,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";
  private static final String STREAM = HELLO + ",\"stream\":true}";

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

  private JsonNode error(HttpResponse<String> answer, int status, String type) throws Exception {
    JsonNode json = JSON.readTree(answer.body());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(json.path("type").asText()).isEqualTo("error");
    assertThat(json.at("/error/type").asText()).isEqualTo(type);
    assertThat(json.path("request_id").asText())
        .isEqualTo(answer.headers().firstValue("request-id").orElse("none"));
    return json.at("/error/message");
  }

  /** The names of a stream's events, each of which its data repeats. */
  private static List<String> events(String stream) throws Exception {
    List<String> names = new ArrayList<>();
    for (String event : stream.strip().split("\n\n", -1)) {
      String[] lines = event.split("\n", -1);
      String name = lines[0].substring("event: ".length());
      JsonNode data = JSON.readTree(lines[1].substring("data: ".length()));
      assertThat(data.path("type").asText()).isEqualTo(name);
      names.add(name);
    }
    return names;
  }

  @Test
  void request_reachesTheServerAsAChat() throws Exception {
    harness.post(
        PATH,
        """
        {"model":"chat","max_tokens":9,"system":[{"type":"text","text":"be brief",
          "cache_control":{"type":"ephemeral"}}],"temperature":0.5,"top_k":3,"top_p":null,
         "stop_sequences":["END"],"metadata":{"user_id":"u"},
         "tools":[{"name":"t","input_schema":{"type":"object"}}],
         "tool_choice":{"type":"any","disable_parallel_tool_use":true},
         "messages":[
          {"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]},
          {"role":"assistant","content":[{"type":"thinking","thinking":"hm","signature":"s"},
            {"type":"tool_use","id":"c1","name":"t","input":{"x":1}}]},
          {"role":"user","content":[{"type":"text","text":"go on"},
            {"type":"tool_result","tool_use_id":"c1","is_error":true,
             "content":[{"type":"text","text":"broke"}]}]}]}
        """);

    assertThat(JSON.readTree(replica.bodies.getFirst()))
        .isEqualTo(
            JSON.readTree(
                """
                {"model":"inner-model","messages":[{"role":"system","content":"be brief"},
                  {"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]},
                  {"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function",
                    "function":{"name":"t","arguments":"{\\"x\\":1}"}}]},
                  {"role":"tool","tool_call_id":"c1","content":"Error: broke"},
                  {"role":"user","content":"go on"}],
                 "tools":[{"type":"function","function":{"name":"t",
                   "parameters":{"type":"object"}}}],
                 "max_tokens":9,"stop":["END"],"temperature":0.5,"top_k":3,
                 "tool_choice":"required","parallel_tool_calls":false}
                """));
  }

  @Test
  void whatTheServerKnewOfThePrompt_isToldApart() throws Exception {
    replica.whole =
        """
        {"choices":[{"message":{"content":"yes"},"finish_reason":"stop"}],"usage":
         {"prompt_tokens":9,"completion_tokens":2,"prompt_tokens_details":{"cached_tokens":4}}}\
        """;
    JsonNode answer = JSON.readTree(harness.post(PATH, HELLO + "}").body());

    assertThat(answer.at("/usage/input_tokens").asInt()).isEqualTo(5);
    assertThat(answer.at("/usage/cache_read_input_tokens").asInt()).isEqualTo(4);
    assertThat(answer.path("stop_reason").asText()).isEqualTo("end_turn");
    assertThat(harness.awaitRecorded(1).getFirst().tokens()).isEqualTo(new TokenCount(9, 2));
  }

  @Test
  void callWhoseArgumentsWereCut_isToldWithThem() throws Exception {
    replica.whole =
        """
        {"choices":[{"message":{"content":null,"tool_calls":[{"id":"c","type":"function",
          "function":{"name":"t","arguments":"{\\"x\\":"}}]},"finish_reason":"length"}]}\
        """;
    JsonNode answer = JSON.readTree(harness.post(PATH, HELLO + "}").body());

    assertThat(answer.at("/content/0/input/INVALID_JSON").asText()).isEqualTo("{\"x\":");
    assertThat(answer.path("stop_reason").asText()).isEqualTo("max_tokens");
  }

  @Test
  void stream_hasItsEventsInOrder_andIsBilled() throws Exception {
    HttpResponse<String> answer = harness.post(PATH, STREAM);

    assertThat(answer.headers().firstValue("content-type").orElseThrow())
        .startsWith("text/event-stream");
    assertThat(events(answer.body()))
        .startsWith("message_start", "content_block_start", "content_block_delta")
        .endsWith("content_block_stop", "message_delta", "message_stop")
        .hasSize(8);
    assertThat(answer.body()).contains("\"input_tokens\":5", "\"output_tokens\":3");
    assertThat(harness.awaitRecorded(1).getFirst().tokens()).isEqualTo(new TokenCount(5, 3));
  }

  @Test
  void streamThatBreaks_endsWithAnError_andNotAsIfItWereWhole() throws Exception {
    replica.endsEarly = true;
    HttpResponse<String> answer = harness.post(PATH, STREAM);

    assertThat(events(answer.body())).endsWith("error").doesNotContain("message_stop");
    assertThat(answer.body()).contains("\"type\":\"api_error\"", "ended early");
    assertThat(harness.awaitRecorded(1).getFirst().outcome()).isEqualTo(502);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}                                            | model: the field is required.",
        "{\"model\":\"chat\"}                          | messages: the field is required.",
        "{\"model\":\"chat\",\"messages\":null}        | messages: the field is required.",
        "{\"model\":\"chat\",\"messages\":[]}          | expected at least one message",
        "{\"model\":\"chat\",\"messages\":[7]}         | messages.0: is 7, expected an object",
        "{\"model\":5,\"messages\":[]}                 | model: is 5, expected a string",
        "[]                                            | must be a JSON object",
        "{\"model\":                                   | The body is not JSON",
        "HELLO,\"n\":10000}                            | n: there is no such field.",
        "HELLO,\"max_tokens\":0}                       | max_tokens: is 0, expected a whole number",
        "HELLO,\"max_tokens\":null}                    | max_tokens: the field is required.",
        "HELLO,\"thinking\":{\"type\":\"enabled\"}}    | thinking: type 'enabled' is not supported",
        "HELLO,\"stop_sequences\":[1]}                 | stop_sequences: is 1, expected strings",
        "HELLO,\"system\":[{\"type\":\"image\"}]}      | system.0.type: a block of type 'image'",
        "HELLO,\"tools\":[{\"type\":\"bash_20250124\"}]} | tools.0.type: a tool of type 'bash_20250124'",
        "HELLO,\"tool_choice\":{\"type\":\"any\"}}     | tools: the field is required.",
      })
  void badRequest_isRefusedByName(String body, String problem) throws Exception {
    HttpResponse<String> answer = harness.post(PATH, body.replace("HELLO", HELLO));
    assertThat(error(answer, 400, "invalid_request_error").asText()).contains(problem);
    assertThat(replica.bodies).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"role\":\"user\",\"content\":null}          | messages.0.content: the field is required.",
        "{\"role\":\"robot\",\"content\":\"a\"}        | expected user, assistant or system",
        "{\"role\":\"assistant\",\"content\":\"a\"}    | to be continued, is not supported",
        "{\"role\":\"user\",\"content\":[{\"type\":\"document\"}]} | 'document' is not supported",
        "{\"role\":\"user\",\"content\":[{\"type\":\"text\"}]} | messages.0.content.0.text: the field",
      })
  void badMessage_isRefusedByName(String message, String problem) throws Exception {
    HttpResponse<String> answer =
        harness.post(
            PATH, "{\"model\":\"chat\",\"max_tokens\":5,\"messages\":[%s]}".formatted(message));
    assertThat(error(answer, 400, "invalid_request_error").asText()).contains(problem);
  }

  @Test
  void gatewaysOwnRefusals_haveTheForm() throws Exception {
    HttpRequest stranger =
        HttpRequest.newBuilder(harness.uri(PATH))
            .POST(HttpRequest.BodyPublishers.ofString(HELLO + "}"))
            .build();
    error(
        harness.http.send(stranger, HttpResponse.BodyHandlers.ofString()),
        401,
        "authentication_error");
    error(harness.post(PATH, HELLO.replace("chat", "no") + "}"), 404, "not_found_error");
    HttpRequest get = harness.request(PATH).build();
    error(
        harness.http.send(get, HttpResponse.BodyHandlers.ofString()), 405, "invalid_request_error");
    error(harness.post(PATH + "/batches", "{}"), 404, "not_found_error");
    harness.keys(GatewayHarness.limits(1, 1000));
    harness.post(PATH, HELLO + "}");
    error(harness.post(PATH, HELLO + "}"), 429, "rate_limit_error");
    harness.keys(KeyLimits.NONE);
    harness.route(false);
    for (String body : List.of(HELLO + "}", STREAM)) {
      HttpResponse<String> answer = harness.post(PATH, body);
      error(answer, 529, "overloaded_error");
      assertThat(answer.headers().firstValue("retry-after")).isPresent();
    }
  }

  @Test
  void body_thatIsTooLarge_isRefusedInTheForm() throws Exception {
    try (Socket socket = harness.announce(PATH, 17 << 20)) {
      assertThat(new String(GatewayHarness.readUntil(socket, "MiB"), StandardCharsets.UTF_8))
          .startsWith("HTTP/1.1 413")
          .contains("\"type\":\"request_too_large\"", "larger than 16 MiB");
    }
  }

  @Test
  void serversError_isToldInTheForm_ofWholeAnswersAndOfStreams() throws Exception {
    replica.status = 400;
    replica.errorBody = "{\"error\":{\"message\":\"no such thing\",\"type\":\"x\"}}";
    for (String body : List.of(HELLO + "}", STREAM)) {
      JsonNode message = error(harness.post(PATH, body), 400, "invalid_request_error");
      assertThat(message.asText()).isEqualTo("no such thing");
    }
  }

  @Test
  void serverThatCannotCountTokens_isSaidNotTo() throws Exception {
    JsonNode message =
        error(
            harness.post(PATH + "/count_tokens", HELLO.replace("\"max_tokens\":5,", "") + "}"),
            404,
            "not_found_error");
    assertThat(message.asText()).contains("does not count tokens", "vLLM");
  }
}
