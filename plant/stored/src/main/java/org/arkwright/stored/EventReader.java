package org.arkwright.stored;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import org.arkwright.model.Event;
import org.arkwright.wire.Wire;
import org.arkwright.wire.WireException;

/**
 * Reads the entries of one journal in order, and lifts those of older versions to the current form,
 * one version at a time. A lift may depend on earlier entries (which nodes joined), so a reader
 * that begins in the middle of a journal must be given those first if the entry {@linkplain
 * #needsEarlier needs} them. Not thread-safe.
 */
public final class EventReader {
  /** The last version whose lift remembers earlier entries. */
  private static final int NEEDS_EARLIER_MAX = 1;

  /** The lift at index i goes from version i + 1 to i + 2. */
  private final List<Lift> lifts =
      List.of(
          new LiftNodesToSites(),
          new LiftAddedMembers(),
          new LiftAddedMembers(),
          new LiftAddedMembers());

  private final Wire wire = Wire.strict();

  /**
   * Returns the event of the entry.
   *
   * @throws WireException when the bytes are not an entry, or one of a later version
   */
  public RecordedEvent read(byte[] entry) {
    try {
      StoredEntry stored = stored(entry);
      return new RecordedEvent(stored.event().model(), stored.part());
    } catch (WireException e) {
      throw e;
    } catch (RuntimeException e) {
      // The form is right, but a lift or the model refuses the values in it.
      throw new WireException(Event.class, "", "its values cannot be: " + e.getMessage());
    }
  }

  private StoredEntry stored(byte[] entry) {
    int version = version(entry);
    if (version == EventForm.VERSION) {
      return wire.read(entry, StoredEntry.class);
    }
    if (version < 1) {
      throw new WireException(
          Event.class, "v", "expected the number of a form, 1 to " + EventForm.VERSION);
    }
    if (version > EventForm.VERSION) {
      throw new WireException(
          Event.class,
          "v",
          ("the entry has form %d, but this version of arkwright reads up to form %d;"
                  + " start the later version")
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

  /** Whether reading the entry may depend on earlier entries. */
  public static boolean needsEarlier(byte[] entry) {
    return version(entry) <= NEEDS_EARLIER_MAX;
  }

  /**
   * Returns the version of an entry without parsing the rest of it; 0 for none, and the largest
   * number for whatever is larger.
   */
  private static int version(byte[] entry) {
    byte[] opening = EventForm.VERSIONED;
    if (entry.length <= opening.length
        || !Arrays.equals(entry, 0, opening.length, opening, 0, opening.length)) {
      return 1;
    }
    long version = 0;
    for (int i = opening.length; i < entry.length && Character.isDigit(entry[i]); i++) {
      version = Math.min(10 * version + entry[i] - '0', Integer.MAX_VALUE);
    }
    return (int) version;
  }
}
