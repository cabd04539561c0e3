package org.arkwright.api.node;

import java.util.Collections;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import org.arkwright.kernel.state.State;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.Job;

/**
 * The hosts that have joined while this server serves none: their nodes are lost when their leases
 * end, and the reason is not theirs.
 *
 * @param nodes the hosts' nodes; empty where hosts are served, or none has joined
 */
public record UnservedHosts(NavigableSet<NodeId> nodes) {
  /** Every host that has joined is served. */
  public static final UnservedHosts NONE = new UnservedHosts(Collections.emptyNavigableSet());

  public UnservedHosts {
    nodes = Collections.unmodifiableNavigableSet(new TreeSet<>(nodes));
  }

  /** What is wrong and what to do, in one sentence; empty for nothing. */
  public Optional<String> problem() {
    if (nodes.isEmpty()) {
      return Optional.empty();
    }
    String others = nodes.size() == 1 ? "" : " and %d more".formatted(nodes.size() - 1);
    return Optional.of(
        ("hosts are not served: %s%s joined, and this server was started without --workers;"
                + " `arkwright down`, then `arkwright up --workers ADDRESS` serves them")
            .formatted(nodes.first(), others));
  }

  /**
   * The problem, if it is one of that job: it runs on such a node, or could if that were served.
   */
  public Optional<String> problemOf(State state, JobId id) {
    return state.job(id).filter(job -> concerns(state, job)).flatMap(_ -> problem());
  }

  private boolean concerns(State state, Job job) {
    return job.state().liveAttempt().isPresent()
        ? job.state().liveAttempt().get().nodes().stream().anyMatch(nodes::contains)
        : job.state().isWaiting() && nodes.stream().anyMatch(node -> couldHold(state, node, job));
  }

  /**
   * Whether one rank of the job could be there; of a node that was removed only its name is left.
   */
  private static boolean couldHold(State state, NodeId node, Job job) {
    return job.spec().gang().nodes().contains(node)
        || state
            .nodeStatus(node)
            .filter(known -> job.spec().needs().metBy(known.spec()))
            .filter(
                known -> job.spec().gang().resources().amount().fitsWithin(known.spec().capacity()))
            .isPresent();
  }
}
