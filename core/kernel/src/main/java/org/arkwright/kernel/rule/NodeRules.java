package org.arkwright.kernel.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.arkwright.kernel.index.NodeUsage;
import org.arkwright.kernel.state.State;
import org.arkwright.model.Command;
import org.arkwright.model.Event;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.Attempt;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.RankExit;
import org.arkwright.model.job.RankStatus;
import org.arkwright.model.job.StopCause;
import org.arkwright.model.node.NodeSpec;

/** The rules for joining and losing nodes, including the ranks on them. */
public final class NodeRules {
  private NodeRules() {}

  public static Decision report(State state, NodeSpec spec, long nowNanos) {
    boolean known =
        state
            .nodeTable()
            .find(spec.id())
            .filter(node -> node.isLive() && node.spec().equals(spec))
            .isPresent();
    return new Decision.Accepted(known ? List.of() : List.of(new Event.NodeJoined(spec, nowNanos)));
  }

  public static Decision lose(State state, Command.LoseNode command, long nowNanos) {
    NodeId id = command.node();
    List<Event> events = new ArrayList<>();
    state
        .nodeTable()
        .find(id)
        .filter(NodeUsage::isLive)
        .ifPresent(node -> {
          events.add(new Event.NodeLost(id, nowNanos));
          for (JobId holder : node.jobs()) {
            Job job = state.job(holder).orElseThrow();
            events.addAll(loseRanks(state, job, command, nowNanos));
          }
        });
    return new Decision.Accepted(events);
  }

  private static List<Event> loseRanks(
      State state, Job job, Command.LoseNode command, long nowNanos) {
    NodeId id = command.node();
    Attempt attempt = job.state().liveAttempt().orElseThrow();
    return LostRanks.lose(
        state,
        job,
        rank -> exit(attempt, rank, command),
        _ -> new StopCause.NodeLost(id),
        nowNanos);
  }

  private static Optional<RankExit> exit(Attempt attempt, int rank, Command.LoseNode command) {
    NodeId id = command.node();
    if (!attempt.placements().get(rank).node().equals(id)) {
      return Optional.empty();
    }
    boolean neverSent =
        attempt.ranks().get(rank) instanceof RankStatus.Waiting
            && command.neverSent().contains(attempt.id());
    String why = "the lease of node " + id.name() + " ended";
    return Optional.of(neverSent ? new RankExit.NeverRan(why) : new RankExit.Lost(why));
  }
}
