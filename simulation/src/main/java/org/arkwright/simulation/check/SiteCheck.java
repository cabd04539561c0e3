package org.arkwright.simulation.check;

import static org.arkwright.simulation.time.Violation.known;
import static org.arkwright.simulation.time.Violation.unless;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.arkwright.model.Event;
import org.arkwright.model.UsageEvent;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.Placement;
import org.arkwright.model.node.Allocation;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.model.unit.Resources;

/**
 * Checks that, with several sites, no gang starts on more than one, and no start takes a site over
 * its quota.
 */
public final class SiteCheck implements EventWatch {
  private final TreeMap<NodeId, String> sites = new TreeMap<>();
  private final TreeMap<JobId, JobSpec> specs = new TreeMap<>();
  private final TreeMap<JobId, String> held = new TreeMap<>();
  private SiteSettings site = SiteSettings.DEFAULT;

  @Override
  public void happened(Event event) {
    switch (event) {
      case Event.JobSubmitted submitted -> specs.put(submitted.job(), submitted.spec());
      case Event.NodeJoined(NodeSpec node, _) -> sites.put(node.id(), node.site());
      case Event.AttemptStarted(var attempt, Placement.Exact(var allocation), _) ->
          start(attempt.job(), siteOf(attempt.job(), allocation));
      case Event.AttemptStarted(var attempt, Placement.BySite(var at), _) ->
          start(attempt.job(), at);
      case Event.AttemptPlaced(var attempt, var allocation, _) ->
          unless(
              siteOf(attempt.job(), allocation).equals(held.get(attempt.job())),
              "%s was placed outside its site: %s",
              attempt,
              allocation);
      case Event.AttemptDeclined declined -> held.remove(declined.job());
      case Event.JobRequeued requeued -> held.remove(requeued.job());
      case Event.JobSucceeded ended -> held.remove(ended.job());
      case Event.JobFailed ended -> held.remove(ended.job());
      case Event.JobCancelled ended -> held.remove(ended.job());
      case UsageEvent.SiteSet(SiteSettings settings, _) -> site = settings;
      case Event _ -> {}
    }
  }

  private String siteOf(JobId job, Allocation allocation) {
    TreeSet<String> on = new TreeSet<>();
    allocation.nodes().forEach(node -> on.add(known(sites.get(node), "no node %s", node)));
    unless(site.sites().isEmpty() || on.size() == 1, "%s starts on several sites: %s", job, on);
    NodeId first = allocation.ranks().getFirst().node();
    return known(sites.get(first), "no node %s", first);
  }

  private void start(JobId job, String at) {
    held.put(job, at);
    if (site.sites().isEmpty()) {
      return;
    }
    Resources sum = Resources.ZERO;
    for (var entry : held.entrySet()) {
      if (entry.getValue().equals(at)) {
        sum = sum.plus(known(specs.get(entry.getKey()), "nothing is known of %s", entry).amount());
      }
    }
    Resources limit = site.terms(at).quota();
    unless(sum.fitsWithin(limit), "%s takes site %s to %s of %s", job, at, sum, limit);
  }

  /**
   * Whether any site could hold the job if nothing else ran there.
   *
   * @param nodes the actual nodes of all sites
   */
  public boolean couldHold(Collection<NodeSpec> nodes, JobSpec spec) {
    if (site.sites().isEmpty()) {
      return EmptySite.holds(nodes, spec);
    }
    TreeMap<String, List<NodeSpec>> bySite = new TreeMap<>();
    nodes.forEach(node -> bySite.computeIfAbsent(node.site(), _ -> new ArrayList<>()).add(node));
    return bySite.entrySet().stream()
        .anyMatch(one ->
            EmptySite.holds(one.getValue(), spec)
                && spec.amount().fitsWithin(site.terms(one.getKey()).quota()));
  }
}
