package org.arkwright.worker.spool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.arkwright.wire.Wire;
import org.arkwright.wire.WireException;

/**
 * The stored form of a spool's lines: JSON of dedicated records, with the version of the form. A
 * worker that adopts the ranks of a worker of an older version reads that version's lines. Version
 * 2 did not say when a rank ended; version 3 had an address where ranks meet, without a port.
 */
final class SpoolForm {
  /** The version of the lines written. */
  static final int VERSION = 4;

  private final Wire wire = Wire.strict();
  private final String site;

  private record Line(int v, StoredSpoolEntry entry) {}

  /** Creates the form for a worker of that site. */
  SpoolForm(String site) {
    this.site = site;
  }

  byte[] write(SpoolEntry entry) {
    return wire.write(new Line(VERSION, StoredSpoolEntry.of(entry)));
  }

  /**
   * Returns the entry of the line.
   *
   * @throws WireException when the line is incomplete
   * @throws IOException when the line is complete but cannot be understood: its ranks must be left
   *     alone
   */
  SpoolEntry read(byte[] line) throws IOException {
    ObjectNode tree = wire.readTree(line);
    int version = tree.path("v").asInt(1);
    if (version > VERSION) {
      throw new IOException(
          ("the spool has form %d, but this version of arkwright reads up to form %d;"
                  + " start the later version")
              .formatted(version, VERSION));
    }
    try {
      ObjectNode current = version == 1 ? lifted(tree) : tree;
      if (version < 4 && current.path("entry").path("launch") instanceof ObjectNode launch) {
        launch.remove("masterAddress");
      }
      return wire.read(current, Line.class).entry().entry();
    } catch (RuntimeException e) {
      // Another form than its version says, or values that the model refuses.
      throw new IOException("the spool has a line that cannot be understood: " + e.getMessage(), e);
    }
  }

  /**
   * Lifts a line from version 1: version 1 had the bare entry; its nodes, all of this worker's
   * site, lacked the site; and its launch, an order, had a type.
   */
  private ObjectNode lifted(ObjectNode entry) {
    if (entry.path("launch") instanceof ObjectNode launch) {
      launch.remove("type");
      for (JsonNode rank : launch.path("ranks")) {
        if (rank instanceof ObjectNode placement) {
          placement.put("site", site);
        }
      }
    }
    ObjectNode tree = wire.mapper().createObjectNode();
    tree.put("v", VERSION);
    tree.set("entry", entry);
    return tree;
  }
}
