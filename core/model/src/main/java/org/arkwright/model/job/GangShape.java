package org.arkwright.model.job;

import java.time.Duration;
import java.util.Optional;
import org.arkwright.model.node.NodeNeeds;
import org.arkwright.model.unit.Resources;

/**
 * The part of a spec that placement depends on: where one gang of a shape does not fit, none does.
 *
 * @param needs what it asks of each node beside resources
 */
public record GangShape(
    int ranks,
    RankResources resources,
    Topology topology,
    boolean preemptible,
    Optional<Duration> expectedDuration,
    NodeNeeds needs) {
  /** Creates the shape of a gang that accepts any node with the resources. */
  public GangShape(
      int ranks,
      RankResources resources,
      Topology topology,
      boolean preemptible,
      Optional<Duration> expectedDuration) {
    this(ranks, resources, topology, preemptible, expectedDuration, NodeNeeds.NONE);
  }

  /** The resources the whole gang holds while it runs. */
  public Resources amount() {
    return resources.amount().times(ranks);
  }
}
