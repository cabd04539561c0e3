package org.arkwright.deployment;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.arkwright.deployment.ReplicaStatus.Health;
import org.arkwright.kernel.state.ReplicaJobs;
import org.arkwright.kernel.state.State;
import org.arkwright.model.Command;
import org.arkwright.model.DeploymentCommand;
import org.arkwright.model.deployment.Deployment;
import org.arkwright.model.deployment.DeploymentSpec;
import org.arkwright.model.deployment.Probes;
import org.arkwright.model.deployment.ReplicaOf;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.DeploymentName;
import org.arkwright.model.id.JobId;
import org.arkwright.model.job.Attempt;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.JobState;

/**
 * Compares the desired deployments with the existing replicas. It is level-triggered: after a crash
 * at any point it computes the same commands again. What it keeps in memory (draining replicas,
 * idle times) may be lost at any time; drains and idle times then start over.
 *
 * <p>Belongs to one thread; reads no clock and generates no ids.
 */
public final class Reconciler {
  private static final Duration ORPHAN_DRAIN = Duration.ofSeconds(10);

  private final Autoscaler autoscaler;
  private final DrainingReplicas drains = new DrainingReplicas();
  private final RestartBackoff backoff = new RestartBackoff();

  /**
   * @param nowNanos when observation begins
   */
  public Reconciler(long nowNanos) {
    this.autoscaler = new Autoscaler(nowNanos);
  }

  /**
   * Runs one reconcile pass.
   *
   * @param ids supplies unused ids
   */
  public ReconcileResult reconcile(
      State state, ReplicaStatus status, Supplier<JobId> ids, long nowNanos) {
    ReconcilePass pass = new ReconcilePass(state, status, ids, nowNanos);
    NavigableSet<DeploymentName> names = new TreeSet<>(state.deployments().withReplicas());
    for (Deployment deployment : state.deployments().all()) {
      names.remove(deployment.name());
      pass.reconcile(deployment);
    }
    names.forEach(pass::removeOrphans);
    drains.retain(pass.leaving);
    autoscaler.retain(state.deployments().all().stream().map(Deployment::name).toList());
    return new ReconcileResult(pass.commands, pass.routes, pass.probes, !drains.isEmpty());
  }

  private final class ReconcilePass {
    private final State state;
    private final ReplicaStatus status;
    private final Supplier<JobId> ids;
    private final long nowNanos;
    private final List<Command> commands = new ArrayList<>();
    private final SortedMap<DeploymentName, List<AttemptId>> routes = new TreeMap<>();
    private final SortedMap<AttemptId, Probes> probes = new TreeMap<>();
    private final NavigableSet<JobId> leaving = new TreeSet<>();

    ReconcilePass(State state, ReplicaStatus status, Supplier<JobId> ids, long nowNanos) {
      this.state = state;
      this.status = status;
      this.ids = ids;
      this.nowNanos = nowNanos;
    }

    void reconcile(Deployment deployment) {
      DeploymentSpec spec = deployment.spec();
      autoscaler
          .scale(deployment, status.demand(deployment.name()), nowNanos)
          .ifPresent(commands::add);
      List<Job> live = ReplicaJobs.live(state, deployment.name());
      List<Job> current = new ArrayList<>();
      List<Job> older = new ArrayList<>();
      for (Job job : live) {
        if (ReplicaJobs.isLeaving(job)) {
          continue;
        }
        running(job).ifPresent(attempt -> probes.put(attempt.id(), spec.probes()));
        if (isFailed(job, spec.probes())) {
          remove(job, "it does not answer its probes", Duration.ZERO);
        } else if (ReplicaJobs.generation(job) == deployment.generation()
            && !ReplicaJobs.isMoving(state, job)) {
          current.add(job);
        } else {
          older.add(job);
        }
      }
      start(deployment, live, current);
      int ready = (int) current.stream().filter(job -> health(job) == Health.READY).count();
      // Replicas that never served are no loss, and may hold the capacity that the new ones need.
      older.stream()
          .filter(job -> running(job).isEmpty())
          .forEach(job -> remove(job, "replaced", Duration.ZERO));
      older.removeIf(job -> running(job).isEmpty());
      removeAllBut(Math.max(0, deployment.wanted() - ready), older, "replaced", spec.drain());
      removeAllBut(deployment.wanted(), current, "fewer are wanted", spec.drain());
      routes.put(deployment.name(), routable(live));
    }

    void removeOrphans(DeploymentName removed) {
      for (Job job : ReplicaJobs.live(state, removed)) {
        if (!ReplicaJobs.isLeaving(job)) {
          remove(job, "undeployed", ORPHAN_DRAIN);
        }
      }
    }

    private void start(Deployment deployment, List<Job> live, List<Job> current) {
      int allowed = ReplicaJobs.liveMax(state, deployment, live) - live.size();
      int missing = Math.min(allowed, deployment.wanted() - current.size());
      NavigableSet<Integer> taken = new TreeSet<>();
      live.stream()
          .filter(job -> ReplicaJobs.generation(job) == deployment.generation())
          .forEach(job -> taken.add(ReplicaJobs.ordinal(job)));
      for (int ordinal = 1; missing > 0; ordinal++) {
        ReplicaOf replica = new ReplicaOf(deployment.name(), deployment.generation(), ordinal);
        boolean free =
            !taken.contains(ordinal)
                && state.jobNamed(deployment.name().project(), replica.jobName()).isEmpty();
        if (free) {
          missing--;
          if (backoff.admits(deployment.name(), deployment.generation(), ordinal, nowNanos)) {
            commands.add(new DeploymentCommand.StartReplica(replica, ids.get()));
          }
        }
      }
    }

    /** Removes all but the given number: draining replicas first, then the least useful. */
    private void removeAllBut(int count, List<Job> replicas, String why, Duration drain) {
      replicas.stream()
          .sorted(
              Comparator.<Job>comparingInt(job -> drains.contains(job.id()) ? 1 : 0)
                  .thenComparingInt(this::usefulness)
                  .thenComparingInt(ReplicaJobs::ordinal)
                  .thenComparing(Job::id))
          .skip(count)
          .forEach(job -> remove(job, why, drain));
    }

    private int usefulness(Job job) {
      return health(job) == Health.READY ? 0 : running(job).isPresent() ? 1 : 2;
    }

    private void remove(Job job, String why, Duration drain) {
      leaving.add(job.id());
      int outstanding = running(job).map(attempt -> status.outstanding(attempt.id())).orElse(0);
      boolean serves = running(job).isPresent() && !drain.isZero();
      if (!serves || drains.isDrained(job.id(), outstanding, drain, nowNanos)) {
        commands.add(new Command.CancelJob(job.id(), Optional.of(why)));
      }
    }

    private boolean isFailed(Job job, Probes probes) {
      return switch (health(job)) {
        case DEAD -> true;
        case UNREADY ->
            job.state() instanceof JobState.Running(_, long since)
                && nowNanos - since >= probes.startup().toNanos();
        case UNKNOWN, READY -> false;
      };
    }

    private List<AttemptId> routable(List<Job> live) {
      return live.stream()
          .filter(job -> health(job) == Health.READY && !leaving.contains(job.id()))
          .flatMap(job -> running(job).stream())
          .map(Attempt::id)
          .toList();
    }

    private Health health(Job job) {
      return running(job).map(attempt -> status.health(attempt.id())).orElse(Health.UNKNOWN);
    }

    private Optional<Attempt> running(Job job) {
      return job.state() instanceof JobState.Running(Attempt attempt, _)
          ? Optional.of(attempt)
          : Optional.empty();
    }
  }
}
