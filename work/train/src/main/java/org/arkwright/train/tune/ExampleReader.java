package org.arkwright.train.tune;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.arkwright.template.failure.TemplateException;
import org.arkwright.train.report.TrainingProblem;
import org.arkwright.train.text.Corpus;
import org.arkwright.train.token.ChatTokens;
import org.jspecify.annotations.Nullable;

/**
 * Reads the examples of a folder: lines of .jsonl files that are chats ({@code messages}), pairs
 * ({@code prompt}, {@code completion}: texts, or lists of messages) or texts ({@code text}), and
 * other text files as they are. Of chats and pairs only what is answered is learnt. Not
 * thread-safe.
 */
final class ExampleReader implements Corpus.Records {
  private static final String MESSAGES = "messages";
  private static final String PROMPT = "prompt";
  private static final String COMPLETION = "completion";
  private static final String TEXT = "text";
  private static final String EXPECTED =
      "an object a line, with messages, with prompt and completion, or with text";
  private static final int SHOWN = 80;
  private static final int NAMES_SHOWN = 5;
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private final ChatTokens tokens;
  private final int maxLength;
  private final List<Example> examples = new ArrayList<>();
  private @Nullable ChatExamples chats;
  private long left;
  private int longest;
  private long silent;

  /**
   * What was read.
   *
   * @param notes sentences on what was left out, or read otherwise than it stands
   */
  record Found(List<Example> examples, List<String> notes) {}

  private ExampleReader(ChatTokens tokens, int maxLength) {
    this.tokens = tokens;
    this.maxLength = maxLength;
  }

  /**
   * Reads a folder.
   *
   * @param maxLength the tokens of the longest example; longer ones are left out, and counted
   * @throws TrainingProblem when a line is none of these, with its file and number
   */
  static Found read(Corpus corpus, ChatTokens tokens, int maxLength) throws IOException {
    ExampleReader reader = new ExampleReader(tokens, maxLength);
    List<String> notes = new ArrayList<>(corpus.forEachRecord(reader));
    if (reader.left > 0) {
      notes.add(
          "left out: %,d examples are longer than --max-length %,d; the longest has %,d tokens"
              .formatted(reader.left, maxLength, reader.longest));
    }
    if (reader.silent > 0) {
      notes.add("left out: %,d examples have nothing to learn".formatted(reader.silent));
    }
    if (reader.examples.isEmpty()) {
      throw new TrainingProblem(
          "%s has no example to learn%s\nexpected %s"
              .formatted(
                  corpus.folder(),
                  notes.isEmpty() ? "" : "; " + String.join("; ", notes),
                  EXPECTED));
    }
    return new Found(List.copyOf(reader.examples), notes);
  }

  @Override
  public void line(Path file, long number, String line) {
    JsonNode json;
    try {
      json = JSON.readTree(line);
    } catch (JsonProcessingException _) {
      throw wrong(file, number, "is not JSON: " + shown(line), EXPECTED);
    }
    if (json.has(MESSAGES)) {
      chat(file, number, json, json.path(MESSAGES), 0);
    } else if (json.has(PROMPT) || json.has(COMPLETION)) {
      pair(file, number, json);
    } else if (json.path(TEXT).isTextual()) {
      plain(json.path(TEXT).asText());
    } else {
      throw wrong(
          file,
          number,
          json.isObject()
              ? "has the members "
                  + json.properties().stream()
                      .limit(NAMES_SHOWN)
                      .map(Map.Entry::getKey)
                      .collect(Collectors.joining(", "))
              : "is not an object: " + shown(line),
          EXPECTED);
    }
  }

  /** Adds a text, all of which is learnt, in parts of the greatest length. */
  @Override
  public void text(Path file, String whole) {
    plain(whole);
  }

