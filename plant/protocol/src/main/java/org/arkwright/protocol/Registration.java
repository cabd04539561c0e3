package org.arkwright.protocol;

import java.util.List;
import java.util.Optional;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.node.NodeSpec;

/**
 * A worker's description of itself.
 *
 * @param attempts every attempt that it has records of, running or ended
 * @param identity tells this worker from any other that has its name, through all of its runs;
 *     empty for one that cannot tell
 * @param broughtFor the attempt for which it was brought; empty for the worker that stays on a node
 */
public record Registration(
    NodeSpec spec,
    List<AttemptId> attempts,
    Optional<String> identity,
    Optional<AttemptId> broughtFor) {
  public Registration {
    attempts = List.copyOf(attempts);
  }

  /** The registration of a node's own worker, which has no other identity than its name. */
  public Registration(NodeSpec spec, List<AttemptId> attempts) {
    this(spec, attempts, Optional.empty(), Optional.empty());
  }

  /** This registration, of a node as its site offers it. */
  public Registration offering(NodeSpec other) {
    return new Registration(other, attempts, identity, broughtFor);
  }
}
