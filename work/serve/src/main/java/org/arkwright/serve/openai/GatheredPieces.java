package org.arkwright.serve.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.concurrent.TimeUnit;
import org.arkwright.serve.openai.TextAnswerForm.Head;
import org.arkwright.serve.runtime.TextModel.Ending;

/**
 * The streamed text of one choice. A piece that comes soon after another waits for what follows in
 * the next hundredths of a second, and they leave as one message: nobody reads faster, and every
 * message wakes threads that take cores from the model. What a slow reader leaves unread is bounded
 * by the model's context. Any thread.
 */
final class GatheredPieces {
  private static final long APART_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final HttpResponseWriter response;
  private final ServiceRequestContext context;
  private final TextAnswerForm form;
  private final Head head;
  private final int index;
  private final StringBuilder text = new StringBuilder();
  private long sentNanos = System.nanoTime() - APART_NANOS;
  private boolean due;

  GatheredPieces(
      HttpResponseWriter response,
      ServiceRequestContext context,
      TextAnswerForm form,
      Head head,
      int index) {
    this.response = response;
    this.context = context;
    this.form = form;
    this.head = head;
    this.index = index;
  }

  /** Sends a piece, now or a little later; returns whether anybody still wants more. */
  boolean add(String piece) {
    synchronized (this) {
      text.append(piece);
      if (!due) {
        due = true;
        long wait = Math.max(0, sentNanos + APART_NANOS - System.nanoTime());
        var _ = context.eventLoop().schedule(this::send, wait, TimeUnit.NANOSECONDS);
      }
    }
    return response.isOpen();
  }

  private synchronized void send() {
    due = false;
    sentNanos = System.nanoTime();
    // Nothing is left where the end was faster.
    if (!text.isEmpty()) {
      var _ = response.tryWrite(JsonAnswers.events(gathered()));
    }
  }

  /** Sends what waits, and how the text ended. */
  synchronized void end(Ending ending) {
    JsonNode last = form.piece(head, index, "", ending);
    var _ =
        response.tryWrite(
            text.isEmpty() ? JsonAnswers.events(last) : JsonAnswers.events(gathered(), last));
  }

  private JsonNode gathered() {
    JsonNode message = form.piece(head, index, text.toString(), null);
    text.setLength(0);
    return message;
  }
}
