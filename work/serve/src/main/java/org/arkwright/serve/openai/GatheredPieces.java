package org.arkwright.serve.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.concurrent.TimeUnit;
import org.arkwright.serve.openai.TextAnswerForm.Head;
import org.arkwright.serve.runtime.Piece;
import org.arkwright.serve.runtime.TextModel.Ending;

/**
 * The streamed text of one choice. Pieces that follow each other within 20 ms are sent as one
 * message: nobody reads faster, and every message wakes threads that take cores from the model. The
 * text that a slow reader leaves unread is bounded by the model's context. Thread-safe.
 */
final class GatheredPieces {
  private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final HttpResponseWriter response;
  private final ServiceRequestContext context;
  private final TextAnswerForm form;
  private final Head head;
  private final int index;
  private final GeneratedText gathered = new GeneratedText();
  private long sentNanos = System.nanoTime() - INTERVAL_NANOS;
  private boolean scheduled;
  private boolean calls;

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

  /** Sends a piece, now or shortly; returns whether the client still wants more. */
  boolean add(Piece piece) {
    synchronized (this) {
      gathered.add(piece);
      calls = calls || !piece.calls().isEmpty();
      if (!scheduled) {
        scheduled = true;
        long wait = Math.max(0, sentNanos + INTERVAL_NANOS - System.nanoTime());
        var _ = context.eventLoop().schedule(this::send, wait, TimeUnit.NANOSECONDS);
      }
    }
    return response.isOpen();
  }

  private synchronized void send() {
    scheduled = false;
    sentNanos = System.nanoTime();
    // Empty if the end has been sent meanwhile.
    if (!gathered.isEmpty()) {
      var _ = response.tryWrite(JsonAnswers.events(message()));
    }
  }

  /** Sends the remaining text and the end of the choice. */
  synchronized void end(Ending ending) {
    JsonNode last = form.closing(head, index, ending, calls);
    var _ =
        response.tryWrite(
            gathered.isEmpty() ? JsonAnswers.events(last) : JsonAnswers.events(message(), last));
  }

  private JsonNode message() {
    return form.piece(head, index, gathered.take());
  }
}
