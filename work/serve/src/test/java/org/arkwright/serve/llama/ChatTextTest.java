package org.arkwright.serve.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.arkwright.serve.runtime.Prompt;
import org.arkwright.serve.runtime.Prompt.Call;
import org.arkwright.serve.runtime.Prompt.Message;
import org.arkwright.serve.runtime.PromptException;
import org.junit.jupiter.api.Test;

/** Chats with functions, rendered by templates. */
final class ChatTextTest {
  private static final String TOOL =
      "{\"type\":\"function\",\"function\":{\"name\":\"get\",\"parameters\":{}}}";
  private static final String PLAIN =
      "{% for m in messages %}<{{ m['role'] }}>{{ m['content'] + '' }}\n{% endfor %}";
  private static final String HERMES =
      """
      {%- for t in tools %}{{ t | tojson }}{% endfor %}
      {%- for m in messages %}<{{ m.role }}>
      {%- if m.tool_calls %}{% for c in m.tool_calls %}<tool_call>
      {"name": "{{ c.function.name }}", "arguments": {{ c.function.arguments | tojson }}}
      </tool_call>{% endfor %}
      {%- else %}{{ m.content }}{% if m.tool_call_id is defined %} of {{ m.tool_call_id }}{% endif %}
      {%- endif %}{% endfor %}\
      """;

  private static ChatText chats(String template) {
    return ChatText.of(Optional.of(template), Map.of("bos_token", "<s>", "eos_token", "</s>"));
  }

  private static Prompt.Chat called(List<String> tools) {
    return new Prompt.Chat(
        List.of(
            Message.of("user", "hi"),
            new Message(
                "assistant",
                Optional.empty(),
                List.of(new Call("call_1", "get", "{\"a\": [1, \"é\"]}")),
                Optional.empty(),
                Optional.empty()),
            new Message(
                "tool", Optional.of("7"), List.of(), Optional.of("call_1"), Optional.empty())),
        tools);
  }

  @Test
  void callsAndResults_areTheTemplates_withArgumentsAsAMapping() {
    assertThat(chats(HERMES).render(called(List.of(TOOL))))
        .isEqualTo(
            """
            {"type": "function", "function": {"name": "get", "parameters": {}}}<user>hi<assistant>\
            <tool_call>
            {"name": "get", "arguments": {"a": [1, "é"]}}
            </tool_call><tool>7 of call_1\
            """);
  }

  @Test
  void templateThatKnowsNoTools_isToldInWords() {
    String text = chats(PLAIN).render(called(List.of(TOOL)));
    assertThat(text)
        .startsWith("<system># Tools")
        .contains("<tools>\n" + TOOL + "\n</tools>")
        .endsWith(
            """
            <user>hi
            <assistant><tool_call>
            {"name": "get", "arguments": {"a": [1, "é"]}}
            </tool_call>
            <user><tool_response>
            7
            </tool_response>
            """);
    assertThat(chats(PLAIN).callForm()).contains(CallForm.HERMES);
  }

  @Test
  void systemMessage_isKeptBeforeTheWords() {
    Prompt.Chat chat =
        new Prompt.Chat(
            List.of(Message.of("system", "Be brief."), Message.of("user", "hi")), List.of(TOOL));
    assertThat(chats(PLAIN).render(chat)).startsWith("<system>Be brief.\n\n# Tools");
  }

  @Test
  void forms_areFoundByWhatTheTemplateWrites() {
    assertThat(chats(HERMES).callForm()).contains(CallForm.HERMES);
    String call =
        "{% for t in tools %}{% endfor %}{% for m in messages %}{% for c in m.tool_calls %}";
    String end = "{% endfor %}{% endfor %}";
    assertThat(
            chats(
                    call
                        + "[TOOL_CALLS][{\"name\": \"{{ c.function.name }}\", \"arguments\": {}}]"
                        + end)
                .callForm())
        .contains(CallForm.MISTRAL);
    assertThat(chats(call + "[TOOL_CALLS]{{ c.function.name }}[ARGS]{}" + end).callForm())
        .contains(CallForm.MISTRAL_ARGS);
    assertThat(
            chats(
                    call
                        + "{\"name\": \"{{ c.function.name }}\", \"parameters\": "
                        + "{{ c.function.arguments | tojson }}}"
                        + end)
                .callForm())
        .contains(CallForm.LLAMA);
    // It writes what it is told of as it came, and calls in another way.
    assertThat(chats("{{ tools | tojson }}" + call + "<{{ c.function.name }}>" + end).callForm())
        .isEmpty();
    assertThat(chats(call + "<function={{ c.function.name }}>" + end).callForm()).isEmpty();
  }

  @Test
  void toolsOfAnUnknownForm_areRefusedByName_andOtherChatsAreNot() {
    ChatText unknown = chats("{% if tools %}!{% endif %}{{ messages[0].content }}");
    assertThatThrownBy(
            () -> unknown.render(new Prompt.Chat(List.of(Message.of("user", "hi")), List.of(TOOL))))
        .isInstanceOf(PromptException.class)
        .hasMessageContaining("form");
    assertThat(unknown.render(new Prompt.Chat(List.of(Message.of("user", "hi")), List.of())))
        .isEqualTo("hi");
  }
}
