package org.arkwright.worker.device;

import java.util.List;
import org.arkwright.model.node.Device;

/**
 * The devices of a node, numbered from 0 and never empty, and the problems met while finding them.
 *
 * @param warnings one sentence each, for the log and for {@code arkwright nodes}
 */
public record Discovery(List<Device> devices, List<String> warnings) {
  public Discovery {
    devices = List.copyOf(devices);
    warnings = List.copyOf(warnings);
  }
}
