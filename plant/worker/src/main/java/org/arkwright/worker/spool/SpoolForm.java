package org.arkwright.worker.spool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.arkwright.wire.Wire;
import org.arkwright.wire.WireException;

/**
 * The lines of a spool: JSON of records of its own, with the version of that form. A worker that
 * takes over the ranks of one of an older version reads that one's lines.
 */
final class SpoolForm {
  /** The version that is written. */
  static final int VERSION = 2;

  private final Wire wire = Wire.strict();
  private final String site;

  private record Line(int v, StoredSpoolEntry entry) {}

  /** The lines of a worker at that site. */
  SpoolForm(String site) {
    this.site = site;
  }

  byte[] write(SpoolEntry entry) {
    return wire.write(new Line(VERSION, StoredSpoolEntry.of(entry)));
  }

  /**
   * What the line says.
   *
   * @throws WireException when it is torn
   * @throws IOException when it is whole, and yet not understood: its ranks are not to be touched
   */
  SpoolEntry read(byte[] line) throws IOException {
    ObjectNode tree = wire.readTree(line);
    int version = tree.path("v").asInt(1);
    if (version > VERSION) {
      throw new IOException(
          "the spool has form %d, and this version of arkwright reads up to form %d; start the later one"
              .formatted(version, VERSION));
    }
    try {
      return wire.read(version == 1 ? lifted(tree) : tree, Line.class).entry().entry();
    } catch (WireException e) {
      throw new IOException("the spool has a line that is not understood: " + e.getMessage(), e);
    }
  }

  /**
   * From version 1 to 2: the bare entry, whose nodes were all this worker's, without their site; a
   * launch was an order, and said so.
   */
  private ObjectNode lifted(ObjectNode entry) {
    if (entry.path("launch") instanceof ObjectNode launch) {
      launch.remove("type");
      launch.path("ranks").forEach(rank -> ((ObjectNode) rank).put("site", site));
    }
    ObjectNode tree = wire.mapper().createObjectNode();
    tree.put("v", VERSION);
    tree.set("entry", entry);
    return tree;
  }
}
