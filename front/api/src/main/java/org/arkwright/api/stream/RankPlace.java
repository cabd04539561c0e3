package org.arkwright.api.stream;

import java.util.Optional;
import java.util.function.Predicate;
import org.arkwright.kernel.state.State;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.Attempt;
import org.arkwright.model.job.RankStatus;

/** Where a rank writes its output, as far as its followers need it. */
sealed interface RankPlace {
  /** It does not run yet. */
  record NotYet() implements RankPlace {}

  /** It runs on another machine. */
  record Elsewhere(NodeId node) implements RankPlace {}

  /** It writes on this machine, or no more. */
  record Here() implements RankPlace {}

  /**
   * Returns a rank's place.
   *
   * @param here whether a node is this machine
   */
  static RankPlace of(State state, AttemptId id, int rank, Predicate<NodeId> here) {
    Optional<Attempt> live = live(state, id);
    if (live.isEmpty()
        || rank >= live.get().ranks().size()
        || live.get().ranks().get(rank) instanceof RankStatus.Ended) {
      return new Here();
    }
    Optional<NodeId> node =
        live.get().placements().stream()
            .filter(each -> each.rank() == rank)
            .map(each -> each.node())
            .findFirst();
    if (node.isPresent() && here.test(node.get())) {
      return new Here();
    }
    boolean runs = live.get().ranks().get(rank) instanceof RankStatus.Running;
    return runs && node.isPresent() ? new Elsewhere(node.get()) : new NotYet();
  }

  /** Whether all ranks of an attempt write on this machine, or no more. */
  static boolean allHere(State state, AttemptId id, Predicate<NodeId> here) {
    return live(state, id)
        .filter(attempt ->
            attempt.placements().isEmpty()
                || attempt.placements().stream().anyMatch(rank -> !here.test(rank.node())))
        .isEmpty();
  }

  private static Optional<Attempt> live(State state, AttemptId id) {
    return state
        .job(id.job())
        .flatMap(job -> job.state().liveAttempt())
        .filter(attempt -> attempt.id().equals(id));
  }
}
