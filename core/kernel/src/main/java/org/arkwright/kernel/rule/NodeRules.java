package org.arkwright.kernel.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.arkwright.kernel.index.NodeUsage;
import org.arkwright.kernel.state.State;
import org.arkwright.model.Command;
import org.arkwright.model.Event;
import org.arkwright.model.artifact.GangOutputs;
import org.arkwright.model.artifact.StoredOutputs;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.Attempt;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.RankExit;
import org.arkwright.model.job.RankStatus;
import org.arkwright.model.job.StopCause;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.node.RankPlacement;

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
    EventDraft draft = new EventDraft(job);
    for (RankPlacement placement : attempt.allocation().ranks()) {
      int rank = placement.rank();
      if (placement.node().equals(id) && !(attempt.ranks().get(rank) instanceof RankStatus.Ended)) {
        boolean neverSent =
            attempt.ranks().get(rank) instanceof RankStatus.Waiting
                && command.neverSent().contains(attempt.id());
        String why = "the lease of node " + id.name() + " ended";
        RankExit lost = neverSent ? new RankExit.NeverRan(why) : new RankExit.Lost(why);
        draft.append(new Event.RankEnded(attempt.id(), rank, lost, nowNanos));
      }
    }
    if (!draft.events().isEmpty()) {
      // What the node still held did not arrive; what others had stored did.
      Optional<StoredOutputs> left =
          Optional.of(attempt.outputs()).filter(GangOutputs::exist).map(GangOutputs::together);
      new AttemptEndings(
              state.site().lossesAllowed(), OutputRules.progressed(state, job, left), nowNanos)
          .follow(draft, new StopCause.NodeLost(id));
      OutputRules.register(state, draft, left, nowNanos);
    }
    return draft.events();
  }
}
