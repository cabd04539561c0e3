package org.arkwright.twin.report;

import java.util.Collection;
import java.util.Locale;
import org.arkwright.model.node.Device;
import org.arkwright.model.unit.Resources;
import org.arkwright.spec.site.Fleet;

/** What the use of a fleet is measured in. */
public enum Capacity {
  DEVICES("device"),
  /** Where no node has a device, but for the CPU in the place of one. */
  CORES("core");

  private final String one;

  Capacity(String one) {
    this.one = one;
  }

  /** Returns what fleets that are compared have in common: devices, unless none has any. */
  public static Capacity of(Collection<Fleet> fleets) {
    boolean devices =
        fleets.stream()
            .flatMap(fleet -> fleet.nodes().stream())
            .flatMap(node -> node.devices().stream())
            .anyMatch(Device::isAccelerator);
    return devices ? DEVICES : CORES;
  }

  /** One of it, as in "device hours" and {@code deviceHours}. */
  String one() {
    return one;
  }

  /** The name in JSON and as the head of a column. */
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The amount in thousandths of one. */
  long thousandths(Resources amount) {
    return switch (this) {
      case DEVICES -> amount.deviceThousandths();
      case CORES -> amount.cpuMillis();
    };
  }
}
