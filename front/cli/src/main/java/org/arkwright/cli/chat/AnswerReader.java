package org.arkwright.cli.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.arkwright.cli.api.ServerEvents;
import org.arkwright.cli.terminal.FailureException;

/**
 * Reads one answer of {@code /v1/chat/completions}, streamed or in one piece. For one thread; what
 * was read before a failure can still be had as an {@link #answer}.
 */
final class AnswerReader {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String DONE = "[DONE]";

  /** The gateway's last word in a stream, for clients that cannot read trailers. */
  private static final Pattern COST = Pattern.compile("x-arkwright-cost: ([0-9.E+-]+ \\S+)");

  private final Consumer<String> pieces;
  private final long asked = System.nanoTime();
  private final StringBuilder text = new StringBuilder();
  private Duration untilFirst = Duration.ZERO;
  private String finish = "";
  private JsonNode usage = MissingNode.getInstance();
  private Optional<String> cost = Optional.empty();

  /**
   * Starts the clock.
   *
   * @param pieces gets each piece of the text as it comes
   */
  AnswerReader(Consumer<String> pieces) {
    this.pieces = pieces;
  }

  /**
   * Reads to the end.
   *
   * @throws FailureException when the model fails, or the body is no answer
   */
  void read(InputStream body) throws IOException {
    HeadOfAnswer head = new HeadOfAnswer(body);
    boolean isAnswer = false;
    try (ServerEvents events = new ServerEvents(head, this::comment)) {
      for (var sent = events.next(); sent != null; sent = events.next()) {
        if (sent.data().equals(DONE)) {
          continue; // What follows is a comment.
        }
        JsonNode event = json(sent.data());
        isAnswer |= event.path("choices").isArray();
        if (event.has("error")) {
          throw new FailureException(event.at("/error/message").asText());
        }
        take(event, event.at("/choices/0/delta/content").asText(""));
      }
    }
    if (!isAnswer) {
      readWhole(head);
    }
  }

  /** Some programs do not stream, and answer in one piece; others say what is no answer. */
  private void readWhole(HeadOfAnswer head) {
    JsonNode whole = json(head.text());
    JsonNode content = whole.at("/choices/0/message/content");
    if (!content.isTextual()) {
      throw new FailureException(
          ("that was no chat completion, but %s\n"
                  + "The deployment's program answers something else at /v1/chat/completions.")
              .formatted(head.isEmpty() ? "nothing" : "'" + head.beginning() + "'"));
    }
    take(whole, content.asText());
  }

  private void take(JsonNode event, String piece) {
    if (!piece.isEmpty()) {
      if (text.isEmpty()) {
        untilFirst = elapsed();
      }
      text.append(piece);
      pieces.accept(piece);
    }
    JsonNode reason = event.at("/choices/0/finish_reason");
    if (reason.isTextual()) {
      finish = reason.asText();
    }
    if (event.path("usage").isObject()) {
      usage = event.path("usage");
    }
  }

  private void comment(String comment) {
    Matcher told = COST.matcher(comment);
    if (told.find()) {
      cost = Optional.of(told.group(1));
    }
  }

  /** What was read so far. */
  Answer answer(boolean stopped) {
    Answer.End end =
        stopped
            ? Answer.End.STOPPED
            : finish.equals("length") ? Answer.End.LENGTH : Answer.End.COMPLETE;
    return new Answer(
        text.toString(),
        end,
        count("/prompt_tokens"),
        count("/prompt_tokens_details/cached_tokens"),
        count("/completion_tokens"),
        text.isEmpty() ? elapsed() : untilFirst,
        elapsed(),
        cost);
  }

  private OptionalLong count(String path) {
    JsonNode value = usage.at(path);
    return value.canConvertToLong() ? OptionalLong.of(value.asLong()) : OptionalLong.empty();
  }

  private Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - asked);
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException _) {
      return MissingNode.getInstance();
    }
  }
}
