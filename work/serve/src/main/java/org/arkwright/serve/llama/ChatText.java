package org.arkwright.serve.llama;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.arkwright.llama.LlamaModel;
import org.arkwright.llama.Vocabulary;
import org.arkwright.serve.runtime.Prompt;
import org.arkwright.serve.runtime.Prompt.Message;
import org.arkwright.serve.runtime.PromptException;
import org.arkwright.template.ChatInput;
import org.arkwright.template.ChatTemplate;
import org.arkwright.template.failure.TemplateException;
import org.jspecify.annotations.Nullable;

/** Renders chats by a model's own template, as transformers does. Thread-safe. */
final class ChatText {
  private static final Pattern TOOLS = Pattern.compile("\\btools\\b");

  private final Optional<ChatTemplate> template;
  private final Optional<String> problem;
  private final Map<String, String> tokens;
  private final boolean readsTools;
  private final Optional<CallForm> form;

  private ChatText(
      Optional<String> source,
      Optional<ChatTemplate> template,
      Optional<String> problem,
      Map<String, String> tokens) {
    this.template = template;
    this.problem = problem;
    this.tokens = tokens;
    this.readsTools = source.filter(text -> TOOLS.matcher(text).find()).isPresent();
    this.form =
        readsTools && template.isPresent()
            ? CallFormFinder.find(source.orElse(""), this::written)
            : Optional.of(CallForm.HERMES);
  }

  /** A template that cannot be read is no reason not to serve plain completions. */
  static ChatText of(LlamaModel model) {
    Map<String, String> tokens = new LinkedHashMap<>();
    Vocabulary vocabulary = model.vocabulary();
    put(tokens, "bos_token", vocabulary, vocabulary.begin());
    put(tokens, "eos_token", vocabulary, vocabulary.end());
    return of(model.chatTemplate(), tokens);
  }

  /**
   * The texts of a template.
   *
   * @param source empty for a model that has none
   * @param tokens what templates know the model's begin and end as
   */
  static ChatText of(Optional<String> source, Map<String, String> tokens) {
    try {
      return new ChatText(source, source.map(ChatTemplate::compile), Optional.empty(), tokens);
    } catch (TemplateException e) {
      return new ChatText(source, Optional.empty(), Optional.of(e.problem()), tokens);
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

  /** How the model writes function calls; empty when in a form that is not read here. */
  Optional<CallForm> callForm() {
    return form;
  }

  String render(Prompt.Chat chat) {
    if (problem.isPresent()) {
      throw new PromptException(
          "messages", "This model's chat template cannot be read: " + problem.get());
    }
    if (!chat.tools().isEmpty() && form.isEmpty()) {
      throw new PromptException(
          "tools",
          "This model's template writes function calls in a form that this runtime does not read; "
              + "leave 'tools' out, or serve the model by a command such as vLLM.");
    }
    boolean calls = chat.messages().stream().anyMatch(message -> !message.calls().isEmpty());
    List<Message> messages =
        !readsTools && (calls || !chat.tools().isEmpty())
            ? GenericTools.plain(chat)
            : chat.messages();
    if (template.isEmpty()) {
      return messages.stream()
          .map(message -> message.content().orElse(""))
          .collect(Collectors.joining("\n"));
    }
    Prompt.Chat told = new Prompt.Chat(messages, readsTools ? chat.tools() : List.of());
    try {
      return written(told);
    } catch (TemplateException e) {
      throw new PromptException(
          "messages", "This model's chat template refuses the messages: " + e.problem());
    }
  }

  private String written(Prompt.Chat chat) {
    try {
      return withTemplate(chat);
    } catch (TemplateException e) {
      // Where a template joins texts, an assistant that said nothing has to have said "".
      if (chat.messages().stream().noneMatch(message -> message.content().isEmpty())) {
        throw e;
      }
      return withTemplate(new Prompt.Chat(withoutNone(chat.messages()), chat.tools()));
    }
  }

  private static List<Message> withoutNone(List<Message> messages) {
    return messages.stream()
        .map(message ->
            new Message(
                message.role(),
                Optional.of(message.content().orElse("")),
                message.calls(),
                message.callId(),
                message.name()))
        .toList();
  }

  private String withTemplate(Prompt.Chat chat) {
    List<Map<String, @Nullable Object>> messages = new ArrayList<>();
    chat.messages().forEach(message -> messages.add(fields(message)));
    List<@Nullable Object> tools = new ArrayList<>();
    chat.tools().forEach(tool -> tools.add(ChatJson.read(tool)));
    return template
        .orElseThrow()
        .render(
            new ChatInput(
                messages,
                tools.isEmpty() ? Optional.empty() : Optional.of(tools),
                Optional.empty(),
                true,
                tokens,
                LocalDateTime.now(ZoneId.systemDefault())))
        .text();
  }

  /** Only what a message has: templates ask whether a field is there. */
  private static Map<String, @Nullable Object> fields(Message message) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("role", message.role());
    fields.put("content", message.content().orElse(null));
    if (!message.calls().isEmpty()) {
      fields.put("tool_calls", ChatJson.calls(message.calls()));
    }
    message.callId().ifPresent(id -> fields.put("tool_call_id", id));
    message.name().ifPresent(name -> fields.put("name", name));
    return fields;
  }
}
