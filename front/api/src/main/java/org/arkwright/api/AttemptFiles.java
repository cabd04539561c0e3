package org.arkwright.api;

import com.linecorp.armeria.common.HttpStatus;
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

  /** Where an attempt has ranks. */
  sealed interface Found {
    /** On the worker's node. */
    record Here(Grant grant) implements Found {}

    /** Not on the worker's node. */
    record Elsewhere() implements Found {}

    /** Nowhere: it is over, or never was. */
    record Over() implements Found {}
  }

  AttemptFiles(StateReader control) {
    this.control = control;
  }

  /** Refuses what a worker asked of an attempt that has no ranks on its node. */
  static ProblemReply notYours(AttemptId attempt, NodeId node) {
    return ProblemReply.of(
        HttpStatus.FORBIDDEN,
        "not-yours",
        "attempt %s has no ranks on node %s".formatted(attempt, node),
        "A worker gets and sends only what belongs to attempts on its node.");
  }

  /** Returns what a node's worker may have. */
  CompletableFuture<Found> of(AttemptId attempt, NodeId node) {
    Asked asked = new Asked(attempt, node);
    Grant grant = known.get(asked);
    if (grant != null && grant.untilNanos - System.nanoTime() > 0) {
      return CompletableFuture.completedFuture(new Found.Here(grant));
    }
    return control
        .read(state -> find(state, attempt, node))
        .thenApply(found -> {
          if (known.size() >= REMEMBERED_MAX) {
            known.clear();
          }
          if (found instanceof Found.Here(Grant some)) {
            known.put(asked, some);
          } else {
            known.remove(asked);
          }
          return found;
        });
  }

  private static Found find(State state, AttemptId attempt, NodeId node) {
    Optional<Job> job = state.job(attempt.job());
    Optional<Attempt> live =
        job.flatMap(found -> found.state().liveAttempt())
            .filter(found -> found.id().equals(attempt));
    if (job.isEmpty() || live.isEmpty()) {
      return new Found.Over();
    }
    return live.get().nodes().contains(node)
        ? new Found.Here(
            new Grant(
                manifests(state, job.get()),
                ranks(live.get(), node),
                System.nanoTime() + REMEMBERED_NANOS))
        : new Found.Elsewhere();
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
