package org.arkwright.model.node;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.arkwright.model.id.NodeId;

/**
 * What a gang asks of every node that it runs on, beside free resources.
 *
 * @param capabilities what the node must be able to do
 * @param among the only nodes that it accepts; empty when it accepts any
 */
public record NodeNeeds(Set<Capability> capabilities, SortedSet<NodeId> among) {
  /** The needs of most gangs: none. */
  public static final NodeNeeds NONE = new NodeNeeds(Set.of(), Collections.emptySortedSet());

  public NodeNeeds {
    EnumSet<Capability> able = EnumSet.noneOf(Capability.class);
    able.addAll(capabilities);
    capabilities = Collections.unmodifiableSet(able);
    among = Collections.unmodifiableSortedSet(new TreeSet<>(among));
  }

  /** Whether nothing is asked. */
  public boolean isNone() {
    return capabilities.isEmpty() && among.isEmpty();
  }

  /** Whether the node is one that the gang accepts. */
  public boolean metBy(NodeSpec node) {
    return (among.isEmpty() || among.contains(node.id())) && lackedBy(node).isEmpty();
  }

  /** The first capability that the node lacks; empty when it has all. */
  public Optional<Capability> lackedBy(NodeSpec node) {
    for (Capability needed : capabilities) {
      if (!node.capabilities().contains(needed)) {
        return Optional.of(needed);
      }
    }
    return Optional.empty();
  }
}
