package org.arkwright.protocol;

import java.util.List;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.node.NodeSpec;

/**
 * A worker's description of itself.
 *
 * @param attempts every attempt that it has records of, running or ended
 */
public record Registration(NodeSpec spec, List<AttemptId> attempts) {
  public Registration {
    attempts = List.copyOf(attempts);
  }
}
