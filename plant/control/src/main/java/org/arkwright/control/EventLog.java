package org.arkwright.control;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.arkwright.journal.JournalReader;
import org.arkwright.model.Event;
import org.arkwright.stored.EventReader;
import org.arkwright.stored.RecordedEvent;

/** A journal as the events that it holds, whatever the versions in which they were written. */
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
   * Hands over, in order, every event with a number above {@code after}. Blocks.
   *
   * @throws org.arkwright.journal.JournalException when the journal cannot be read
   * @throws org.arkwright.wire.WireException when an entry is no event
   */
  public static void replay(JournalReader journal, long after, EventConsumer consumer) {
    records(journal, after, (number, recorded) -> consumer.accept(number, recorded.event()));
  }

  /** The same, with who wanted what, where the journal says so. */
  public static void records(JournalReader journal, long after, RecordConsumer consumer) {
    EventReader reader = new EventReader();
    boolean[] informed = {after == 0};
    journal.replay(
        after,
        (number, entry) -> {
          if (!informed[0]) {
            informed[0] = true;
            if (EventReader.isOlder(entry)) {
              inform(reader, journal, after);
            }
          }
          consumer.accept(number, reader.read(entry));
        });
  }

  /** What the lifts have to know of the entries before, where a reader begins among old ones. */
  private static void inform(EventReader reader, JournalReader journal, long upTo) {
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
