package org.arkwright.simulation.check;

import static org.arkwright.simulation.time.Violation.unless;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.arkwright.model.Event;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.Placement;
import org.arkwright.model.job.SiteDecline;
import org.arkwright.model.node.Allocation;
import org.arkwright.model.node.RankPlacement;
import org.arkwright.simulation.site.ProcessWatch;
import org.arkwright.simulation.site.SimulatedCluster;

/**
 * Checks what is said of a site that places by itself against what it did: where it placed a gang,
 * for how long it wants to be left alone with one that it declined, that such a one never ran, and
 * that no rank is said to be over while its process lives.
 */
public final class SiteQueueCheck implements EventWatch, ProcessWatch {
  private Optional<SimulatedCluster> cluster = Optional.empty();
  private final Map<JobId, Map<String, SiteDecline>> declines = new HashMap<>();
  private final Set<AttemptId> declined = new HashSet<>();
  private final Set<AttemptId> ran = new HashSet<>();
  private final Set<AttemptId> bySite = new HashSet<>();
  private final Set<String> alive = new HashSet<>();

  /** Names the site, where there is one. */
  public void compareWith(SimulatedCluster site) {
    cluster = Optional.of(site);
  }

  @Override
  public void spawned(AttemptId attempt, JobSpec spec, RankPlacement placement) {
    unless(!declined.contains(attempt), "%s runs, but was declined", attempt);
    ran.add(attempt);
    alive.add(attempt + "/" + placement.rank());
  }

  @Override
  public void ended(AttemptId attempt, int rank, NodeId node) {
    alive.remove(attempt + "/" + rank);
  }

  @Override
  public void happened(Event event) {
    switch (event) {
      case Event.AttemptStarted(AttemptId attempt, Placement.BySite(String site), long at) -> {
        bySite.add(attempt);
        Optional<SiteDecline> before =
            Optional.ofNullable(declines.getOrDefault(attempt.job(), Map.of()).get(site));
        unless(
            before.isEmpty() || before.get().retryAtNanos() <= at,
            "%s is offered to %s again, which said %s",
            attempt,
            site,
            before);
      }
      case Event.AttemptPlaced(AttemptId attempt, Allocation allocation, _) ->
          unless(
              cluster.flatMap(site -> site.placed(attempt)).filter(allocation::equals).isPresent(),
              "%s is said to be on %s, which its site knows nothing of",
              attempt,
              allocation);
      case Event.AttemptDeclined(AttemptId attempt, SiteDecline decline, long at) ->
          decline(attempt, decline, at);
      case Event.RankEnded ended ->
          unless(
              !bySite.contains(ended.attempt())
                  || !alive.contains(ended.attempt() + "/" + ended.rank()),
              "it is said to be over, and lives: %s",
              event);
      case Event _ -> {}
    }
  }

  private void decline(AttemptId attempt, SiteDecline decline, long atNanos) {
    unless(!ran.contains(attempt), "%s is declined, but ran", attempt);
    declined.add(attempt);
    declines.computeIfAbsent(attempt.job(), _ -> new HashMap<>()).put(decline.site(), decline);
    long wait = decline.retryAtNanos() - atNanos;
    cluster
        .flatMap(site -> site.declined(attempt))
        .map(Duration::toNanos)
        .ifPresent(told ->
            unless(wait >= told, "%s is to be left alone for %d ns, not %d", attempt, told, wait));
  }
}
