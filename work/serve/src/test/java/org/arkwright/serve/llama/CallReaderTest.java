package org.arkwright.serve.llama;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.arkwright.serve.runtime.CallDelta;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Function calls in the forms of models, read in pieces of every length. */
final class CallReaderTest {
  private static final Set<String> NAMES = Set.of("get", "put");

  private static CallReader reader(CallForm form, boolean parallel) {
    return new CallReader(form, NAMES, parallel, new SplittableRandom(1));
  }

  /** The text, and each call as its name and arguments. */
  private static String read(CallReader reader, String answer, int length) {
    StringBuilder text = new StringBuilder();
    Map<Integer, String> calls = new LinkedHashMap<>();
    List<CallReader.Read> pieces = new ArrayList<>();
    for (int at = 0; at < answer.length(); at += length) {
      pieces.add(reader.add(answer.substring(at, Math.min(answer.length(), at + length))));
    }
    pieces.add(reader.end());
    for (CallReader.Read piece : pieces) {
      text.append(piece.text());
      for (CallDelta delta : piece.calls()) {
        assertThat(delta.id().isEmpty()).isEqualTo(calls.containsKey(delta.index()));
        calls.merge(delta.index(), delta.name() + delta.arguments(), String::concat);
      }
    }
    return "'" + text + "' " + calls.values();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '`',
      textBlock =
          """
          HERMES § <tool_call>\\n{"name": "get", "arguments": {"a": "}\\""}}\\n</tool_call> § '' [get{"a": "}\\""}]
          HERMES § First.\\n\\n<tool_call>\\n{"name": "get", "arguments": {}}\\n</tool_call> § 'First.' [get{}]
          HERMES § <tool_call>{"arguments": {"a": [1]}, "name": "get"}</tool_call> § '' [get{"a": [1]}]
          HERMES § <tool_call>{"name": "get"}</tool_call> § '' [get{}]
          HERMES § <tool_call>{"name": "get", "arguments": "{\\"a\\": 1}"}</tool_call> § '' [get{"a": 1}]
          HERMES § <tool_call>{"name": "get", "arguments": {}}</tool_call>\\n<tool_call>{"name": "put", "arguments": {}}</tool_call> § '' [get{}, put{}]
          HERMES § <tool_call>{"name": "get", "arguments": {}}</tool_call> Then. § ' Then.' [get{}]
          HERMES § <tool_call>{"name": "get", "arguments": {"a": 1 § '' [get{"a": 1]
          HERMES § a <tool_cal and {"name": "get"} § 'a <tool_cal and {"name": "get"}' []
          HERMES § <tool_call>nothing</tool_call> § '<tool_call>nothing</tool_call>' []
          HERMES § <tool_call>{"size": 1}</tool_call> § '<tool_call>{"size": 1}</tool_call>' []
          HERMES § <tool_call>{"na § '<tool_call>{"na' []
          HERMES § plain text \\n § 'plain text \\n' []
          LLAMA § {"name": "get", "parameters": {"a": 1}} § '' [get{"a": 1}]
          LLAMA § \\n{"type": "function", "name": "get", "parameters": {"a": 1}}; {"name": "put", "parameters": {}} § '' [get{"a": 1}, put{}]
          LLAMA § <|python_tag|>{"name": "other", "parameters": {}} § '' [other{}]
          LLAMA § {"name": "Ann", "age": 3} § '{"name": "Ann", "age": 3}' []
          LLAMA § {"size": 3} § '{"size": 3}' []
          LLAMA § Here: {"name": "get", "parameters": {}} § 'Here: {"name": "get", "parameters": {}}' []
          MISTRAL § [TOOL_CALLS][{"name": "get", "arguments": {"a": [1]}}, {"name": "put", "arguments": {}}] § '' [get{"a": [1]}, put{}]
          MISTRAL § [TOOL_CALLS] [{"name": "get", "arguments": {}, "id": "abcdefghi"}] § '' [get{}]
          MISTRAL_ARGS § [TOOL_CALLS]get[ARGS]{"a": {"b": 1}} § '' [get{"a": {"b": 1}}]
          MISTRAL_ARGS § Now.[TOOL_CALLS]get[CALL_ID]abcdefghi[ARGS]{"a": 1}[TOOL_CALLS]put[ARGS]{} § 'Now.' [get{"a": 1}, put{}]
          BARRED_LIST § <|tool_call|>[{"name": "get", "arguments": {"a": 1}}]<|/tool_call|> § '' [get{"a": 1}]
          """)
  void answers_areTextAndCalls_whereverTheyAreCut(CallForm form, String answer, String expected) {
    String whole = answer.replace("\\n", "\n");
    for (int length : List.of(1, 2, 3, 7, whole.length())) {
      assertThat(read(reader(form, true), whole, length))
          .as("by %d", length)
          .isEqualTo(expected.replace("\\n", "\n"));
    }
  }

  @Test
  void argumentsAndText_comeAtOnce() {
    CallReader reader = reader(CallForm.HERMES, true);
    assertThat(reader.add("Let me see").text()).isEqualTo("Let me see");
    assertThat(reader.add("<tool_call>\n{\"name\": \"get\"").calls())
        .extracting(CallDelta::name)
        .containsExactly("get");
    assertThat(reader.add(", \"arguments\": {\"a").calls())
        .extracting(CallDelta::arguments)
        .containsExactly("{\"a");
    assertThat(reader.add("bc").calls()).extracting(CallDelta::arguments).containsExactly("bc");
  }

  @Test
  void oneCallAtATime_endsAfterTheFirst() {
    CallReader reader = reader(CallForm.HERMES, false);
    var _ = reader.add("<tool_call>{\"name\": \"get\", \"arguments\": {}");
    assertThat(reader.isComplete()).isFalse();
    var _ = reader.add("}\n</tool_call>\n<tool_call>{\"name\": \"put\"");
    assertThat(reader.isComplete()).isTrue();
    assertThat(reader.add(", \"arguments\": {}}").calls()).isEmpty();
  }

  @Test
  void ids_areThoseThatTheTemplateTakesBack() {
    assertThat(CallForm.MISTRAL.id(new SplittableRandom(1))).matches("[a-zA-Z0-9]{9}");
    assertThat(CallForm.HERMES.id(new SplittableRandom(1))).matches("call_[a-zA-Z0-9]{24}");
  }
}
