package org.arkwright.scheduler;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.arkwright.model.JobId;
import org.arkwright.model.RunPlan;
import org.arkwright.model.Signal;
import org.arkwright.model.SiteSettings;

/**
 * What the scheduler sees of energy: its price and carbon over time, and what the site may draw.
 */
public interface EnergyView {
  /** Nothing is known, so nothing waits for it. */
  EnergyView NONE = new EnergyView() {};

  /** What parts draw, and the envelope; the defaults while the site has said nothing. */
  default SiteSettings settings() {
    return SiteSettings.DEFAULT;
  }

  default Optional<Signal> signal(Signal.Kind kind) {
    return Optional.empty();
  }

  /** When a signal was last set; 0 before the first. */
  default long signalsSinceNanos() {
    return 0;
  }

  /** The plans of live jobs, by job. */
  default Map<JobId, Planned> plans() {
    return Map.of();
  }

  /** A plan and when it was made. */
  record Planned(RunPlan plan, long atNanos) {}

  /** Whatever is known of when energy is cheap or clean. */
  default List<Signal> signals() {
    return List.of(Signal.Kind.values()).stream().flatMap(kind -> signal(kind).stream()).toList();
  }
}
