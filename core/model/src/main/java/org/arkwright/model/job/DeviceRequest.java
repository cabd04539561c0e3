package org.arkwright.model.job;

import java.util.List;
import java.util.Optional;
import org.arkwright.model.node.Device;
import org.arkwright.model.unit.Bytes;
import org.arkwright.model.unit.Share;

/**
 * The devices that each rank requests: {@code count} devices of one node, of the given kind
 * (case-insensitive; {@code a|b} accepts either) and with at least the given memory. A partial
 * share is of exactly one device; several devices are always whole.
 */
public record DeviceRequest(Optional<String> kind, Bytes minimumMemory, int count, Share share) {
  public DeviceRequest {
    if (count < 1 || (count > 1 && !share.isWhole())) {
      throw new IllegalArgumentException(
          "a rank takes one device or a share of it, or several whole devices: %d x %d/1000"
              .formatted(count, share.thousandths()));
    }
  }

  /** The total in thousandths of a device. */
  public long thousandths() {
    return (long) count * share.thousandths();
  }

  /** Whether the device can serve the request, free or not. */
  public boolean accepts(Device device) {
    return acceptsKind(device.kind()) && device.memory().compareTo(minimumMemory) >= 0;
  }

  /** The kinds that can serve, as they were asked for; none where any can. */
  public List<String> kinds() {
    return kind.map(requested -> List.of(requested.split("[|]"))).orElse(List.of());
  }

  /** Whether a device of the given kind (case-insensitive) can, provided its memory suffices. */
  public boolean acceptsKind(String offered) {
    return kind.map(requested -> oneOf(requested, offered)).orElse(true);
  }

  private static boolean oneOf(String requested, String offered) {
    int from = 0;
    while (true) {
      int bar = requested.indexOf('|', from);
      int end = bar < 0 ? requested.length() : bar;
      if (end - from == offered.length()
          && requested.regionMatches(true, from, offered, 0, offered.length())) {
        return true;
      }
      if (bar < 0) {
        return false;
      }
      from = bar + 1;
    }
  }
}
