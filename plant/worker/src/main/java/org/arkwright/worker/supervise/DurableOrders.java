package org.arkwright.worker.supervise;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.arkwright.model.id.AttemptId;
import org.arkwright.protocol.Order;
import org.arkwright.worker.spool.SpoolEntry;

/** What of the orders must be on disk before they are carried out. */
final class DurableOrders {
  private DurableOrders() {}

  /**
   * Returns one entry for each order that changes something.
   *
   * @param attempts those that are known already; the caller holds their lock
   */
  static List<SpoolEntry> of(
      List<Order> orders, Map<AttemptId, SupervisedAttempt> attempts, String bootId) {
    List<SpoolEntry> entries = new ArrayList<>();
    Set<AttemptId> launched = new HashSet<>();
    for (Order order : orders) {
      switch (order) {
        case Order.Launch launch -> {
          if (!attempts.containsKey(launch.attempt()) && launched.add(launch.attempt())) {
            entries.add(new SpoolEntry.Launched(launch, bootId));
          }
        }
        case Order.Stop(AttemptId id, Duration _) -> {
          SupervisedAttempt attempt = attempts.get(id);
          if (attempt != null && !attempt.stopRequested) {
            entries.add(new SpoolEntry.StopRequested(id));
          }
        }
        case Order.Forget _, Order.Exit _, Order.Open _ -> {
          // Nothing that must survive a crash.
        }
      }
    }
    return entries;
  }
}
