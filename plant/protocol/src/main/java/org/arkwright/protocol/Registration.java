package org.arkwright.protocol;

import java.util.List;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.node.NodeSpec;

/**
 * Who a worker is.
 *
 * @param attempts every attempt it remembers, running or ended
 */
public record Registration(NodeSpec spec, List<AttemptId> attempts) {
  public Registration {
    attempts = List.copyOf(attempts);
  }
}
