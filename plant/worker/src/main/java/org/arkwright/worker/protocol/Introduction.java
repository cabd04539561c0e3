package org.arkwright.worker.protocol;

import java.util.List;
import org.arkwright.model.AttemptId;
import org.arkwright.model.NodeSpec;

/**
 * Who a worker is.
 *
 * @param attempts every attempt it remembers, running or ended
 */
public record Introduction(NodeSpec spec, List<AttemptId> attempts) {
  public Introduction {
    attempts = List.copyOf(attempts);
  }
}
