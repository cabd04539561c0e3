package org.arkwright.dispatch;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.WorkerId;

/** The sessions with the workers of a site. Owned by the engine's thread. */
final class WorkerSessions {
  private final TreeMap<WorkerId, WorkerSession> all = new TreeMap<>();
  private final BiFunction<WorkerId, NodeId, WorkerSession> maker;

  WorkerSessions(BiFunction<WorkerId, NodeId, WorkerSession> maker) {
    this.maker = maker;
  }

  /** The session with a worker, which is made if there is none. */
  WorkerSession of(WorkerId worker, NodeId node) {
    return all.computeIfAbsent(worker, _ -> maker.apply(worker, node));
  }

  /** The session with a worker; empty if there is none. */
  Optional<WorkerSession> find(WorkerId worker) {
    return Optional.ofNullable(all.get(worker));
  }

  /** The session with the worker that has an attempt's part on a node; empty for none. */
  Optional<WorkerSession> holding(DispatchedAttempt attempt, NodeId node) {
    return attempt.worker(node).flatMap(worker -> Optional.ofNullable(all.get(worker)));
  }

  /** The sessions with workers that have the attempt, or may have it. */
  List<WorkerSession> having(AttemptId attempt) {
    return all.values().stream().filter(session -> session.has(attempt)).toList();
  }

  /** The sessions with workers that were brought for the attempt. */
  List<WorkerSession> broughtFor(AttemptId attempt) {
    return all.values().stream().filter(session -> session.isBroughtFor(attempt)).toList();
  }

  List<WorkerSession> on(NodeId node) {
    return all.values().stream().filter(session -> session.node().equals(node)).toList();
  }

  Collection<WorkerSession> all() {
    return all.values();
  }

  void remove(WorkerSession session) {
    all.remove(session.worker(), session);
  }
}
