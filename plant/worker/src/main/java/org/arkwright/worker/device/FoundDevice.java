package org.arkwright.worker.device;

import java.util.Optional;
import org.arkwright.model.node.Device;
import org.arkwright.model.unit.Bytes;

/** A device that is not numbered yet; the components are those of {@link Device}. */
record FoundDevice(
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
