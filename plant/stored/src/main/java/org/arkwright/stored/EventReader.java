package org.arkwright.stored;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import org.arkwright.model.Event;
import org.arkwright.wire.Wire;
import org.arkwright.wire.WireException;

/**
 * Reads the entries of one journal in their order, and lifts those of older versions to the present
 * form, one small step a version. A step may need what earlier entries said (which nodes joined): a
 * reader that begins in the middle of a journal with an {@link #isOlder older} entry has to be
 * shown those first. One thread.
 */
public final class EventReader {
  /** From version i + 1 to i + 2. */
  private final List<Lift> lifts = List.of(new LiftNodesToSites());

  private final Wire wire = Wire.strict();

  /**
   * What the entry says.
   *
   * @throws WireException when it is no entry, or one of a later version
   */
  public RecordedEvent read(byte[] entry) {
    StoredEntry stored = stored(entry);
    return new RecordedEvent(
        stored.event().model(),
        stored.header().map(head -> new RecordedEvent.Part(head.origin(), head.events())));
  }

  private StoredEntry stored(byte[] entry) {
    int version = version(entry);
    if (version == EventForm.VERSION) {
      return wire.read(entry, StoredEntry.class);
    }
    if (version > EventForm.VERSION) {
      throw new WireException(
          Event.class,
          "v",
          "it has form %d, and this version of arkwright reads up to form %d; start the later one"
              .formatted(version, EventForm.VERSION));
    }
    ObjectNode tree = version == 1 ? wrapped(entry) : wire.readTree(entry);
    for (Lift lift : lifts.subList(version - 1, lifts.size())) {
      lift.lift(tree);
    }
    tree.put("v", EventForm.VERSION);
    return wire.read(tree, StoredEntry.class);
  }

  private ObjectNode wrapped(byte[] entry) {
    ObjectNode tree = wire.mapper().createObjectNode();
    tree.put("v", 1);
    tree.set("event", wire.readTree(entry));
    return tree;
  }

  /** Whether reading the entry may take what earlier entries said. */
  public static boolean isOlder(byte[] entry) {
    return version(entry) < EventForm.VERSION;
  }

  /** The version of an entry, without reading the rest of it. */
  private static int version(byte[] entry) {
    byte[] opening = EventForm.VERSIONED;
    if (entry.length <= opening.length
        || !Arrays.equals(entry, 0, opening.length, opening, 0, opening.length)) {
      return 1;
    }
    int version = 0;
    for (int i = opening.length; i < entry.length && Character.isDigit(entry[i]); i++) {
      version = 10 * version + entry[i] - '0';
    }
    return version;
  }
}