  private void plain(String text) {
    int[] ids = tokens.encode(text);
    int room = maxLength - (tokens.begin().isPresent() ? 1 : 0);
    for (int from = 0; from <= ids.length; from += room) {
      ExampleBuilder example = new ExampleBuilder();
      tokens.begin().ifPresent(begin -> example.add(begin, false));
      int to = Math.min(ids.length, from + room);
      for (int i = from; i < to; i++) {
        example.add(ids[i], true);
      }
      if (to == ids.length && example.size() < maxLength) {
        example.add(tokens.end(), true);
      }
      add(example.build());
      if (to == ids.length) {
        return;
      }
    }
  }

  private void pair(Path file, long number, JsonNode json) {
    JsonNode prompt = json.path(PROMPT);
    JsonNode completion = json.path(COMPLETION);
    String expected = "both prompt and completion, as texts or as lists of messages";
    if (prompt.isTextual() && completion.isTextual()) {
      ExampleBuilder example = new ExampleBuilder();
      tokens.begin().ifPresent(begin -> example.add(begin, false));
      example.add(tokens.encode(prompt.asText()), false);
      example.add(tokens.encode(completion.asText()), true);
      example.add(tokens.end(), true);
      add(example.build());
    } else if (prompt.isArray() && completion.isArray()) {
      var both = JSON.createArrayNode();
      prompt.forEach(both::add);
      completion.forEach(both::add);
      chat(file, number, json, both, prompt.size());
    } else {
      throw wrong(
          file,
          number,
          "has a prompt that is %s and a completion that is %s"
              .formatted(kind(prompt), kind(completion)),
          expected);
    }
  }

  private void chat(Path file, long number, JsonNode json, JsonNode messages, int learntFrom) {
    check(file, number, messages);
    List<Map<String, @Nullable Object>> read =
        JSON.convertValue(messages, new TypeReference<>() {});
    JsonNode tools = json.path("tools");
    Optional<List<? extends @Nullable Object>> given =
        tools.isArray() && !tools.isEmpty()
            ? Optional.of(JSON.convertValue(tools, new TypeReference<List<@Nullable Object>>() {}))
            : Optional.empty();
    List<Example> made;
    try {
      made = chats().examples(read, learntFrom, given);
    } catch (TemplateException problem) {
      throw wrong(
          file,
          number,
          "is a chat that the base's template refuses: " + problem.problem(),
          "roles and order as the template knows them");
    } catch (TrainingProblem problem) {
      throw wrong(
          file,
          number,
          "is a chat, but " + problem.getMessage(),
          "data with prompt and completion");
    }
    if (made.isEmpty()) {
      silent++;
    }
    made.forEach(example -> add(Optional.of(example)));
  }

  /** Read when the first chat is, as other data need no template. */
  private ChatExamples chats() {
    ChatExamples known = chats;
    if (known == null) {
      known = ChatExamples.of(tokens);
      chats = known;
    }
    return known;
  }

  private static void check(Path file, long number, JsonNode messages) {
    String expected = "a list of messages, each with role and content";
    if (!messages.isArray() || messages.isEmpty()) {
      throw wrong(file, number, "has messages that are " + kind(messages), expected);
    }
    int place = 0;
    for (JsonNode message : messages) {
      place++;
      boolean hasContent =
          message.path("content").isTextual()
              || message.path("content").isArray()
              || message.path("tool_calls").isArray();
      if (!message.path("role").isTextual() || !hasContent) {
        throw wrong(
            file,
            number,
            "has a message, its number %d, that is %s".formatted(place, shown(message.toString())),
            expected);
      }
    }
  }

  private void add(Optional<Example> example) {
    if (example.isEmpty()) {
      silent++;
      return;
    }
    int length = example.get().tokens().length;
    if (length > maxLength) {
      left++;
      longest = Math.max(longest, length);
      return;
    }
    examples.add(example.get());
  }

  private static String kind(JsonNode node) {
    return node.isMissingNode()
        ? "missing"
        : node.isArray() && node.isEmpty()
            ? "an empty list"
            : "of the type " + node.getNodeType().name().toLowerCase(Locale.ROOT);
  }

  private static String shown(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }

  private static TrainingProblem wrong(Path file, long number, String what, String expected) {
    return new TrainingProblem(
        "%s: line %d %s\nexpected %s".formatted(file, number, what, expected));
  }
}
