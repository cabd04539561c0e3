package org.arkwright.scheduler.site;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.arkwright.model.job.Attempt;
import org.arkwright.model.job.AttemptPlace;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.SiteWait;
import org.arkwright.scheduler.forecast.ResourceClass;
import org.arkwright.scheduler.view.ClusterView;

/** Our gangs in the queue of a site that places by itself, in one cycle; by job. */
final class SiteQueue {
  private final List<Job> gangs = new ArrayList<>();

  private SiteQueue() {}

  /** The queue as the view has it. Takes time proportional to the gangs in such queues. */
  static SiteQueue of(ClusterView view, String site) {
    SiteQueue queue = new SiteQueue();
    for (Job job : view.waitingAtSite()) {
      if (job.state().waitingAtSite().map(Attempt::site).filter(site::equals).isPresent()) {
        queue.gangs.add(job);
      }
    }
    return queue;
  }

  /** Adds a gang that this cycle starts there. */
  void add(Job gang) {
    gangs.add(gang);
  }

  boolean isEmpty() {
    return gangs.isEmpty();
  }

  List<Job> gangs() {
    return gangs;
  }

  /**
   * The earliest start that the site told for a gang that waits for the same kind of resource;
   * empty when it told none.
   */
  OptionalLong toldStartNanos(Job gang) {
    ResourceClass wanted = ResourceClass.of(gang);
    return gangs.stream()
        .filter(waiting -> ResourceClass.of(waiting).equals(wanted))
        .flatMap(waiting -> waiting.state().waitingAtSite().stream())
        .flatMap(attempt ->
            attempt.place() instanceof AttemptPlace.AtSite(var told)
                ? told.flatMap(SiteWait::expectedStartNanos).stream()
                : Stream.empty())
        .mapToLong(Long::longValue)
        .min();
  }
}
