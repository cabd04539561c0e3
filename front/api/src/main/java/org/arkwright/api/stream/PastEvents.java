package org.arkwright.api.stream;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import org.arkwright.api.view.EventView;
import org.arkwright.control.EventLog;
import org.arkwright.identity.PrincipalNames;
import org.arkwright.journal.JournalReader;
import org.arkwright.model.Event;
import org.arkwright.model.UsageEvent;
import org.arkwright.model.id.DeploymentName;
import org.arkwright.model.id.JobId;
import org.arkwright.model.job.JobSpec;
import org.arkwright.stored.EventForm;

/**
 * Events that have happened, one JSON object per line, selected by subject, type, time and number.
 * The journal is read from where the first of them can be: times are found by bisection, and the
 * last few by reading ever more of the end.
 */
public final class PastEvents {
  private static final long WINDOW = 1024;

  private final JournalReader journal;
  private final Function<JobId, Optional<JobSpec>> history;
  private final PrincipalNames names;

  /**
   * @param history returns the spec of a job; may block
   */
  public PastEvents(
      JournalReader journal, Function<JobId, Optional<JobSpec>> history, PrincipalNames names) {
    this.names = names;
    this.journal = journal;
    this.history = history;
  }

  /**
   * Which events are wanted; empty members select all.
   *
   * @param usage whether events that only record usage are among them
   * @param sinceNanos not before this time, in nanoseconds since the Unix epoch
   * @param tail only the last so many
   */
  public record Selection(
      Optional<JobId> job,
      Optional<DeploymentName> deployment,
      Optional<String> type,
      boolean usage,
      OptionalLong sinceNanos,
      OptionalInt tail) {
    boolean includes(Event event, String name, JobNames jobs) {
      return (usage || !(event instanceof UsageEvent.UsageRecorded))
          && sinceNanos.orElse(Long.MIN_VALUE) <= event.atNanos()
          && (type.isEmpty() || type.get().equalsIgnoreCase(name))
          && (job.isEmpty() || job.equals(event.subject()))
          && (deployment.isEmpty() || deployment.equals(jobs.deployment(event)));
    }
  }

  /** Streams the selected events, a line each. */
  public ResponseStream.Source of(Selection selection) {
    return stream -> {
      long last = journal.lastNumber();
      long first = selection.sinceNanos().isPresent() ? before(selection, last) : 0;
      if (selection.tail().isEmpty()) {
        read(
            selection,
            first,
            last,
            line -> {
              try {
                stream.write(line);
              } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                throw new ClientGoneException("the server is stopping");
              }
            });
        return;
      }
      for (byte[] line : tail(selection, first, last)) {
        stream.write(line);
      }
    };
  }

  /**
   * Returns the last lines, by reading windows from the end, each twice as long as the one before.
   */
  private Deque<byte[]> tail(Selection selection, long first, long last) {
    int wanted = selection.tail().getAsInt();
    Deque<byte[]> lines = new ArrayDeque<>();
    long window = Math.max(WINDOW, wanted);
    while (true) {
      long after = Math.max(first, last - window);
      lines.clear();
      read(
          selection,
          after,
          last,
          line -> {
            lines.addLast(line);
            if (lines.size() > wanted) {
              lines.removeFirst();
            }
          });
      if (lines.size() >= wanted || after <= first) {
        return lines;
      }
      window *= 2;
    }
  }

  /** Receives the lines of events. */
  private interface LineConsumer {
    void accept(byte[] line);
  }

  private void read(Selection selection, long after, long upTo, LineConsumer consumer) {
    JobNames jobs = new JobNames(history);
    EventLog.replay(
        journal,
        after,
        upTo,
        (number, event) -> {
          jobs.see(event);
          EventForm.ApiEvent encoded = EventForm.forApi(event);
          if (selection.includes(event, encoded.name(), jobs)) {
            byte[] view = EventView.of(number, event, encoded, jobs::name, names);
            byte[] line = Arrays.copyOf(view, view.length + 1);
            line[view.length] = '\n';
            consumer.accept(line);
          }
        });
  }

  /** Returns the number of the last event before the wanted time; 0 if there is none. */
  private long before(Selection selection, long last) {
    long since = selection.sinceNanos().getAsLong();
    long low = 0; // Before the time, or 0.
    long high = last + 1; // At or after it, or past the end.
    while (high - low > 1) {
      long middle = low + (high - low) / 2;
      if (timeOf(middle) < since) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private long timeOf(long number) {
    long[] at = {Long.MAX_VALUE};
    EventLog.replay(journal, number - 1, number, (_, event) -> at[0] = event.atNanos());
    return at[0];
  }
}
