package org.arkwright.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.arkwright.control.StateReader;
import org.arkwright.kernel.state.State;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.Digest;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.Attempt;
import org.arkwright.model.job.Job;
import org.arkwright.model.node.RankPlacement;

/**
 * Which files a worker may exchange: those of the live attempts that have ranks on its node. What
 * was found is remembered for a few seconds, since a version of many files asks for each of them.
 * Thread-safe.
 */
final class AttemptFiles {
  private static final long REMEMBERED_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final int REMEMBERED_MAX = 10_000;

  private final StateReader control;
  private final Map<Asked, Grant> known = new ConcurrentHashMap<>();

  private record Asked(AttemptId attempt, NodeId node) {}

  /**
   * What the worker may have of an attempt.
   *
   * @param manifests of its inputs and its code
   * @param ranks those on the worker's node
   */
  record Grant(List<Digest> manifests, Set<Integer> ranks, long untilNanos) {
    Grant {
      manifests = List.copyOf(manifests);
      ranks = Set.copyOf(ranks);
    }
  }

  AttemptFiles(StateReader control) {
    this.control = control;
  }

  /** Returns what a node's worker may have; empty if the attempt has no ranks there. */
  CompletableFuture<Optional<Grant>> of(AttemptId attempt, NodeId node) {
    Asked asked = new Asked(attempt, node);
    Grant grant = known.get(asked);
    if (grant != null && grant.untilNanos - System.nanoTime() > 0) {
      return CompletableFuture.completedFuture(Optional.of(grant));
    }
    return control
        .read(state -> find(state, attempt, node))
        .thenApply(found -> {
          if (known.size() >= REMEMBERED_MAX) {
            known.clear();
          }
          found.ifPresentOrElse(some -> known.put(asked, some), () -> known.remove(asked));
          return found;
        });
  }

  private static Optional<Grant> find(State state, AttemptId attempt, NodeId node) {
    return state
        .job(attempt.job())
        .filter(job ->
            job.state()
                .liveAttempt()
                .filter(live -> live.id().equals(attempt))
                .filter(live -> live.nodes().contains(node))
                .isPresent())
        .map(job ->
            new Grant(
                manifests(state, job),
                ranks(job.state().liveAttempt().orElseThrow(), node),
                System.nanoTime() + REMEMBERED_NANOS));
  }

  private static Set<Integer> ranks(Attempt attempt, NodeId node) {
    return attempt.placements().stream()
        .filter(rank -> rank.node().equals(node))
        .map(RankPlacement::rank)
        .collect(Collectors.toSet());
  }

  private static List<Digest> manifests(State state, Job job) {
    List<Digest> manifests = new ArrayList<>(state.artifacts().read(job).values());
    job.spec().execution().snapshot().ifPresent(manifests::add);
    return manifests;
  }
}
