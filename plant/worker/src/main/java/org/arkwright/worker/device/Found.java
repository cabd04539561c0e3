package org.arkwright.worker.device;

import java.util.Optional;
import org.arkwright.model.Bytes;
import org.arkwright.model.Device;

/** A device before it is numbered; the components are those of {@link Device}. */
record Found(
    String kind,
    String vendor,
    Bytes memory,
    Optional<String> uuid,
    Optional<String> path,
    Optional<String> link) {
  Device numbered(int index) {
    return new Device(index, kind, vendor, memory, uuid, path, link);
  }
}
