package org.arkwright.dispatch;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import org.arkwright.model.Command;
import org.arkwright.model.Command.Observation;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.NodeId;

/**
 * Finds workers that are silent, has them fenced, and reports the loss. Owned by the engine's
 * thread.
 *
 * @param thread the engine's
 */
record WorkerLosses(
    SiteProfile profile,
    DispatchedAttempts attempts,
    WorkerSessions sessions,
    ProviderCalls provider,
    Reports reports,
    Executor thread) {
  private static final Logger LOG = System.getLogger(WorkerLosses.class.getName());

  /** Has every silent worker fenced. */
  void check() {
    for (WorkerSession session : sessions.all()) {
      if (session.isSilent()) {
        provider.fence(
            session.worker(),
            session::isSilent,
            fence -> thread.execute(() -> fenced(session, fence)));
      }
    }
  }

  /** Declares a silent worker lost if it is certainly fenced; otherwise it is asked for again. */
  private void fenced(WorkerSession session, WorkerProvider.Fence fence) {
    if (fence == WorkerProvider.Fence.NOT_YET) {
      LOG.log(Level.INFO, "worker {0} is silent, but not yet known to be fenced", session.worker());
    } else if (session.isSilent()) {
      LOG.log(Level.WARNING, "worker {0} is lost: its lease has expired", session.worker());
      lose(List.of(session), session.node());
    }
  }

  /** Reports a node that its site says is gone, with all of its workers. */
  void gone(NodeId node) {
    List<WorkerSession> there = sessions.on(node);
    if (there.isEmpty() || !there.stream().allMatch(WorkerSession::isLost)) {
      LOG.log(Level.WARNING, "node {0} is lost", node);
      lose(there, node);
    }
  }

  private void lose(List<WorkerSession> lost, NodeId node) {
    SortedSet<AttemptId> neverSent = new TreeSet<>();
    for (WorkerSession session : lost) {
      neverSent.addAll(session.orders().unsent());
      session.lose();
    }
    // An earlier run of the control plane may have sent what this one has inherited.
    neverSent.removeIf(attempts::isInherited);
    List<Observation> loss = List.of(new Command.LoseNode(node, neverSent));
    reports.add(loss, () -> lost.forEach(WorkerSession::unlose));
  }
}
