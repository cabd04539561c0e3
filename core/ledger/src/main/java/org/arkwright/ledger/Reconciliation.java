package org.arkwright.ledger;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.arkwright.model.Meter;

/** What must add up exactly in any books: what nodes offered was used or idle, day by day. */
public final class Reconciliation {
  private Reconciliation() {}

  /** One sentence for each sum that is not right; empty when the books are sound. */
  public static List<String> violations(SortedMap<LineKey, Tally> lines) {
    SortedMap<String, BigDecimal> difference = new TreeMap<>();
    for (Map.Entry<LineKey, Tally> line : lines.entrySet()) {
      LineKey key = line.getKey();
      if (isTime(key.meter())) {
        BigDecimal quantity = line.getValue().quantity();
        difference.merge(
            "%s of %s %s".formatted(key.meter(), key.day(), key.item()),
            key.account() instanceof Account.Offered ? quantity.negate() : quantity,
            BigDecimal::add);
      }
    }
    List<String> found = new ArrayList<>();
    difference.forEach((what, rest) -> {
      if (rest.signum() != 0) {
        found.add(what + ": used + idle exceeds what was offered by " + rest.toPlainString());
      }
    });
    return found;
  }

  private static boolean isTime(Meter meter) {
    return switch (meter) {
      case DEVICE_SECONDS, CPU_SECONDS, MEMORY_BYTE_SECONDS -> true;
      case CPU_SECONDS_BUSY,
          TOKENS_IN,
          TOKENS_OUT,
          REQUESTS,
          BYTES_IN,
          BYTES_OUT,
          JOULES,
          JOULES_ATTRIBUTED ->
          false;
    };
  }
}
