package org.arkwright.serve.llama;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.arkwright.llama.LlamaModel;
import org.arkwright.llama.Vocabulary;
import org.arkwright.serve.runtime.Prompt;
import org.arkwright.serve.runtime.PromptException;
import org.arkwright.template.ChatInput;
import org.arkwright.template.ChatTemplate;
import org.arkwright.template.failure.TemplateException;

/** Renders chats by a model's own template, as transformers does. Thread-safe. */
final class ChatText {
  private final Optional<ChatTemplate> template;
  private final Optional<String> problem;
  private final Map<String, String> tokens;

  private ChatText(
      Optional<ChatTemplate> template, Optional<String> problem, Map<String, String> tokens) {
    this.template = template;
    this.problem = problem;
    this.tokens = tokens;
  }

  /** A template that cannot be read is no reason not to serve plain completions. */
  static ChatText of(LlamaModel model) {
    Map<String, String> tokens = new LinkedHashMap<>();
    Vocabulary vocabulary = model.vocabulary();
    put(tokens, "bos_token", vocabulary, vocabulary.begin());
    put(tokens, "eos_token", vocabulary, vocabulary.end());
    try {
      return new ChatText(
          model.chatTemplate().map(ChatTemplate::compile), Optional.empty(), tokens);
    } catch (TemplateException e) {
      return new ChatText(Optional.empty(), Optional.of(e.problem()), tokens);
    }
  }

  private static void put(
      Map<String, String> tokens, String name, Vocabulary vocabulary, OptionalInt token) {
    token.ifPresent(id -> tokens.put(name, vocabulary.text(id)));
  }

  /** Whether the model has a template: else a chat is its messages, line by line. */
  boolean isTemplated() {
    return template.isPresent();
  }

  String render(List<Prompt.Message> messages) {
    if (problem.isPresent()) {
      throw new PromptException(
          "messages", "This model's chat template cannot be read: " + problem.get());
    }
    if (template.isEmpty()) {
      return messages.stream().map(Prompt.Message::content).collect(Collectors.joining("\n"));
    }
    List<Map<String, String>> plain = new ArrayList<>();
    for (Prompt.Message message : messages) {
      Map<String, String> fields = new LinkedHashMap<>();
      fields.put("role", message.role());
      fields.put("content", message.content());
      plain.add(fields);
    }
    try {
      return template
          .get()
          .render(
              new ChatInput(
                  plain,
                  Optional.empty(),
                  Optional.empty(),
                  true,
                  tokens,
                  LocalDateTime.now(ZoneId.systemDefault())))
          .text();
    } catch (TemplateException e) {
      throw new PromptException(
          "messages", "This model's chat template refuses the messages: " + e.problem());
    }
  }
}
