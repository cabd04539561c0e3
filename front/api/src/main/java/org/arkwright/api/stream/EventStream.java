package org.arkwright.api.stream;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.arkwright.api.view.EventView;
import org.arkwright.control.ControlPlane;
import org.arkwright.control.ControlPlane.NumberedEvent;
import org.arkwright.control.EventLog;
import org.arkwright.control.StateReader;
import org.arkwright.identity.PrincipalNames;
import org.arkwright.journal.JournalReader;
import org.arkwright.model.id.JobId;
import org.arkwright.model.job.JobSpec;
import org.arkwright.stored.EventForm;

/**
 * A stream of events: first the past ones that the client has missed, then new ones as they happen.
 * A frame's id is the event's number in the journal, so a client that reconnects with {@code
 * Last-Event-ID} misses nothing.
 */
public final class EventStream {
  private static final long KEEP_ALIVE_MILLIS = 10_000;

  /** The most past events left to send when the stream switches to live events. */
  private static final long GAP_MAX = 500;

  private static final byte[] TOO_SLOW =
      """
      {"detail":"events came faster than they were read; reconnect with Last-Event-ID"}\
      """
          .getBytes(StandardCharsets.UTF_8);

  private final StateReader reader;
  private final JournalReader journal;
  private final Function<JobId, Optional<JobSpec>> history;
  private final PrincipalNames names;

  /**
   * @param history returns the spec of a job; may block
   */
  public EventStream(
      StateReader reader,
      JournalReader journal,
      Function<JobId, Optional<JobSpec>> history,
      PrincipalNames names) {
    this.names = names;
    this.reader = reader;
    this.journal = journal;
    this.history = history;
  }

  /** Returns the journal's last number: a stream from there contains only new events. */
  public long now() {
    return journal.lastNumber();
  }

  /**
   * Streams all events above that number; with a job, only its events, until it has ended.
   *
   * @param jobEnded whether the job is already final, so that only past events are left to stream
   */
  public ResponseStream.Source after(long number, Optional<JobId> job, boolean jobEnded) {
    return stream -> new ClientStream(stream, job, number).run(jobEnded);
  }

  /** One client's stream. */
  private final class ClientStream {
    private final ResponseStream stream;
    private final Optional<JobId> job;
    private final EventFrames frames = new EventFrames();
    private final JobNames jobs = new JobNames(history);
    private long last;
    private boolean ended;

    ClientStream(ResponseStream stream, Optional<JobId> job, long after) {
      this.stream = stream;
      this.job = job;
      this.last = after;
    }

    void run(boolean jobEnded) throws InterruptedException {
      stream.write(EventFrames.comment("arkwright events"));
      while (!ended && journal.lastNumber() - last > (jobEnded ? 0 : GAP_MAX)) {
        sendPast();
      }
      if (!ended && !jobEnded) {
        sendLive();
      }
    }

    private void sendPast() throws InterruptedException {
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

    private void sendLive() throws InterruptedException {
      EventTap tap = new EventTap();
      try (ControlPlane.Subscription _ = reader.subscribe(last, tap)) {
        while (!ended && !tap.isSpent()) {
          List<NumberedEvent> batch = tap.next(KEEP_ALIVE_MILLIS);
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
      jobs.see(numbered.event());
      if (!ended && (job.isEmpty() || job.equals(subject))) {
        EventForm.ApiEvent encoded = EventForm.forApi(numbered.event());
        frames.add(
            encoded.name(),
            numbered.number(),
            EventView.of(numbered.number(), numbered.event(), encoded, jobs::name, names));
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
}
