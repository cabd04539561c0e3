package org.arkwright.cli.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.arkwright.cli.terminal.FailureException;
import org.arkwright.cli.terminal.WrongUseException;
import org.jspecify.annotations.Nullable;

/**
 * A chat with a model: the messages so far, and a way to send the next. For one thread, but for
 * {@link #stop}.
 */
public final class Conversation {
  private static final List<String> ROLES = List.of("system", "user", "assistant");
  private static final String SYSTEM = "system";
  private static final String ROLE = "role";
  private static final String CONTENT = "content";

  private final ModelsApi api;
  private final String model;
  private final ObjectNode settings;
  private final ArrayNode messages = JsonNodeFactory.instance.arrayNode();

  private final Object lock = new Object();
  private @Nullable Thread asking; // Guarded by lock.
  private boolean stopped; // Guarded by lock.

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

  /** Tells the model how to behave, in place of what it was told before; empty: as it likes. */
  public void instruct(String text) {
    if (messages.path(0).path(ROLE).asText().equals(SYSTEM)) {
      messages.remove(0);
    }
    if (!text.isEmpty()) {
      messages.insertObject(0).put(ROLE, SYSTEM).put(CONTENT, text);
    }
  }

  /** Forgets everything but what the model was told of its behaviour. */
  public void clear() {
    JsonNode first = messages.path(0);
    messages.removeAll();
    if (first.path(ROLE).asText().equals(SYSTEM)) {
      messages.add(first);
    }
  }

  /** Takes back the last question and its answer; empty if there was none. */
  public Optional<String> takeBack() {
    int last = messages.size() - 2;
    if (last < 0 || messages.get(last).path(ROLE).asText().equals(SYSTEM)) {
      return Optional.empty();
    }
    messages.remove(last + 1);
    return Optional.of(messages.remove(last).path(CONTENT).asText());
  }

  /**
   * Goes on where a saved conversation was.
   *
   * @param saved {@link #messages} of then
   * @throws WrongUseException when it has something else than messages of text
   */
  public void resume(JsonNode saved) {
    for (JsonNode message : saved) {
      if (!ROLES.contains(message.path(ROLE).asText()) || !message.path(CONTENT).isTextual()) {
        throw new WrongUseException(
            "a message is %s\nexpected: role (one of %s) and content, a text"
                .formatted(HeadOfAnswer.beginning(message.toString()), ROLES));
      }
      messages.addObject().put(ROLE, message.get(ROLE).asText()).set(CONTENT, message.get(CONTENT));
    }
  }

  /** The messages so far, in the form of a request's {@code messages}. */
  public ArrayNode messages() {
    return messages.deepCopy();
  }

  /**
   * Asks a question and passes the answer to {@code pieces} as it arrives. A question that was
   * refused or whose answer failed is not kept; of an answer that was stopped, what had come is.
   *
   * @throws FailureException with the gateway's message, if it refuses
   */
  public Answer ask(String text, Consumer<String> pieces) throws IOException {
    messages.addObject().put(ROLE, "user").put(CONTENT, text);
    AnswerReader reader = new AnswerReader(pieces);
    boolean kept = false;
    begin();
    try {
      try (InputStream answer = api.post("/v1/chat/completions", request())) {
        reader.read(answer);
      } catch (IOException e) {
        if (!isStopped()) {
          throw e;
        }
      }
      // Before the first word nothing was said that later questions could mean.
      kept = !isStopped() || !reader.answer(true).text().isEmpty();
    } finally {
      end();
      if (!kept) {
        messages.remove(messages.size() - 1);
      }
    }
    Answer answer = reader.answer(isStopped());
    if (kept) {
      messages.addObject().put(ROLE, "assistant").put(CONTENT, answer.text());
    }
    return answer;
  }

  private ObjectNode request() {
    ObjectNode body = settings.deepCopy().put("model", model).put("stream", true);
    body.putObject("stream_options").put("include_usage", true);
    body.set("messages", messages);
    return body;
  }

  /**
   * Ends the answer that is being read, if one is; its connection too, so that its slot is free.
   */
  public void stop() {
    synchronized (lock) {
      if (asking != null) {
        stopped = true;
        asking.interrupt();
      }
    }
  }

  private void begin() {
    synchronized (lock) {
      asking = Thread.currentThread();
      stopped = false;
    }
  }

  private void end() {
    synchronized (lock) {
      asking = null;
      if (stopped) {
        var _ = Thread.interrupted();
      }
    }
  }

  private boolean isStopped() {
    synchronized (lock) {
      return stopped;
    }
  }
}
