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
 * Compares the deployments that are wanted with the replicas there are. It goes by levels, never by
 * what it did before: a crash after any command only makes it look, and say, the same again. What
 * it remembers (who drains, since when it is quiet) may be lost at any time; then a drain or a lull
 * begins anew.
 *
 * <p>One thread; reads no clock and makes no ids.
 */
public final class Reconciler {
  /** Who cancels replicas, as their jobs show it, with the reason behind it. */
  public static final String CANCELLER = "deployment: ";

  private static final Duration ORPHAN_DRAIN = Duration.ofSeconds(10);

  private final Autoscaler autoscaler;
  private final DrainingReplicas drains = new DrainingReplicas();
  private final RestartBackoff pace = new RestartBackoff();

  /**
   * @param nowNanos when it begins to look
   */
  public Reconciler(long nowNanos) {
    this.autoscaler = new Autoscaler(nowNanos);
  }

  /**
   * Looks once.
   *
   * @param ids gives ids that were never used
   */
  public ReconcileResult look(
      State state, ReplicaStatus signs, Supplier<JobId> ids, long nowNanos) {
    Look look = new Look(state, signs, ids, nowNanos);
    NavigableSet<DeploymentName> names = new TreeSet<>(state.deployments().withReplicas());
    for (Deployment deployment : state.deployments().all()) {
      names.remove(deployment.name());
      look.at(deployment);
    }
    names.forEach(look::atOrphansOf);
    drains.retain(look.leaving);
    autoscaler.retain(state.deployments().all().stream().map(Deployment::name).toList());
    return new ReconcileResult(look.commands, look.routes, look.probes);
  }

  private final class Look {
    private final State state;
    private final ReplicaStatus signs;
    private final Supplier<JobId> ids;
    private final long nowNanos;
    private final List<Command> commands = new ArrayList<>();
    private final SortedMap<DeploymentName, List<AttemptId>> routes = new TreeMap<>();
    private final SortedMap<AttemptId, Probes> probes = new TreeMap<>();
    private final NavigableSet<JobId> leaving = new TreeSet<>();

    Look(State state, ReplicaStatus signs, Supplier<JobId> ids, long nowNanos) {
      this.state = state;
      this.signs = signs;
      this.ids = ids;
      this.nowNanos = nowNanos;
    }

    void at(Deployment deployment) {
      DeploymentSpec spec = deployment.spec();
      autoscaler
          .scale(deployment, signs.demand(deployment.name()), nowNanos)
          .ifPresent(commands::add);
      List<Job> live = ReplicaJobs.live(state, deployment.name());
      List<Job> current = new ArrayList<>();
      List<Job> older = new ArrayList<>();
      for (Job job : live) {
        if (ReplicaJobs.isLeaving(job)) {
          continue;
        }
        running(job).ifPresent(attempt -> probes.put(attempt.id(), spec.probes()));
        if (isGivenUp(job, spec.probes())) {
          leave(job, "it does not answer its probes", Duration.ZERO);
        } else if (ReplicaJobs.generation(job) == deployment.generation()) {
          current.add(job);
        } else {
          older.add(job);
        }
      }
      start(deployment, live, current);
      int ready = (int) current.stream().filter(job -> health(job) == Health.READY).count();
      // What never served is no loss, and may hold the very room that the new ones need.
      older.stream()
          .filter(job -> running(job).isEmpty())
          .forEach(job -> leave(job, "replaced", Duration.ZERO));
      older.removeIf(job -> running(job).isEmpty());
      leaveAllBut(Math.max(0, deployment.wanted() - ready), older, "replaced", spec.drain());
      leaveAllBut(deployment.wanted(), current, "fewer are wanted", spec.drain());
      routes.put(deployment.name(), routable(live));
    }

    void atOrphansOf(DeploymentName removed) {
      for (Job job : ReplicaJobs.live(state, removed)) {
        if (!ReplicaJobs.isLeaving(job)) {
          leave(job, "undeployed", ORPHAN_DRAIN);
        }
      }
    }

    private void start(Deployment deployment, List<Job> live, List<Job> current) {
      int room = ReplicaJobs.liveMax(deployment, live) - live.size();
      int missing = Math.min(room, deployment.wanted() - current.size());
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
          if (pace.admits(deployment.name(), deployment.generation(), ordinal, nowNanos)) {
            commands.add(new DeploymentCommand.StartReplica(replica, ids.get()));
          }
        }
      }
    }

    /** Those that drain already leave first, then those that are of the least use. */
    private void leaveAllBut(int stay, List<Job> replicas, String why, Duration drain) {
      replicas.stream()
          .sorted(
              Comparator.<Job>comparingInt(job -> drains.contains(job.id()) ? 1 : 0)
                  .thenComparingInt(this::usefulness)
                  .thenComparingInt(ReplicaJobs::ordinal)
                  .thenComparing(Job::id))
          .skip(stay)
          .forEach(job -> leave(job, why, drain));
    }

    private int usefulness(Job job) {
      return health(job) == Health.READY ? 0 : running(job).isPresent() ? 1 : 2;
    }

    private void leave(Job job, String why, Duration drain) {
      leaving.add(job.id());
      int outstanding = running(job).map(attempt -> signs.outstanding(attempt.id())).orElse(0);
      boolean serves = running(job).isPresent() && !drain.isZero();
      if (!serves || drains.isDry(job.id(), outstanding, drain, nowNanos)) {
        commands.add(new Command.CancelJob(job.id(), CANCELLER + why));
      }
    }

    private boolean isGivenUp(Job job, Probes probes) {
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
      return running(job).map(attempt -> signs.health(attempt.id())).orElse(Health.UNKNOWN);
    }

    private Optional<Attempt> running(Job job) {
      return job.state() instanceof JobState.Running(Attempt attempt, _)
          ? Optional.of(attempt)
          : Optional.empty();
    }
  }
}
