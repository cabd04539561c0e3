package org.arkwright.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.arkwright.template.failure.TemplateException;
import org.arkwright.template.failure.TemplateRaisedException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Our own templates, which use every feature, give the texts that Python gave; {@code
 * src/test/python/golden.py --texts} wrote those.
 */
class OwnTemplatesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "whitespace",
        "values",
        "slices",
        "loops",
        "macros",
        "text-methods",
        "filters",
        "tests",
        "chat-plain"
      })
  void template_givesWhatPythonGave(String name) {
    ChatTemplate template = ChatTemplate.compile(source(name + ".jinja"));
    Map<String, ChatInput> chats = Chats.all();
    JsonNode expected = Chats.json("own/" + name + ".expected.json");
    assertThat(expected.isEmpty()).isFalse();
    for (Map.Entry<String, JsonNode> chat : expected.properties()) {
      assertThat(outcome(template, Objects.requireNonNull(chats.get(chat.getKey()))))
          .as(chat.getKey())
          .isEqualTo(lines(chat.getValue()));
    }
  }

  private static List<String> lines(JsonNode expected) {
    List<String> lines = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : expected.properties()) {
      switch (field.getKey()) {
        case "generated" ->
            field
                .getValue()
                .forEach(part -> lines.add("generated " + part.get(0) + " to " + part.get(1)));
        case "fails" -> lines.add("fails");
        default ->
            lines.addAll((field.getKey() + " " + field.getValue().asText()).lines().toList());
      }
    }
    return lines;
  }

  private static List<String> outcome(ChatTemplate template, ChatInput chat) {
    try {
      RenderedChat rendered = template.render(chat);
      String text = rendered.text();
      List<String> lines = new ArrayList<>(("text " + text).lines().toList());
      for (RenderedChat.Part part : rendered.generated()) {
        lines.add(
            "generated %d to %d"
                .formatted(
                    text.codePointCount(0, part.start()), text.codePointCount(0, part.end())));
      }
      return lines;
    } catch (TemplateRaisedException e) {
      return ("raises " + e.problem()).lines().toList();
    } catch (TemplateException e) {
      return List.of("fails " + e.getMessage());
    }
  }

  private static String source(String name) {
    String resource = "/own/" + name;
    try (InputStream in =
        Objects.requireNonNull(OwnTemplatesTest.class.getResourceAsStream(resource), resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
