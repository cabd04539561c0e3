package org.arkwright.control;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.arkwright.journal.JournalException;
import org.arkwright.journal.JournalReader;
import org.arkwright.model.Event;
import org.arkwright.stored.EventReader;
import org.arkwright.stored.RecordedEvent;
import org.arkwright.wire.WireException;

/** Reads a journal as events, whatever the version in which they were written. */
public final class EventLog {
  private static final byte[] NODE_JOINED =
      "{\"type\":\"NodeJoined\"".getBytes(StandardCharsets.US_ASCII);

  private EventLog() {}

  /** Receives events. */
  @FunctionalInterface
  public interface EventConsumer {
    void accept(long number, Event event);
  }

  /** Receives entries. */
  @FunctionalInterface
  public interface RecordConsumer {
    void accept(long number, RecordedEvent recorded);
  }

  /**
   * Passes every event numbered above {@code after} to the consumer, in order. Blocks.
   *
   * @throws JournalException when the journal cannot be read, or an entry is not an event
   */
  public static void replay(JournalReader journal, long after, EventConsumer consumer) {
    replay(journal, after, Long.MAX_VALUE, consumer);
  }

  /** As {@link #replay(JournalReader, long, EventConsumer)}, up to the number {@code upTo}. */
  public static void replay(JournalReader journal, long after, long upTo, EventConsumer consumer) {
    records(journal, after, upTo, (number, recorded) -> consumer.accept(number, recorded.event()));
  }

  /**
   * Passes every entry to the consumer, in order, with the origin of each command where the journal
   * has it. Blocks.
   *
   * @throws JournalException when the journal cannot be read, or an entry is not an event
   */
  public static void records(JournalReader journal, RecordConsumer consumer) {
    RankWorkers workers = new RankWorkers();
    records(
        journal,
        0,
        Long.MAX_VALUE,
        (number, recorded) -> consumer.accept(number, workers.named(recorded)));
  }

  private static void records(
      JournalReader journal, long after, long upTo, RecordConsumer consumer) {
    EventReader reader = new EventReader();
    boolean[] primed = {after == 0};
    journal.replay(
        after,
        upTo,
        (number, entry) -> {
          if (!primed[0]) {
            primed[0] = true;
            if (EventReader.needsEarlier(entry)) {
              prime(reader, journal, after);
            }
          }
          consumer.accept(number, read(reader, number, entry));
        });
  }

  private static RecordedEvent read(EventReader reader, long number, byte[] entry) {
    try {
      return reader.read(entry);
    } catch (WireException e) {
      throw new JournalException(
          "entry %d of the journal cannot be read: %s".formatted(number, e.getMessage()), e);
    }
  }

  /** Gives the lifts what they need from earlier entries when a reader begins among old ones. */
  private static void prime(EventReader reader, JournalReader journal, long upTo) {
    journal.replay(
        0,
        upTo,
        (_, entry) -> {
          if (Arrays.equals(
              entry,
              0,
              Math.min(entry.length, NODE_JOINED.length),
              NODE_JOINED,
              0,
              NODE_JOINED.length)) {
            var _ = reader.read(entry);
          }
        });
  }
}
