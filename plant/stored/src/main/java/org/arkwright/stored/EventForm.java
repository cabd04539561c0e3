package org.arkwright.stored;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.arkwright.model.CommandOrigin;
import org.arkwright.model.Event;
import org.arkwright.wire.Wire;

/**
 * Writes events in the form in which journals keep them: JSON of records of its own, each entry
 * with the version of that form, so that the model's records may be renamed and nested freely.
 * Equal events give equal bytes. {@link EventReader} reads them, and those of older versions.
 *
 * <p>Safe for any number of threads.
 */
public final class EventForm {
  /** The version that is written. */
  public static final int VERSION = 2;

  /** How an entry of version 2 or later begins; version 1 had the bare event. */
  static final byte[] VERSIONED = "{\"v\":".getBytes(StandardCharsets.US_ASCII);

  private static final Wire WIRE = Wire.strict();

  private EventForm() {}

  /**
   * The entry of an event that the control plane itself decided, or that follows a command's first.
   */
  public static byte[] write(Event event) {
    return write(event, Optional.empty());
  }

  /**
   * The entry of the first event of a command.
   *
   * @param events how many events the command made
   */
  public static byte[] write(Event first, CommandOrigin origin, int events) {
    return write(first, Optional.of(StoredEntry.Header.of(origin, events)));
  }

  private static byte[] write(Event event, Optional<StoredEntry.Header> header) {
    return WIRE.write(new StoredEntry(VERSION, header, StoredEvent.of(event)));
  }

  /** The event alone, as the API tells it: its name, and what an entry holds beside its version. */
  public static Told tell(Event event) {
    StoredEvent stored = StoredEvent.of(event);
    return new Told(stored.getClass().getSimpleName(), WIRE.write(stored));
  }

  /**
   * An event as the API tells it.
   *
   * @param name what happened, such as {@code JobSubmitted}
   * @param json the whole of it, on one line
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Told(String name, byte[] json) {}
}
