package org.arkwright.api.stream;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.arkwright.control.ControlPlane;
import org.arkwright.control.ControlPlane.NumberedEvent;
import org.arkwright.control.EventLog;
import org.arkwright.journal.JournalReader;
import org.arkwright.model.id.JobId;
import org.arkwright.stored.EventForm;

/**
 * Events as they happen, after those of the past that the client has missed. A frame's id is the
 * event's number in the journal, so a client that comes back with {@code Last-Event-ID} misses
 * nothing.
 */
public final class EventStream {
  private static final long QUIET_MILLIS = 10_000;

  /** What remains of the past at most when the stream begins to listen to the present. */
  private static final long GAP_MAX = 500;

  private static final byte[] TOO_SLOW =
      """
      {"detail":"events came faster than they were read; reconnect with Last-Event-ID"}\
      """
          .getBytes(StandardCharsets.UTF_8);

  private final ControlPlane control;
  private final JournalReader journal;

  public EventStream(ControlPlane control, JournalReader journal) {
    this.control = control;
    this.journal = journal;
  }

  /** Where the journal ends now: a stream from there tells only what is new. */
  public long now() {
    return journal.lastNumber();
  }

  /**
   * All events above that number; of one job, where one is named, until that job has ended.
   *
   * @param over whether the named job is final already, so that the past is all there is to tell
   */
  public ResponseStream.Source after(long number, Optional<JobId> job, boolean over) {
    return stream -> new Conversation(stream, job, number).run(over);
  }

  /** One client's stream. */
  private final class Conversation {
    private final ResponseStream stream;
    private final Optional<JobId> job;
    private final EventFrames frames = new EventFrames();
    private long last;
    private boolean ended;

    Conversation(ResponseStream stream, Optional<JobId> job, long after) {
      this.stream = stream;
      this.job = job;
      this.last = after;
    }

    void run(boolean over) throws InterruptedException {
      stream.write(EventFrames.comment("arkwright events"));
      while (!ended && journal.lastNumber() - last > (over ? 0 : GAP_MAX)) {
        tellPast();
      }
      if (!ended && !over) {
        tellPresent();
      }
    }

    private void tellPast() throws InterruptedException {
      EventLog.replay(
          journal,
          last,
          (number, event) -> {
            if (!ended) {
              add(new NumberedEvent(number, event));
              flushUnchecked();
            }
          });
    }

    private void tellPresent() throws InterruptedException {
      EventTap tap = new EventTap();
      try (ControlPlane.Subscription _ = control.subscribe(last, tap)) {
        while (!ended && !tap.isSpent()) {
          List<NumberedEvent> batch = tap.next(QUIET_MILLIS);
          batch.forEach(this::add);
          if (batch.isEmpty()) {
            stream.write(EventFrames.comment("quiet"));
          }
          flush();
        }
      }
      if (!ended) {
        stream.write(frames.add("overflow", TOO_SLOW).take());
      }
    }

    private void add(NumberedEvent numbered) {
      Optional<JobId> subject = numbered.event().subject();
      last = numbered.number();
      if (!ended && (job.isEmpty() || job.equals(subject))) {
        EventForm.ApiEvent told = EventForm.forApi(numbered.event());
        frames.add(told.name(), numbered.number(), numbered(numbered.number(), told.json()));
        ended = job.isPresent() && numbered.event().endsJob();
      }
    }

    private void flushUnchecked() {
      try {
        flush();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        throw new ClientGoneException("the server is stopping");
      }
    }

    private void flush() throws InterruptedException {
      if (!frames.isEmpty()) {
        stream.write(frames.take());
      }
    }
  }

  /** {@code {"number": …, "event": …}} around an event that is JSON already. */
  private static byte[] numbered(long number, byte[] event) {
    ByteArrayOutputStream json = new ByteArrayOutputStream(event.length + 40);
    json.writeBytes(
        "{\"number\":%d,\"event\":".formatted(number).getBytes(StandardCharsets.US_ASCII));
    json.writeBytes(event);
    json.write('}');
    return json.toByteArray();
  }
}
