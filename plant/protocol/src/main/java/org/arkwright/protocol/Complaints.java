package org.arkwright.protocol;

import java.util.List;
import java.util.Optional;

/**
 * What keeps a worker from doing as it was told.
 *
 * @param refused the orders that it did not understand, told until they are not sent any more
 * @param trouble why it could not carry out orders that it did understand, in one line, as when its
 *     disk is full; empty for nothing
 */
public record Complaints(List<RefusedOrder> refused, Optional<String> trouble) {
  public Complaints {
    refused = List.copyOf(refused);
  }

  /** Whether there is nothing to complain of. */
  public boolean isEmpty() {
    return refused.isEmpty() && trouble.isEmpty();
  }
}
