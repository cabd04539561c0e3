package org.arkwright.stored;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.arkwright.model.CommandOrigin;
import org.arkwright.model.Event;
import org.arkwright.model.id.PrincipalId;
import org.arkwright.wire.Wire;

/**
 * Writes events in the form stored in journals: JSON of dedicated records, each entry with the
 * version of the form, so that the model's records can be renamed and nested freely. Equal events
 * give equal bytes. {@link EventReader} reads them, and those of older versions.
 *
 * <p>Thread-safe.
 */
public final class EventForm {
  /** The version of the entries written. */
  public static final int VERSION = 5;

  /** The first bytes of entries of version 2 and later; version 1 had the bare event. */
  static final byte[] VERSIONED = "{\"v\":".getBytes(StandardCharsets.US_ASCII);

  private static final Set<PrincipalId> OWN = Set.of(PrincipalId.SCHEDULER, PrincipalId.CLOCK);

  private static final Wire WIRE = Wire.strict();

  private EventForm() {}

  /**
   * Returns the entry of an event that the control plane decided on its own, or that follows the
   * first event of a command.
   */
  public static byte[] write(Event event) {
    return WIRE.write(StoredEntry.of(StoredEvent.of(event)));
  }

  /**
   * Returns the entry of the first event of a command. What the scheduler and the clock make the
   * control plane decide has no header: it would say no more than its absence does; neither has
   * what the worker of a rank reports of it.
   *
   * @param events the number of events of the command
   */
  public static byte[] write(Event first, CommandOrigin origin, int events) {
    return OWN.contains(origin.principal())
        ? write(first)
        : WIRE.write(StoredEntry.first(StoredEvent.of(first), origin, events));
  }

  /**
   * Returns the event in the API's form: its name, and its stored form without version and header.
   */
  public static ApiEvent forApi(Event event) {
    StoredEvent stored = StoredEvent.of(event);
    return new ApiEvent(stored.getClass().getSimpleName(), WIRE.write(stored));
  }

  /** Returns the names of all types of events in the API's form, in alphabetical order. */
  public static SortedSet<String> names() {
    return Collections.unmodifiableSortedSet(
        Stream.of(StoredEvent.class.getPermittedSubclasses())
            .map(Class::getSimpleName)
            .collect(Collectors.toCollection(TreeSet::new)));
  }

  /**
   * An event in the API's form.
   *
   * @param name the type of the event, such as {@code JobSubmitted}
   * @param json the complete event, on one line
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record ApiEvent(String name, byte[] json) {}
}
