package org.arkwright.kernel.invariant;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.arkwright.kernel.index.NodeUsage;
import org.arkwright.kernel.index.PowerTable;
import org.arkwright.kernel.state.JobDues;
import org.arkwright.kernel.state.State;
import org.arkwright.kernel.state.StateImage;
import org.arkwright.model.deployment.ReplicaOf;
import org.arkwright.model.id.DeploymentName;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.Attempt;
import org.arkwright.model.job.Flexibility;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.JobState;
import org.arkwright.model.job.Placement;
import org.arkwright.model.job.RankStatus;
import org.arkwright.model.node.Cordon;

/**
 * The invariants that hold in every state, whatever commands led to it. Checking recounts
 * everything and takes time proportional to the state: for tests and the twin, not for production.
 */
public final class Invariants {
  private Invariants() {}

  /** Returns one sentence per violation; empty when the state is sound. */
  public static List<String> violations(State state) {
    List<String> found = new ArrayList<>();
    state.jobs().forEach(job -> checkJob(state, job, found));
    checkIndexes(state, found);
    UsageInvariants.check(state, found);
    QuotaInvariants.check(state, found);
    PipelineInvariants.check(state, found);
    return found;
  }

  private static void checkJob(State state, Job job, List<String> found) {
    if (job.state().isFinal()) {
      found.add(job.id() + " is final but still live");
    }
    if (!state
        .jobNamed(job.spec().project(), job.spec().name())
        .filter(job.id()::equals)
        .isPresent()) {
      found.add(job.id() + " is not found by its name");
    }
    job.state().liveAttempt().ifPresent(attempt -> checkAttempt(state, job, attempt, found));
    if (job.state() instanceof JobState.Running(Attempt attempt, _)
        && attempt.ranks().stream().anyMatch(RankStatus.Waiting.class::isInstance)) {
      found.add(attempt.id() + " is running before all its ranks are");
    }
  }

  private static void checkAttempt(State state, Job job, Attempt attempt, List<String> found) {
    if (attempt.id().number() != job.attempts() || !attempt.id().job().equals(job.id())) {
      found.add(attempt.id() + " is not the latest attempt of " + job.id());
    }
    int ranks = job.spec().gang().ranks();
    boolean placed = !attempt.waitsAtSite();
    if ((placed && attempt.placements().size() != ranks) || attempt.ranks().size() != ranks) {
      found.add(
          attempt.id() + " does not hold a placement for every rank: a gang is all or nothing");
    }
    if (!placed && job.state() instanceof JobState.Running) {
      found.add(attempt.id() + " runs, but its site has not placed it");
    }
    if (attempt.allEnded()) {
      found.add(attempt.id() + " is live though all its ranks have ended");
    }
    boolean stops = job.state() instanceof JobState.Stopping;
    boolean ours = attempt.placement() instanceof Placement.Exact;
    for (NodeId id : ours ? attempt.nodes() : Set.<NodeId>of()) {
      Optional<Cordon> cordon = state.nodeTable().find(id).flatMap(NodeUsage::cordon);
      if (cordon.filter(known -> known.sinceNanos() < attempt.startedAtNanos()).isPresent()) {
        found.add(attempt.id() + " started on node " + id + ", which takes no new work");
      }
      if (!stops && cordon.flatMap(Cordon::drain).filter(Cordon.Drain::over).isPresent()) {
        found.add(attempt.id() + " goes on after the drain of node " + id);
      }
    }
    for (var placement : attempt.placements()) {
      boolean live =
          state.nodeTable().find(placement.node()).filter(node -> node.isLive()).isPresent();
      if (!live && !(attempt.ranks().get(placement.rank()) instanceof RankStatus.Ended)) {
        found.add(attempt.id() + " has a rank on lost node " + placement.node());
      }
    }
  }

  private static void checkIndexes(State state, List<String> found) {
    StateImage image = state.image();
    State rebuilt = State.from(image);
    if (!rebuilt.image().equals(image)) {
      found.add("the image does not reproduce the state");
    }
    expectSame("pending", pending(rebuilt), pending(state), found);
    long queued =
        state.jobs().stream().filter(job -> job.state() instanceof JobState.Queued).count();
    if (queued != pending(state).size()) {
      found.add("%d jobs are queued, %d are in the index".formatted(queued, pending(state).size()));
    }
    List<Job> holding =
        state.jobs().stream().filter(job -> job.state().liveAttempt().isPresent()).toList();
    expectSame("running", holding, state.running(), found);
    expectSame(
        "stopping",
        holding.stream().filter(job -> job.state() instanceof JobState.Stopping).toList(),
        state.stopping(),
        found);
    expectSame(
        "preemptible",
        holding.stream().filter(job -> job.spec().scheduling().preemptible()).toList(),
        state.preemptible(),
        found);
    expectSame(
        "interruptible",
        holding.stream()
            .filter(job ->
                job.spec()
                    .scheduling()
                    .flexibility()
                    .filter(Flexibility::interruptible)
                    .isPresent())
            .toList(),
        state.interruptible(),
        found);
    expectSame(
        "in the queue of their site",
        holding.stream().filter(job -> job.state().waitingAtSite().isPresent()).toList(),
        state.waitingAtSite(),
        found);
    expectSame(
        "timeouts",
        state.jobs().stream().flatMap(job -> JobDues.timeout(job).stream()).sorted().toList(),
        state.timeouts().all(),
        found);
    expectSame(
        "backoffs",
        state.jobs().stream().flatMap(job -> JobDues.backoffs(job).stream()).sorted().toList(),
        state.backoffs().all(),
        found);
    Optional<Long> counted = rebuilt.power().map(PowerTable::drawn);
    Optional<Long> recorded = state.power().map(PowerTable::drawn);
    if (!counted.equals(recorded)) {
      found.add("the power table says %s mW, recounted are %s mW".formatted(recorded, counted));
    }
    state.deployments().withReplicas().forEach(name -> checkReplicas(state, name, found));
    if (state.namesTaken() != state.jobs().size()) {
      found.add("%d names for %d jobs".formatted(state.namesTaken(), state.jobs().size()));
    }
  }

  private static void checkReplicas(State state, DeploymentName name, List<String> found) {
    List<JobId> labelled =
        state.jobs().stream()
            .filter(job ->
                ReplicaOf.of(job.spec()).map(ReplicaOf::deployment).equals(Optional.of(name)))
            .map(Job::id)
            .toList();
    expectSame("replicas of " + name, labelled, state.deployments().replicas(name), found);
  }

  private static List<Job> pending(State state) {
    return state.pending().stream().flatMap(gangs -> gangs.gangs().stream()).toList();
  }

  private static void expectSame(
      String index, Collection<?> expected, Collection<?> actual, List<String> found) {
    Iterator<?> other = actual.iterator();
    boolean same =
        expected.size() == actual.size()
            && expected.stream().allMatch(entry -> Objects.equals(entry, other.next()));
    if (!same) {
      found.add("index '%s' holds %s, not %s".formatted(index, actual, expected));
    }
  }
}
