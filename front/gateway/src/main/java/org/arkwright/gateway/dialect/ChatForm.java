package org.arkwright.gateway.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;

/**
 * The form of an answer that is told anew, as another API's events, from those of a chat: which of
 * them there are, and in what order, is read here.
 */
public abstract class ChatForm implements AnswerForm {
  private boolean started;
  private boolean failed;
  private ChatUsage usage = ChatUsage.NONE;
  private JsonNode last = JsonFields.object();

  @Override
  public final byte[] pass(byte[] events) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(2 * events.length);
    ChatEvents.each(events, event -> event(event, out));
    return out.toByteArray();
  }

  @Override
  public final byte[] finish(byte[] events) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ChatEvents.each(events, event -> event(event, out));
    if (!failed) {
      start(out);
      end(last, usage, out);
    }
    return out.toByteArray();
  }

  private void event(JsonNode event, ByteArrayOutputStream out) {
    if (failed) {
      return;
    }
    if (event.path("error").isObject()) {
      failed = true;
      fail(event.at("/error/message").asText("The model's server failed."), out);
      return;
    }
    if (event.path("usage").isObject()) {
      usage = ChatUsage.of(event.path("usage"));
    }
    JsonNode choice = event.at("/choices/0");
    if (!choice.isObject()) {
      return;
    }
    start(out);
    JsonNode text = choice.at("/delta/content");
    if (text.isTextual() && !text.asText().isEmpty()) {
      text(text.asText(), out);
    }
    for (JsonNode call : choice.at("/delta/tool_calls")) {
      call(call, out);
    }
    if (choice.path("finish_reason").isTextual()) {
      last = choice;
    }
  }

  /** Begins the answer, unless it has begun. */
  protected final void start(ByteArrayOutputStream out) {
    if (!started) {
      started = true;
      begin(usage, out);
    }
  }

  /** Tells that the answer begins; before all else, but for {@link #fail}. */
  protected abstract void begin(ChatUsage usage, ByteArrayOutputStream out);

  /** Tells a piece of the text. */
  protected abstract void text(String text, ByteArrayOutputStream out);

  /** Tells a piece of a call of a function, as the chat has it. */
  protected abstract void call(JsonNode call, ByteArrayOutputStream out);

  /** Tells that the model's server failed; the last that is told. */
  protected abstract void fail(String message, ByteArrayOutputStream out);

  /**
   * Tells the end.
   *
   * @param choice the one that said why it ends; an empty object if none did
   */
  protected abstract void end(JsonNode choice, ChatUsage usage, ByteArrayOutputStream out);
}
