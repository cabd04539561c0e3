package org.arkwright.simulation.check;

import static org.arkwright.simulation.time.Violation.known;
import static org.arkwright.simulation.time.Violation.unless;

import java.util.NavigableMap;
import java.util.TreeMap;
import org.arkwright.model.ArtifactEvent;
import org.arkwright.model.DeploymentEvent;
import org.arkwright.model.Event;
import org.arkwright.model.KeyEvent;
import org.arkwright.model.PipelineEvent;
import org.arkwright.model.UsageEvent;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.DeviceRequest;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.Placement;
import org.arkwright.model.node.Allocation;
import org.arkwright.model.node.Capability;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.node.RankPlacement;

/**
 * Checks that an allocation gives every rank what the spec requests, in the requested topology, and
 * that all allocations together never exceed what a node actually has.
 */
public final class AllocationCheck implements EventWatch {
  private final NavigableMap<NodeId, NodeSpec> nodes;
  private final TreeMap<NodeId, NodeLoad> loads = new TreeMap<>();
  private final TreeMap<JobId, JobSpec> specs = new TreeMap<>();
  private final TreeMap<JobId, Allocation> held = new TreeMap<>();

  /**
   * Creates the check without allocations.
   *
   * @param nodes the actual resources of the nodes
   */
  public AllocationCheck(NavigableMap<NodeId, NodeSpec> nodes) {
    this.nodes = nodes;
  }

  @Override
  public void happened(Event event) {
    switch (event) {
      case Event.JobSubmitted submitted -> specs.put(submitted.job(), submitted.spec());
      case Event.AttemptStarted(var attempt, Placement.Exact(var allocation), _) -> {
        fits(attempt.job(), allocation);
        take(attempt.job(), allocation);
      }
      // What a site gives away may be said to be held for a while by whoever had it before.
      case Event.AttemptPlaced(var attempt, var allocation, _) -> fits(attempt.job(), allocation);
      case Event.JobRequeued requeued -> give(requeued.attempt().job());
      case Event.JobSucceeded(JobId job, _) -> give(job);
      case Event.JobFailed(JobId job, _, _) -> give(job);
      case Event.JobCancelled(JobId job, _, _) -> give(job);
      case Event.AttemptStarted _,
          Event.AttemptWaiting _,
          Event.AttemptDeclined _,
          Event.RankStarted _,
          Event.AttemptRunning _,
          Event.RankEnded _,
          Event.NodeOutputsStored _,
          Event.AttemptStopping _,
          Event.OfSite _,
          UsageEvent _,
          ArtifactEvent _,
          DeploymentEvent _,
          PipelineEvent _,
          KeyEvent _,
          Event.RequestKept _ -> {}
    }
  }

  private void take(JobId job, Allocation allocation) {
    unless(held.put(job, allocation) == null, "%s holds two allocations", job);
    for (RankPlacement placement : allocation.ranks()) {
      load(placement.node()).take(spec(job), placement, "allocations on " + placement.node());
    }
  }

  private void fits(JobId job, Allocation allocation) {
    JobSpec spec = spec(job);
    unless(
        allocation.ranks().size() == spec.gang().ranks(),
        "%s starts with %d of %d ranks",
        job,
        allocation.ranks().size(),
        spec.gang().ranks());
    int on = allocation.nodes().size();
    boolean asRequested =
        switch (spec.gang().topology()) {
          case ANY -> true;
          case SAME_NODE -> on == 1;
          case SPREAD -> on == spec.gang().ranks();
        };
    unless(asRequested, "%s requested %s and got %d nodes", job, spec.gang().topology(), on);
    for (RankPlacement placement : allocation.ranks()) {
      unless(
          !spec.execution().isolation().sandboxed()
              || node(placement.node()).capabilities().contains(Capability.SANDBOX),
          "%s requested a sandbox, which %s does not have",
          job,
          placement.node());
      devices(job, spec, placement);
    }
  }

  private void devices(JobId job, JobSpec spec, RankPlacement placement) {
    int count = spec.gang().resources().devices().map(DeviceRequest::count).orElse(0);
    unless(
        placement.devices().size() == count,
        "%s requested %d devices and got %s",
        job,
        count,
        placement.devices());
    spec.gang()
        .resources()
        .devices()
        .ifPresent(request ->
            placement
                .devices()
                .forEach(got ->
                    unless(
                        got.share().equals(request.share())
                            && request.accepts(node(placement.node()).devices().get(got.device())),
                        "%s requested %s and got %s of %s",
                        job,
                        request,
                        got,
                        placement.node())));
  }

  private void give(JobId job) {
    Allocation allocation = held.remove(job);
    if (allocation != null) {
      JobSpec spec = spec(job);
      allocation.ranks().forEach(rank -> load(rank.node()).give(spec, rank));
    }
  }

  private JobSpec spec(JobId job) {
    return known(specs.get(job), "nothing durable is known of %s", job);
  }

  private NodeSpec node(NodeId id) {
    return known(nodes.get(id), "there is no node %s", id);
  }

  private NodeLoad load(NodeId id) {
    return loads.computeIfAbsent(id, _ -> new NodeLoad(node(id)));
  }
}
