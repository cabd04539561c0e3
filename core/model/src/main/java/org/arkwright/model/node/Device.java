package org.arkwright.model.node;

import java.util.Optional;
import org.arkwright.model.unit.Bytes;

/**
 * An accelerator of a node, or the CPU where there is none.
 *
 * @param index position within the node, from 0
 * @param kind model in lower case with dashes, such as {@code h100} or {@code cpu}
 * @param vendor {@code nvidia}, {@code amd}, {@code intel}, {@code google}, {@code aws}, {@code
 *     huawei} or {@code cpu}; determines which visibility variable a rank gets
 * @param memory the device's own; the machine's for a CPU
 * @param uuid the vendor's identity, stable over reboots, where there is one
 * @param path device file or PCI address, where there is one
 * @param link name of the fast-link domain (NVLink, xGMI) it shares with others, where known
 */
public record Device(
    int index,
    String kind,
    String vendor,
    Bytes memory,
    Optional<String> uuid,
    Optional<String> path,
    Optional<String> link) {
  private static final String CPU = "cpu";

  /** Whether it is more than the CPU in the place of one. */
  public boolean isAccelerator() {
    return !vendor.equals(CPU);
  }
}
