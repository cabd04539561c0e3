package org.arkwright.simulation.check;

import static org.arkwright.simulation.time.Violation.unless;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.arkwright.model.Event;
import org.arkwright.model.NodeCommand;
import org.arkwright.model.NodeEvent;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.Placement;
import org.arkwright.model.node.Cordon;
import org.arkwright.simulation.time.SimulatedTime;

/**
 * Checks that nothing new starts on a node that takes no new work, by the events and by what its
 * operator was told, and that the deadline of a drain stops whatever is left there.
 */
public final class CordonCheck implements EventWatch {
  /** How long a control plane that works takes to notice that a deadline has passed. */
  private static final long NOTICED_NANOS = 10 * SimulatedTime.SECOND;

  private final TreeMap<NodeId, Cordon> cordons = new TreeMap<>();
  private final TreeSet<NodeId> told = new TreeSet<>();
  private final TreeMap<JobId, Live> live = new TreeMap<>();

  /** When an event later than the deadline was first seen, since the latest start. */
  private final Map<NodeId, Long> overdueSince = new HashMap<>();

  private record Live(AttemptId attempt, SortedSet<NodeId> nodes, boolean stops) {}

  /** An operator was told that the cordon or drain was accepted. */
  public void told(NodeCommand command) {
    NodeId node = command.node();
    told.add(node);
    if (command instanceof NodeCommand.Drain drain) {
      Optional<Long> deadline =
          Optional.ofNullable(cordons.get(node))
              .flatMap(Cordon::drain)
              .flatMap(Cordon.Drain::deadlineNanos);
      unless(
          deadline.isPresent() == drain.within().isPresent(),
          "%s was accepted, and %s has the deadline %s",
          drain,
          node,
          deadline);
    }
  }

  /** An operator is about to let the node take work again. */
  public void lifting(NodeId node) {
    told.remove(node);
  }

  @Override
  public void happened(Event event) {
    checkDeadlines(event);
    switch (event) {
      case NodeEvent.NodeCordoned(NodeId node, Cordon cordon, _) -> {
        cordons.put(node, cordon);
        overdueSince.remove(node);
      }
      case NodeEvent.NodeDrainDue(NodeId node, _) ->
          cordons.computeIfPresent(node, (_, cordon) -> cordon.drained());
      case NodeEvent.NodeUncordoned(NodeId node, _) -> forget(node);
      case NodeEvent.NodeRemoved(NodeId node, _) -> forget(node);
      case Event.ServerStarted _ -> overdueSince.clear();
      case Event.AttemptStarted started when started.placement() instanceof Placement.Exact exact ->
          start(started.attempt(), exact.allocation().nodes());
      case Event.AttemptStopping(AttemptId attempt, _, _) ->
          live.computeIfPresent(
              attempt.job(), (_, known) -> new Live(attempt, known.nodes(), true));
      case Event.JobRequeued requeued -> live.remove(requeued.job());
      case Event.JobSucceeded ended -> live.remove(ended.job());
      case Event.JobFailed ended -> live.remove(ended.job());
      case Event.JobCancelled ended -> live.remove(ended.job());
      case Event _ -> {}
    }
  }

  private void forget(NodeId node) {
    cordons.remove(node);
    overdueSince.remove(node);
  }

  private void start(AttemptId attempt, SortedSet<NodeId> nodes) {
    for (NodeId node : nodes) {
      unless(!cordons.containsKey(node), "%s starts on %s, which is cordoned", attempt, node);
      unless(!told.contains(node), "%s starts on %s, said to be cordoned", attempt, node);
    }
    live.put(attempt.job(), new Live(attempt, nodes, false));
  }

  private void checkDeadlines(Event event) {
    cordons.forEach((node, cordon) -> {
      Optional<Long> deadline = cordon.drain().flatMap(Cordon.Drain::deadlineNanos);
      if (deadline.filter(end -> end < event.atNanos()).isEmpty()) {
        return;
      }
      long since = overdueSince.computeIfAbsent(node, _ -> event.atNanos());
      if (event.atNanos() - since > NOTICED_NANOS) {
        for (Live attempt : live.values()) {
          unless(
              attempt.stops() || !attempt.nodes().contains(node),
              "%s goes on after the deadline of %s's drain",
              attempt.attempt(),
              node);
        }
      }
    });
  }
}
