package org.arkwright.dispatch;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.arkwright.model.id.WorkerId;
import org.arkwright.protocol.Complaints;
import org.arkwright.protocol.Protocol;
import org.arkwright.protocol.Registration;
import org.arkwright.protocol.SyncRequest;

/**
 * The workers that get no orders, or cannot carry them out, and why. Owned by the engine's thread;
 * any thread may ask for the {@link #trouble}.
 */
final class RefusedWorkers {
  private static final Logger LOG = System.getLogger(RefusedWorkers.class.getName());

  private final Map<WorkerId, String> apart = new TreeMap<>();
  private final Set<WorkerId> withheld = new HashSet<>();
  private final Map<WorkerId, String> troubles = new ConcurrentSkipListMap<>();
  private final Set<String> logged = new HashSet<>();

  /**
   * Why a worker is given no orders.
   *
   * @param isTheWorker whether it is the worker of that name, whose lease is renewed all the same,
   *     so that it keeps its ranks and is not taken for a silent one, which is killed
   */
  record Refusal(String why, boolean isTheWorker) {}

  /** Says why a worker is given no orders: neither new ranks nor the end of those that it has. */
  Optional<Refusal> check(SyncRequest request, RegistrationRules rules, WorkerSession session) {
    Optional<Refusal> refusal = refusal(request, rules, session);
    refusal
        .filter(found -> logged.add(request.worker() + " " + request.incarnation() + found.why))
        .ifPresent(found ->
            LOG.log(
                Level.ERROR,
                "worker {0} is given no orders, and keeps its ranks: {1}",
                request.worker(),
                found.why));
    return refusal;
  }

  private Optional<Refusal> refusal(
      SyncRequest request, RegistrationRules rules, WorkerSession session) {
    Optional<String> taken =
        request
            .introduction()
            .map(Registration::identity)
            .filter(session::isHeldByAnother)
            .map(_ ->
                "another worker named %s is there; give this one another name, or end the other,"
                        .formatted(request.worker())
                    + " and this one is taken when the lease of the other is over");
    if (taken.isPresent()) {
      return Optional.of(new Refusal(taken.get(), false));
    }
    Optional<String> foreign =
        rules
            .reasonToLeaveAlone(request)
            .map(why ->
                "it %s; this is %s. `arkwright up --accept-journal` ends what this journal does not know"
                    .formatted(why, rules.serving()));
    Optional<String> why = foreign.or(() -> versionsApart(request));
    return why.map(text -> new Refusal(text, true));
  }

  private Optional<String> versionsApart(SyncRequest request) {
    if (request.spoken().common(Protocol.SPOKEN).isPresent()) {
      apart.remove(request.worker());
      withheld.remove(request.worker());
      return Optional.empty();
    }
    boolean older = request.spoken().latest() < Protocol.SPOKEN.least();
    String why =
        "worker %s speaks version %s of the protocol, and this control plane %s: start the worker of this release in its folder, which takes over the ranks"
            .formatted(request.worker(), request.spoken(), Protocol.SPOKEN);
    if (!older) {
      why =
          why.replace(
              "start the worker of this release in its folder",
              "bring the control plane to the worker's release");
    }
    apart.put(request.worker(), why);
    return Optional.of(why);
  }

  /** Why the worker gets no new work though it is there; empty if it gets some. */
  Optional<String> reasonForNoWork(WorkerId worker) {
    return Optional.ofNullable(apart.get(worker));
  }

  /** Says why work is withheld from a worker, once: empty when that was said, or is not so. */
  Optional<String> newlyWithheld(WorkerId worker) {
    return reasonForNoWork(worker).filter(_ -> withheld.add(worker));
  }

  /** Has {@link #newlyWithheld} say it again, as what it said could not be made durable. */
  void sayAgain(WorkerId worker) {
    withheld.remove(worker);
  }

  /** Takes note of what a worker complains of with this request, or that it does no more. */
  void note(WorkerId worker, Optional<Complaints> complaints) {
    Optional<String> trouble = complaints.flatMap(Complaints::trouble);
    if (trouble.isEmpty()) {
      if (troubles.remove(worker) != null) {
        LOG.log(Level.INFO, "worker {0} carries out its orders again", worker);
      }
    } else if (!trouble.get().equals(troubles.put(worker, trouble.get()))) {
      LOG.log(Level.ERROR, "worker {0} cannot carry out orders: {1}", worker, trouble.get());
    }
  }

  /** What is wrong, in one line; empty when all workers carry out their orders. Any thread. */
  Optional<String> trouble() {
    return troubles.entrySet().stream()
        .map(each -> "worker %s: %s".formatted(each.getKey(), each.getValue()))
        .findFirst();
  }
}
