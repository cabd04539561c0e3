package org.arkwright.dispatch;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.arkwright.model.Command;
import org.arkwright.model.Command.Observation;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.WorkerId;

/**
 * Finds workers that are silent, has them fenced, and reports the loss. Owned by the engine's
 * thread.
 *
 * @param watcher is told of each worker that is lost
 * @param thread the engine's
 */
record WorkerLosses(
    ProvidedSite profile,
    DispatchedAttempts attempts,
    WorkerSessions sessions,
    WorkerClaims claims,
    ProviderCalls provider,
    Reports reports,
    Consumer<WorkerId> watcher,
    Executor thread) {
  private static final Logger LOG = System.getLogger(WorkerLosses.class.getName());

  /** Has every silent worker fenced. */
  void check() {
    for (WorkerSession session : List.copyOf(sessions.all())) {
      if (session.isSilent()) {
        provider.fence(
            session.worker(),
            session::isSilent,
            fence -> thread.execute(() -> fenced(session, fence)));
      } else if (session.isLost() && staysNoLonger(session)) {
        sessions.remove(session);
      }
    }
  }

  /** Whether nothing is left to be done about a worker that was brought for an attempt. */
  private boolean staysNoLonger(WorkerSession session) {
    return profile.workers() == ProvidedSite.Workers.PER_ATTEMPT && session.attempts().isEmpty();
  }

  /** Declares a silent worker lost if it is certainly fenced; otherwise it is asked for again. */
  private void fenced(WorkerSession session, WorkerProvider.Fence fence) {
    if (fence == WorkerProvider.Fence.NOT_YET) {
      LOG.log(Level.INFO, "worker {0} is silent, but not yet known to be fenced", session.worker());
    } else if (session.isSilent()) {
      lose(session);
    }
  }

  private void lose(WorkerSession session) {
    SortedSet<AttemptId> had = new TreeSet<>(session.attempts());
    had.removeIf(attempt -> !claims.mayHave(session, attempt));
    SortedSet<AttemptId> neverSent = lose(List.of(session));
    if (profile.workers() == ProvidedSite.Workers.PER_NODE) {
      LOG.log(Level.WARNING, "worker {0} is lost, and its node with it", session.worker());
      report(new Command.LoseNode(session.node(), neverSent), List.of(session));
    } else if (!had.isEmpty()) {
      LOG.log(Level.WARNING, "worker {0} is lost, with its ranks of {1}", session.worker(), had);
      report(
          new Command.LoseWorker(session.worker(), session.node(), had, neverSent),
          List.of(session));
    }
  }

  /** Reports a node that its site says is gone, with all of its workers. */
  void gone(NodeId node) {
    List<WorkerSession> there = sessions.on(node);
    if (there.isEmpty() || !there.stream().allMatch(WorkerSession::isLost)) {
      LOG.log(Level.WARNING, "node {0} is lost", node);
      report(new Command.LoseNode(node, lose(there)), there);
    }
  }

  /** Marks workers as lost, and returns the attempts whose launch certainly reached none. */
  private SortedSet<AttemptId> lose(List<WorkerSession> lost) {
    SortedSet<AttemptId> neverSent = new TreeSet<>();
    for (WorkerSession session : lost) {
      neverSent.addAll(session.orders().unsent());
      session.lose();
      watcher.accept(session.worker());
    }
    // An earlier run of the control plane may have sent what this one has inherited.
    neverSent.removeIf(attempts::isInherited);
    return neverSent;
  }

  private void report(Observation loss, List<WorkerSession> lost) {
    reports.add(List.of(loss), () -> {}, () -> lost.forEach(WorkerSession::unlose));
  }
}
