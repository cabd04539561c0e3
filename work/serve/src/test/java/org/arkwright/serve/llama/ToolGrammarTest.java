package org.arkwright.serve.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.arkwright.llama.Grammar;
import org.arkwright.llama.Llama;
import org.arkwright.llama.LlamaModel;
import org.arkwright.llama.ModelOptions;
import org.arkwright.llama.TinyGguf;
import org.arkwright.serve.runtime.PromptException;
import org.arkwright.serve.runtime.ToolUse;
import org.arkwright.serve.runtime.ToolUse.Tool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What answers the grammars of calls take, asked of llama.cpp. */
final class ToolGrammarTest {
  private static final Tool GET =
      new Tool(
          "get",
          "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"boolean\"}},\"required\":[\"a\"]}",
          true);
  private static final Tool PATTERN =
      new Tool("put", "{\"properties\":{\"a\":{\"type\":\"string\",\"pattern\":\"x\"}}}", false);
  @TempDir private static Path folder;
  private static LlamaModel model;

  @BeforeAll
  static void load() throws Exception {
    assumeTrue(Llama.isAvailable(), Llama::problem);
    model =
        LlamaModel.load(
            new TinyGguf(1, 64, 64, false).writeInto(folder).resolve("model.gguf"),
            ModelOptions.DEFAULT);
  }

  @AfterAll
  static void close() {
    if (model != null) {
      model.close();
    }
  }

  private static boolean takes(String gbnf, String text) throws Exception {
    try (Grammar grammar = Grammar.parse(model, gbnf, "root")) {
      for (int token : model.vocabulary().tokenize(text, false, false)) {
        if (!grammar.accept(token)) {
          return false;
        }
      }
      return grammar.accept(model.vocabulary().end().orElseThrow());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '`',
      textBlock =
          """
          HERMES § <tool_call>~{"name": "get", "arguments": {"a": true}}~</tool_call> § true
          HERMES § <tool_call>~{"name": "get", "arguments": {"a": 1}}~</tool_call> § false
          HERMES § <tool_call>~{"name": "put", "arguments": {"a": 1}}~</tool_call> § true
          HERMES § <tool_call>~{"name": "cut", "arguments": {}}~</tool_call> § false
          HERMES § <tool_call>{"name": "put", "arguments": {}}</tool_call>~<tool_call>{"name": "put", "arguments": {}}</tool_call> § true
          HERMES § Hello § false
          LLAMA § {"name": "get", "parameters": {"a": false}} § true
          LLAMA § {"name": "get", "arguments": {"a": false}} § false
          MISTRAL § [TOOL_CALLS][{"name": "get", "arguments": {"a": true}}, {"name": "put", "arguments": {}}] § true
          MISTRAL_ARGS § [TOOL_CALLS]get[ARGS]{"a": true} § true
          MISTRAL_ARGS § [TOOL_CALLS]get[ARGS]{"b": true} § false
          BARRED_LIST § <|tool_call|>[{"name": "put", "arguments": {}}]<|/tool_call|> § true
          """)
  void requiredCalls_haveTheModelsForm_andTheSchemas(CallForm form, String text, boolean taken)
      throws Exception {
    String gbnf =
        ToolGrammar.of(form, new ToolUse(List.of(GET, PATTERN), true, true), Optional.empty());
    assertThat(takes(gbnf, text.replace('~', '\n'))).isEqualTo(taken);
  }

  @Test
  void oneCallAtATime_isOne() throws Exception {
    String gbnf =
        ToolGrammar.of(
            CallForm.MISTRAL, new ToolUse(List.of(PATTERN), true, false), Optional.empty());
    String call = "{\"name\": \"put\", \"arguments\": {}}";
    assertThat(takes(gbnf, "[TOOL_CALLS][" + call + "]")).isTrue();
    assertThat(takes(gbnf, "[TOOL_CALLS][" + call + ", " + call + "]")).isFalse();
  }

  @Test
  void answersOfASchema_mayAlsoBeCalls() throws Exception {
    String gbnf =
        ToolGrammar.of(
            CallForm.HERMES,
            new ToolUse(List.of(GET), false, true),
            Optional.of("{\"type\":\"array\",\"items\":{\"type\":\"integer\"}}"));
    assertThat(takes(gbnf, "[1, 2]")).isTrue();
    assertThat(
            takes(gbnf, "<tool_call>{\"name\": \"get\", \"arguments\": {\"a\": true}}</tool_call>"))
        .isTrue();
    assertThat(takes(gbnf, "Hello")).isFalse();
  }

  @Test
  void callThatNeedNotBe_isHeldToItsSchemaFromItsBeginToItsEnd() throws Exception {
    String gbnf = ToolGrammar.ofOne(CallForm.HERMES, new ToolUse(List.of(GET), false, true));
    assertThat(takes(gbnf, "{\"name\":\"get\",\"arguments\": {\"a\": true}}\n</tool_call> bye"))
        .isTrue();
    assertThat(takes(gbnf, "{\"name\": \"get\", \"arguments\": {\"a\": 1}}")).isFalse();
  }

  @Test
  void strictSchemaThatIsNoGrammar_isRefusedByName() {
    Tool strict = new Tool("put", PATTERN.parameters(), true);
    assertThatThrownBy(() ->
            ToolGrammar.of(
                CallForm.HERMES, new ToolUse(List.of(strict), true, true), Optional.empty()))
        .isInstanceOf(PromptException.class)
        .hasMessageContaining("'put'")
        .hasMessageContaining("'pattern'");
  }
}
