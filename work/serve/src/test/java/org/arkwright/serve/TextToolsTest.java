package org.arkwright.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.arkwright.llama.TinyGguf;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Function calls of a model that was told of functions. */
final class TextToolsTest {
  private static final String TOOLS =
      """
      "tools":[{"type":"function","function":{"name":"light","parameters":{"type":"object",
        "properties":{"on":{"type":"boolean"},"room":{"enum":["hall","attic"]}},
        "required":["on","room"],"additionalProperties":false}}},
       {"type":"function","function":{"name":"ring"}}]\
      """;
  @TempDir private static Path folder;
  private static TinyReplica replica;

  @BeforeAll
  static void start() throws Exception {
    replica = new TinyReplica(new TinyGguf(2, 64, 2_048, true), folder);
  }

  @AfterAll
  static void stop() {
    replica.close();
  }

  private static String body(String fields) {
    return """
    {"messages":[{"role":"user","content":"hello"}],"temperature":0,"max_tokens":300,%s,%s}\
    """
        .formatted(TOOLS, fields);
  }

  private static String named(String name) {
    return "\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"" + name + "\"}}";
  }

  @Test
  void namedFunction_isCalled_withArgumentsOfItsSchema() throws Exception {
    JsonNode choice = replica.chat(body(named("light"))).at("/choices/0");
    assertThat(choice.path("finish_reason").asText()).isEqualTo("tool_calls");
    assertThat(choice.at("/message/content").isNull()).isTrue();
    assertThat(choice.at("/message/tool_calls")).hasSize(1);
    JsonNode call = choice.at("/message/tool_calls/0");
    assertThat(call.path("type").asText()).isEqualTo("function");
    assertThat(call.path("id").asText()).startsWith("call_");
    assertThat(call.at("/function/name").asText()).isEqualTo("light");
    JsonNode arguments = TinyReplica.JSON.readTree(call.at("/function/arguments").asText());
    assertThat(arguments.path("on").isBoolean()).isTrue();
    assertThat(arguments.path("room").asText()).isIn("hall", "attic");
  }

  @Test
  void functionWithoutParameters_isCalledWithNone() throws Exception {
    JsonNode call = replica.chat(body(named("ring"))).at("/choices/0/message/tool_calls/0");
    assertThat(TinyReplica.JSON.readTree(call.at("/function/arguments").asText())).isEmpty();
  }

  @Test
  void requiredCall_isOneOfTheFunctions() throws Exception {
    JsonNode choice =
        replica
            .chat(body("\"tool_choice\":\"required\",\"parallel_tool_calls\":false"))
            .at("/choices/0");
    assertThat(choice.path("finish_reason").asText()).isEqualTo("tool_calls");
    assertThat(choice.at("/message/tool_calls/0/function/name").asText()).isIn("light", "ring");
    assertThat(choice.at("/message/tool_calls")).hasSize(1);
  }

  @Test
  void streamedCall_hasItsNameFirst_andTheSameArguments() throws Exception {
    String whole =
        replica
            .chat(body(named("light")))
            .at("/choices/0/message/tool_calls/0/function/arguments")
            .asText();
    StringBuilder arguments = new StringBuilder();
    String reason = "";
    int named = 0;
    for (JsonNode message :
        replica.stream("/v1/chat/completions", body(named("light") + ",\"stream\":true"))) {
      JsonNode choice = message.at("/choices/0");
      for (JsonNode call : choice.at("/delta/tool_calls")) {
        assertThat(call.path("index").asInt()).isZero();
        if (call.has("id")) {
          named++;
          assertThat(arguments).isEmpty();
          assertThat(call.at("/function/name").asText()).isEqualTo("light");
        }
        assertThat(call.has("id")).isEqualTo(call.path("function").has("name"));
        arguments.append(call.at("/function/arguments").asText());
      }
      reason = choice.path("finish_reason").asText(reason);
    }
    assertThat(named).isOne();
    assertThat(arguments).hasToString(whole);
    assertThat(reason).isEqualTo("tool_calls");
  }

  @Test
  void choiceNone_tellsTheModelOfNothing() throws Exception {
    JsonNode none = replica.chat(body("\"tool_choice\":\"none\",\"max_tokens\":4"));
    assertThat(none.at("/usage/prompt_tokens").asInt())
        .isEqualTo("<user>hello\n<assistant>".length());
    JsonNode auto = replica.chat(body("\"tool_choice\":\"auto\",\"max_tokens\":4"));
    assertThat(auto.at("/usage/prompt_tokens").asInt()).isGreaterThan(300);
  }

  @Test
  void secondTurn_takesTheCallAndItsResultBack() throws Exception {
    JsonNode answer =
        replica.chat(
            """
            {"max_tokens":4,"messages":[{"role":"user","content":"hello"},
             {"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function",
              "function":{"name":"light","arguments":"{\\"on\\": true}"}}]},
             {"role":"tool","tool_call_id":"call_1","content":[{"type":"text","text":"done"}]}],%s}\
            """
                .formatted(TOOLS));
    assertThat(answer.at("/usage/completion_tokens").asInt()).isEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"tool_choice\":\"always\"",
        "\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"nobody\"}}",
        "\"parallel_tool_calls\":\"yes\"",
        "\"tools\":[{\"type\":\"retrieval\"}]",
        "\"tools\":[{\"type\":\"function\",\"function\":{}}]",
        "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"a\",\"parameters\":7}}]",
        "\"functions\":[{\"name\":\"a\"}]"
      })
  void whatIsNone_isRefusedByName(String field) throws Exception {
    HttpResponse<String> answer = replica.post("/v1/chat/completions", body(field));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("\"param\":" + field.substring(0, field.indexOf(':')));
  }

  @Test
  void strictFunctionThatNoGrammarHolds_isRefusedByName() throws Exception {
    String tool =
        """
        "tool_choice":"required","tools":[{"type":"function","function":{"name":"a","strict":true,
         "parameters":{"type":"object","properties":{"b":{"type":"string","pattern":"x"}}}}}]\
        """;
    HttpResponse<String> answer = replica.post("/v1/chat/completions", body(tool));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("'pattern'", "\"param\":\"tools\"");
  }

  @Test
  void toolsOfACompletion_areRefused() throws Exception {
    assertThat(replica.post("/v1/completions", "{\"prompt\":\"a\"," + TOOLS + "}").body())
        .contains("unsupported_parameter");
    assertThat(List.of(replica.completion("{\"prompt\":\"a\",\"tools\":[]}"))).isNotEmpty();
  }
}
