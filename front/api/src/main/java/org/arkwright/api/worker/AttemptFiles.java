package org.arkwright.api.worker;

import com.linecorp.armeria.common.HttpStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.arkwright.api.ProblemReply;
import org.arkwright.control.StateReader;
import org.arkwright.kernel.state.State;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.Digest;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.Attempt;
import org.arkwright.model.job.Job;
import org.arkwright.model.node.DeviceShare;
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
   * @param devices of the node, which those ranks have
   */
  record Grant(List<Digest> manifests, Set<Integer> ranks, Set<Integer> devices, long untilNanos) {
    Grant {
      manifests = List.copyOf(manifests);
      ranks = Set.copyOf(ranks);
      devices = Set.copyOf(devices);
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
    return of(Set.of(attempt), node).thenApply(found -> found.get(attempt));
  }

  /** Returns what a node's worker may have of each of several attempts; asks once for all. */
  CompletableFuture<Map<AttemptId, Found>> of(Set<AttemptId> attempts, NodeId node) {
    Map<AttemptId, Found> all = new HashMap<>();
    Set<AttemptId> unknown = new HashSet<>();
    long now = System.nanoTime();
    for (AttemptId attempt : attempts) {
      Grant grant = known.get(new Asked(attempt, node));
      if (grant != null && grant.untilNanos - now > 0) {
        all.put(attempt, new Found.Here(grant));
      } else {
        unknown.add(attempt);
      }
    }
    if (unknown.isEmpty()) {
      return CompletableFuture.completedFuture(all);
    }
    return control
        .read(state -> {
          Map<AttemptId, Found> found = new HashMap<>();
          unknown.forEach(attempt -> found.put(attempt, find(state, attempt, node)));
          return found;
        })
        .thenApply(found -> {
          found.forEach((attempt, each) -> remember(new Asked(attempt, node), each));
          all.putAll(found);
          return all;
        });
  }

  private void remember(Asked asked, Found found) {
    if (known.size() >= REMEMBERED_MAX) {
      known.clear();
    }
    if (found instanceof Found.Here(Grant some)) {
      known.put(asked, some);
    } else {
      known.remove(asked);
    }
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
                devices(live.get(), node),
                System.nanoTime() + REMEMBERED_NANOS))
        : new Found.Elsewhere();
  }

  private static Set<Integer> ranks(Attempt attempt, NodeId node) {
    return attempt.placements().stream()
        .filter(rank -> rank.node().equals(node))
        .map(RankPlacement::rank)
        .collect(Collectors.toSet());
  }

  private static Set<Integer> devices(Attempt attempt, NodeId node) {
    return attempt.placements().stream()
        .filter(rank -> rank.node().equals(node))
        .flatMap(rank -> rank.devices().stream())
        .map(DeviceShare::device)
        .collect(Collectors.toSet());
  }

  private static List<Digest> manifests(State state, Job job) {
    List<Digest> manifests = new ArrayList<>(state.artifacts().read(job).values());
    job.spec().execution().snapshot().ifPresent(manifests::add);
    return manifests;
  }
}
