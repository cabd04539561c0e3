package org.arkwright.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.arkwright.gateway.key.AdmittedKey;
import org.arkwright.gateway.key.KeyDigest;
import org.arkwright.gateway.key.KeyLimits;
import org.arkwright.gateway.key.KeyTable;
import org.arkwright.gateway.usage.TokenCount;
import org.arkwright.model.id.ProjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** OpenAI's responses in front of a stub replica that knows chats alone. */
final class ResponsesGatewayTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PATH = "/v1/responses";
  private static final String HELLO = "{\"model\":\"chat\",\"input\":\"hi\"";

  @TempDir Path folder;
  private GatewayHarness harness;
  private final StubReplica replica = new StubReplica();

  @BeforeEach
  void start() throws Exception {
    replica.whole =
        """
        {"choices":[{"message":{"content":"yes"},"finish_reason":"stop"}],
         "usage":{"prompt_tokens":9,"completion_tokens":2}}\
        """;
    open();
  }

  private void open() throws Exception {
    harness = new GatewayHarness(folder.resolve("usage"));
    harness.route(false, replica.backend("a"));
  }

  @AfterEach
  void stop() {
    harness.close();
    replica.close();
  }

  private JsonNode post(String body) throws Exception {
    HttpResponse<String> answer = harness.post(PATH, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  private HttpResponse<String> send(String method, String path) throws Exception {
    return harness.http.send(
        harness.request(path).method(method, HttpRequest.BodyPublishers.noBody()).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private JsonNode chat() throws Exception {
    return JSON.readTree(replica.bodies.getLast());
  }

  /** The data of a stream's events, whose names they repeat, numbered from 0. */
  private static List<JsonNode> events(String stream) throws Exception {
    List<JsonNode> events = new ArrayList<>();
    for (String event : stream.strip().split("\n\n", -1)) {
      String[] lines = event.split("\n", -1);
      JsonNode data = JSON.readTree(lines[1].substring("data: ".length()));
      assertThat(lines[0]).isEqualTo("event: " + data.path("type").asText());
      assertThat(data.path("sequence_number").asInt(-1)).isEqualTo(events.size());
      events.add(data);
    }
    return events;
  }

  @Test
  void request_reachesTheServerAsAChat() throws Exception {
    post(
        """
        {"model":"chat","instructions":"be brief","max_output_tokens":9,"temperature":0.5,
         "store":false,"metadata":{"a":"b"},"include":[],"truncation":"disabled",
         "tools":[{"type":"function","name":"t","parameters":{"type":"object"},"strict":null}],
         "tool_choice":{"type":"function","name":"t"},
         "text":{"format":{"type":"json_schema","name":"n","schema":{"type":"object"},
           "strict":true}},
         "input":[{"role":"developer","content":"a"},
          {"type":"message","role":"user","content":[{"type":"input_text","text":"b"}]},
          {"type":"reasoning","id":"r","summary":[]},
          {"role":"assistant","content":[{"type":"output_text","text":"c","annotations":[]}]},
          {"type":"function_call","call_id":"c1","name":"t","arguments":"{}"},
          {"type":"function_call_output","call_id":"c1","output":"done"}]}
        """);

    assertThat(chat())
        .isEqualTo(
            JSON.readTree(
                """
                {"model":"inner-model","messages":[{"role":"system","content":"be brief"},
                  {"role":"system","content":"a"},{"role":"user","content":"b"},
                  {"role":"assistant","content":"c","tool_calls":[{"id":"c1","type":"function",
                    "function":{"name":"t","arguments":"{}"}}]},
                  {"role":"tool","tool_call_id":"c1","content":"done"}],
                 "max_tokens":9,"temperature":0.5,
                 "tools":[{"type":"function","function":{"name":"t",
                   "parameters":{"type":"object"}}}],
                 "tool_choice":{"type":"function","function":{"name":"t"}},
                 "response_format":{"type":"json_schema","json_schema":{"name":"n",
                   "schema":{"type":"object"},"strict":true}}}
                """));
  }

  @Test
  void conversation_goesOn_afterARestart_withoutTheInstructions() throws Exception {
    JsonNode first = post(HELLO + ",\"instructions\":\"once\"}");
    assertThat(first.at("/output/0/content/0/text").asText()).isEqualTo("yes");
    assertThat(first.at("/usage/total_tokens").asInt()).isEqualTo(11);
    harness.close();
    open();
    String id = first.path("id").asText();
    JsonNode second =
        post("{\"model\":\"chat\",\"input\":\"more\",\"previous_response_id\":\"" + id + "\"}");

    assertThat(second.path("previous_response_id").asText()).isEqualTo(id);
    assertThat(chat().path("messages"))
        .isEqualTo(
            JSON.readTree(
                """
                [{"role":"user","content":"hi"},{"role":"assistant","content":"yes"},
                 {"role":"user","content":"more"}]
                """));
    assertThat(harness.awaitRecorded(1).getLast().tokens()).isEqualTo(new TokenCount(9, 2));
  }

  @Test
  void itemOfAnEarlierAnswer_isFoundByItsName() throws Exception {
    String item = post(HELLO + "}").at("/output/0/id").asText();
    post(
        """
        {"model":"chat","input":[{"type":"item_reference","id":"%s"},
          {"role":"user","content":"more"}]}\
        """
            .formatted(item));
    assertThat(chat().at("/messages/0/content").asText()).isEqualTo("yes");
    assertThat(
            harness
                .post(
                    PATH,
                    "{\"model\":\"chat\",\"input\":[{\"type\":\"item_reference\",\"id\":\"x\"}]}")
                .body())
        .contains("there is no item 'x'");
  }

  @Test
  void response_isShown_withItsInput_andForgotten() throws Exception {
    JsonNode made = post(HELLO + "}");
    String path = PATH + "/" + made.path("id").asText();

    assertThat(JSON.readTree(send("GET", path).body())).isEqualTo(made);
    assertThat(
            JSON.readTree(send("GET", path + "/input_items").body()).at("/data/0/content/0/text"))
        .hasToString("\"hi\"");
    assertThat(JSON.readTree(send("DELETE", path).body()).path("deleted").asBoolean()).isTrue();
    HttpResponse<String> gone = send("GET", path);
    assertThat(gone.statusCode()).isEqualTo(404);
    assertThat(gone.body()).contains("response_not_found");
    assertThat(send("PUT", path).statusCode()).isEqualTo(404);
  }

  @Test
  void response_isNotKept_whereTheClientSaysSo_andNeverAnothersToSee() throws Exception {
    String path = PATH + "/" + post(HELLO + ",\"store\":false}").path("id").asText();
    assertThat(send("GET", path).statusCode()).isEqualTo(404);
    String id = post(HELLO + "}").path("id").asText();
    harness
        .gateway
        .tables()
        .publish(
            KeyTable.of(
                List.of(
                    new AdmittedKey(
                        "k2",
                        ProjectName.DEFAULT,
                        KeyDigest.of(GatewayHarness.KEY),
                        KeyLimits.NONE))));
    assertThat(send("GET", PATH + "/" + id).statusCode()).isEqualTo(404);
    HttpResponse<String> onward =
        harness.post(PATH, HELLO + ",\"previous_response_id\":\"" + id + "\"}");
    assertThat(onward.statusCode()).isEqualTo(400);
    assertThat(onward.body()).contains("previous_response_not_found");
  }

  @Test
  void stream_hasItsEventsInOrder_andCanBeGoneOnWith() throws Exception {
    List<JsonNode> events = events(harness.post(PATH, HELLO + ",\"stream\":true}").body());

    assertThat(events.stream().map(event -> event.path("type").asText()))
        .containsExactly(
            "response.created",
            "response.in_progress",
            "response.output_item.added",
            "response.content_part.added",
            "response.output_text.delta",
            "response.output_text.delta",
            "response.output_text.delta",
            "response.output_text.done",
            "response.content_part.done",
            "response.output_item.done",
            "response.completed");
    JsonNode response = events.getLast().path("response");
    assertThat(response.at("/output/0/content/0/text").asText()).isEqualTo("ttt");
    assertThat(response.at("/usage/input_tokens").asInt()).isEqualTo(5);
    assertThat(harness.awaitRecorded(1).getFirst().tokens()).isEqualTo(new TokenCount(5, 3));
    String id = response.path("id").asText();
    assertThat(JSON.readTree(send("GET", PATH + "/" + id).body())).isEqualTo(response);
  }

  @Test
  void streamThatBreaks_failed_andIsNotKept() throws Exception {
    replica.endsEarly = true;
    JsonNode last = events(harness.post(PATH, HELLO + ",\"stream\":true}").body()).getLast();

    assertThat(last.path("type").asText()).isEqualTo("response.failed");
    assertThat(last.at("/response/error/message").asText()).contains("ended early");
    assertThat(send("GET", PATH + "/" + last.at("/response/id").asText()).statusCode())
        .isEqualTo(404);
  }

  @Test
  void answerThatWasCut_isIncomplete() throws Exception {
    replica.whole =
        "{\"choices\":[{\"message\":{\"content\":\"ye\"},\"finish_reason\":\"length\"}]}";
    JsonNode made = post(HELLO + "}");
    assertThat(made.path("status").asText()).isEqualTo("incomplete");
    assertThat(made.at("/incomplete_details/reason").asText()).isEqualTo("max_output_tokens");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}                                         | input: the field is required.",
        "{\"model\":\"chat\",\"input\":null}        | input: the field is required.",
        "{\"model\":\"chat\",\"input\":[]}          | expected a string or an array of at least one",
        "{\"model\":\"chat\",\"input\":[3]}         | input.0: is 3, expected an object",
        "{\"input\":\"hi\"}                         | model: the field is required.",
        "[]                                         | must be a JSON object",
        "HELLO,\"n\":10000}                         | n: there is no such field.",
        "HELLO,\"max_output_tokens\":0}             | max_output_tokens: is 0, expected a whole",
        "HELLO,\"background\":true}                 | background: true is not supported.",
        "HELLO,\"truncation\":\"auto\"}             | truncation: \\\"auto\\\" is not supported.",
        "HELLO,\"tools\":[{\"type\":\"web_search\"}]} | a tool of type 'web_search' is not supported",
        "HELLO,\"tool_choice\":\"any\"}             | expected auto, none, required or",
        "HELLO,\"text\":{\"format\":{\"type\":\"xml\"}}} | expected text, json_object or json_schema",
        "HELLO,\"previous_response_id\":7}          | previous_response_id: is 7, expected a string",
        "HELLO,\"previous_response_id\":\"../k\"}   | There is no response '../k' of this key.",
      })
  void badRequest_isRefusedByName(String body, String problem) throws Exception {
    HttpResponse<String> answer = harness.post(PATH, body.replace("HELLO", HELLO));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(answer.body()).contains("\"error\":{\"message\":", problem);
    assertThat(replica.bodies).isEmpty();
  }

  @Test
  void strangersAndOtherMethods_areRefused() throws Exception {
    HttpRequest stranger = HttpRequest.newBuilder(harness.uri(PATH + "/resp_1")).build();
    assertThat(harness.http.send(stranger, HttpResponse.BodyHandlers.ofString()).statusCode())
        .isEqualTo(401);
    assertThat(send("GET", PATH).statusCode()).isEqualTo(405);
  }
}
