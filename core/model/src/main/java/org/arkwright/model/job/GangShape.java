package org.arkwright.model.job;

import java.time.Duration;
import java.util.Optional;
import org.arkwright.model.unit.Resources;

/**
 * The part of a spec that placement depends on: where one gang of a shape does not fit, none does.
 */
public record GangShape(
    int ranks,
    RankResources resources,
    Topology topology,
    boolean preemptible,
    Optional<Duration> expectedDuration) {

  /** The resources the whole gang holds while it runs. */
  public Resources amount() {
    return resources.amount().times(ranks);
  }
}
