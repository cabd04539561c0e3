package org.arkwright.api;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiPredicate;
import java.util.function.Function;
import org.arkwright.control.StateReader;
import org.arkwright.dispatch.RefusedClaims;
import org.arkwright.dispatch.RefusedClaims.Door;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.WorkerId;
import org.arkwright.protocol.FileCalls;

/**
 * What workers may speak of over HTTP: themselves, and live attempts that have ranks on their
 * nodes. Every endpoint of workers asks here, and what is refused is counted and logged here.
 * Thread-safe.
 */
public final class WorkerDoor {
  private final AttemptFiles attempts;
  private final RefusedClaims refused;

  /**
   * @param control knows which attempt has ranks where
   * @param refused is told what is refused
   */
  public WorkerDoor(StateReader control, RefusedClaims refused) {
    this.attempts = new AttemptFiles(control);
    this.refused = refused;
  }

  /** Returns the sender's node if the request names it; empty if it names none, or another's. */
  Optional<NodeId> node(ApiRequest request, Door door) {
    Optional<NodeId> named = request.header(FileCalls.NODE).flatMap(NodeId::parse);
    return named.filter(node -> foreign(request, WorkerId.ofNode(node), door).isEmpty());
  }

  /** Refuses a worker that speaks for another one; empty if it speaks for itself. */
  Optional<HttpResponse> foreign(ApiRequest request, WorkerId named, Door door) {
    Optional<WorkerId> sender = request.worker();
    if (sender.filter(named::equals).isPresent()) {
      return Optional.empty();
    }
    String why =
        "worker %s may not speak for worker %s"
            .formatted(sender.map(WorkerId::toString).orElse("-"), named);
    sender.ifPresent(worker -> refused.note(door, worker, why));
    return Optional.of(
        ProblemReply.of(
                HttpStatus.FORBIDDEN,
                "forbidden",
                why,
                "Each worker has an identity of its own. One whose host was renamed gets it"
                    + " anew when it is started again.")
            .response());
  }

  /** Takes note of a worker that asks for what was given to another. */
  void refuse(ApiRequest request, Door door, String why) {
    request.worker().ifPresent(worker -> refused.note(door, worker, why));
  }

  /** Returns what a node's worker may have of an attempt; empty if it has no ranks there. */
  CompletableFuture<Optional<AttemptFiles.Grant>> grant(NodeId node, AttemptId attempt, Door door) {
    return attempts
        .of(attempt, node)
        .thenApply(found ->
            switch (found) {
              case AttemptFiles.Found.Here(AttemptFiles.Grant grant) -> Optional.of(grant);
              case AttemptFiles.Found.Over _ -> Optional.empty();
              case AttemptFiles.Found.Elsewhere _ -> {
                refused.note(
                    door,
                    WorkerId.ofNode(node),
                    "attempt %s has no ranks on node %s".formatted(attempt, node));
                yield Optional.empty();
              }
            });
  }

  /**
   * Returns those of a list that are of the node's own ranks.
   *
   * @param attempt of which attempt each is
   * @param own whether it is of what the node has of the attempt
   */
  <T> CompletableFuture<List<T>> own(
      NodeId node,
      List<T> told,
      Door door,
      Function<T, AttemptId> attempt,
      BiPredicate<T, AttemptFiles.Grant> own) {
    CompletableFuture<List<T>> kept = CompletableFuture.completedFuture(new ArrayList<>());
    for (T each : told) {
      kept =
          kept.thenCombine(
              grant(node, attempt.apply(each), door),
              (list, grant) -> {
                if (grant.filter(found -> own.test(each, found)).isPresent()) {
                  list.add(each);
                }
                return list;
              });
    }
    return kept;
  }
}
