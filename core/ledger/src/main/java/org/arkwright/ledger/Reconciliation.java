package org.arkwright.ledger;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.arkwright.model.usage.Meter;

/**
 * The check that a ledger adds up exactly: what nodes offered was used or idle, day by day. Takes
 * lines in any order and keeps a sum for each quantity metered over time. Not thread-safe.
 */
public final class Reconciliation {
  private final SortedMap<String, BigDecimal> difference = new TreeMap<>();

  /** Creates a check without lines. */
  public Reconciliation() {}

  /** Returns one sentence per sum that is wrong; empty when the ledger is sound. */
  public static List<String> violations(SortedMap<LineKey, Tally> lines) {
    Reconciliation sums = new Reconciliation();
    lines.forEach(sums::add);
    return sums.violations();
  }

  /** Adds a line. */
  public void add(LineKey key, Tally tally) {
    if (isTime(key.meter())) {
      difference.merge(
          key.meter() + " of " + key.day() + " " + key.item(),
          key.account() instanceof Account.Offered ? tally.quantity().negate() : tally.quantity(),
          BigDecimal::add);
    }
  }

  /** Returns one sentence per sum that is wrong in the added lines. */
  public List<String> violations() {
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
