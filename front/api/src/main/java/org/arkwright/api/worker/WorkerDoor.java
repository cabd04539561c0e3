package org.arkwright.api.worker;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.arkwright.api.ApiRequest;
import org.arkwright.api.ProblemReply;
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
    return grants(node, Set.of(attempt), door)
        .thenApply(granted -> Optional.ofNullable(granted.get(attempt)));
  }

  /** Returns what a node's worker may have of those of the attempts that have ranks there. */
  CompletableFuture<Map<AttemptId, AttemptFiles.Grant>> grants(
      NodeId node, Set<AttemptId> named, Door door) {
    return attempts
        .of(named, node)
        .thenApply(found -> {
          Map<AttemptId, AttemptFiles.Grant> granted = new HashMap<>();
          found.forEach((attempt, each) -> {
            switch (each) {
              case AttemptFiles.Found.Here(AttemptFiles.Grant grant) -> granted.put(attempt, grant);
              case AttemptFiles.Found.Over _ -> {}
              case AttemptFiles.Found.Elsewhere _ ->
                  refused.note(
                      door,
                      WorkerId.ofNode(node),
                      "attempt %s has no ranks on node %s".formatted(attempt, node));
            }
          });
          return granted;
        });
  }

  /**
   * Returns those of a list that are of the node's own ranks.
   *
   * @param attempt of which attempt each is
   */
  <T> CompletableFuture<List<T>> own(
      NodeId node, List<T> told, Door door, Function<T, AttemptId> attempt) {
    Set<AttemptId> named = told.stream().map(attempt).collect(Collectors.toSet());
    return grants(node, named, door)
        .thenApply(granted ->
            told.stream().filter(each -> granted.containsKey(attempt.apply(each))).toList());
  }
}
