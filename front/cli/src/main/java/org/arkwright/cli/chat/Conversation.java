package org.arkwright.cli.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;
import org.arkwright.cli.api.ServerEvents;
import org.arkwright.cli.terminal.FailureException;

/** A chat with a model: the messages so far, and a way to send the next. For one thread. */
public final class Conversation {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String DONE = "[DONE]";

  private final ModelsApi api;
  private final String model;
  private final ObjectNode settings;
  private final ArrayNode messages = JsonNodeFactory.instance.arrayNode();

  /**
   * Starts a conversation without messages.
   *
   * @param settings additional fields of each request, such as {@code temperature}
   */
  public Conversation(ModelsApi api, String model, ObjectNode settings) {
    this.api = api;
    this.model = model;
    this.settings = settings;
  }

  /** Adds a system message, which tells the model how to behave. */
  public void instruct(String text) {
    messages.addObject().put("role", "system").put("content", text);
  }

  /**
   * Asks a question and passes the answer to {@code pieces} as it arrives. A refused question is
   * not kept.
   *
   * @throws FailureException with the gateway's message, if it refuses
   */
  public void ask(String text, Consumer<String> pieces) throws IOException {
    messages.addObject().put("role", "user").put("content", text);
    ObjectNode body = settings.deepCopy().put("model", model).put("stream", true);
    body.set("messages", messages);
    try (InputStream answer = api.post("/v1/chat/completions", body)) {
      String reply = read(answer, pieces);
      messages.addObject().put("role", "assistant").put("content", reply);
    } catch (IOException | FailureException e) {
      messages.remove(messages.size() - 1);
      throw e;
    }
  }

  /** Reads a streamed answer to its end; passes on and returns the pieces of its text. */
  static String read(InputStream body, Consumer<String> pieces) throws IOException {
    StringBuilder text = new StringBuilder();
    HeadOfAnswer head = new HeadOfAnswer(body);
    boolean isAnswer = false;
    try (ServerEvents events = new ServerEvents(head)) {
      for (var sent = events.next(); sent != null; sent = events.next()) {
        if (sent.data().equals(DONE)) {
          break;
        }
        JsonNode event = json(sent.data());
        isAnswer |= event.path("choices").isArray();
        if (event.has("error")) {
          throw new FailureException(event.at("/error/message").asText());
        }
        String piece = event.at("/choices/0/delta/content").asText("");
        if (!piece.isEmpty()) {
          text.append(piece);
          pieces.accept(piece);
        }
      }
    }
    if (!isAnswer) {
      String whole = wholeAnswer(head);
      pieces.accept(whole);
      return whole;
    }
    return text.toString();
  }

  /** A program that does not stream answers in one piece; another says what is no answer. */
  private static String wholeAnswer(HeadOfAnswer head) {
    JsonNode content = json(head.text()).at("/choices/0/message/content");
    if (!content.isTextual()) {
      throw new FailureException(
          ("that was no chat completion, but %s\n"
                  + "The deployment's program answers something else at /v1/chat/completions.")
              .formatted(head.isEmpty() ? "nothing" : "'" + head.beginning() + "'"));
    }
    return content.asText();
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException _) {
      return MissingNode.getInstance();
    }
  }
}
