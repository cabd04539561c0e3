package org.arkwright.model.job;

import java.util.Optional;
import org.arkwright.model.node.Device;
import org.arkwright.model.unit.Bytes;
import org.arkwright.model.unit.Share;

/**
 * The devices that each rank wants: {@code count} devices of one node, of the kind (case does not
 * matter; {@code a|b} is either) and with at least the memory named. A share below the whole is of
 * exactly one device; several devices are whole ones.
 */
public record DeviceRequest(Optional<String> kind, Bytes minimumMemory, int count, Share share) {
  public DeviceRequest {
    if (count < 1 || (count > 1 && !share.isWhole())) {
      throw new IllegalArgumentException(
          "a rank takes one device or a share of it, or several whole devices: %d x %d/1000"
              .formatted(count, share.thousandths()));
    }
  }

  /** Thousandths of a device in all. */
  public long thousandths() {
    return (long) count * share.thousandths();
  }

  /** Whether a device of this description can serve the request, free or not. */
  public boolean accepts(Device device) {
    return acceptsKind(device.kind()) && device.memory().compareTo(minimumMemory) >= 0;
  }

  /** Whether a device of that kind can, in either case of letters, if its memory is enough. */
  public boolean acceptsKind(String offered) {
    return kind.map(wanted -> oneOf(wanted, offered)).orElse(true);
  }

  private static boolean oneOf(String wanted, String offered) {
    int from = 0;
    while (true) {
      int bar = wanted.indexOf('|', from);
      int end = bar < 0 ? wanted.length() : bar;
      if (end - from == offered.length()
          && wanted.regionMatches(true, from, offered, 0, offered.length())) {
        return true;
      }
      if (bar < 0) {
        return false;
      }
      from = bar + 1;
    }
  }
}
