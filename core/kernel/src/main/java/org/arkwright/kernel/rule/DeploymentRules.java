package org.arkwright.kernel.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.arkwright.kernel.state.ReplicaJobs;
import org.arkwright.kernel.state.State;
import org.arkwright.model.DeploymentCommand;
import org.arkwright.model.DeploymentEvent;
import org.arkwright.model.Event;
import org.arkwright.model.Refusal;
import org.arkwright.model.artifact.ArtifactRef;
import org.arkwright.model.artifact.ArtifactVersion;
import org.arkwright.model.deployment.Deployment;
import org.arkwright.model.deployment.DeploymentSpec;
import org.arkwright.model.deployment.ReplicaOf;
import org.arkwright.model.deployment.Replicas;
import org.arkwright.model.id.DeploymentName;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.JobState;

/** The rules for changing deployments and for starting replicas. */
public final class DeploymentRules {
  private static final Decision NO_CHANGE = new Decision.Accepted(List.of());

  /** The prefix of the submitter shown in the jobs of replicas. */
  private static final String SUBMITTER = "deployment ";

  private DeploymentRules() {}

  public static Decision decide(State state, DeploymentCommand command, String by, long nowNanos) {
    return switch (command) {
      case DeploymentCommand.SetDeployment(DeploymentSpec spec) ->
          deploy(state, spec, by, nowNanos);
      case DeploymentCommand.ScaleDeployment(DeploymentName name, Replicas replicas) ->
          state
              .deployments()
              .find(name)
              .map(found -> set(state, found.spec().withReplicas(replicas), by, nowNanos))
              .orElseGet(() -> unknown(name));
      case DeploymentCommand.RemoveDeployment(DeploymentName name) ->
          state.deployments().find(name).isEmpty()
              ? unknown(name)
              : accepted(new DeploymentEvent.DeploymentRemoved(name, by, nowNanos));
      case DeploymentCommand.WantReplicas want -> want(state, want, nowNanos);
      case DeploymentCommand.StartReplica start -> start(state, start, nowNanos);
    };
  }

  /**
   * Sets a deployment, and ends its replicas that wait for their next try: whoever deploys again
   * has mended what made them fail, and the replicas that take their place begin at once and
   * without their record.
   */
  private static Decision deploy(State state, DeploymentSpec spec, String by, long nowNanos) {
    Decision set = set(state, spec, by, nowNanos);
    if (!(set instanceof Decision.Accepted(List<Event> events))) {
      return set;
    }
    List<Event> all = new ArrayList<>(events);
    ReplicaJobs.live(state, spec.name()).stream()
        .filter(DeploymentRules::waitsToTryAgain)
        .forEach(replica ->
            all.addAll(CancellationRules.end(replica, by + ": deployed again", nowNanos)));
    return new Decision.Accepted(all);
  }

  private static boolean waitsToTryAgain(Job replica) {
    return replica.state() instanceof JobState.Queued && replica.failures() > 0;
  }

  private static Decision set(State state, DeploymentSpec requested, String by, long nowNanos) {
    ProjectName project = requested.name().project();
    DeploymentSpec.Serving serving = requested.serving();
    List<ArtifactRef> named = new ArrayList<>(serving.options().adapters());
    serving.model().ifPresent(named::addFirst);
    List<ArtifactRef> numbered = new ArrayList<>();
    for (ArtifactRef ref : named) {
      Optional<ArtifactVersion> version = state.artifacts().find(project, ref);
      if (version.isEmpty()) {
        return new Decision.Refused(
            new Refusal(
                Refusal.Code.NOT_FOUND,
                ArtifactRules.asTyped(ref),
                "a model in project %s%s"
                    .formatted(project, ArtifactRules.alternatives(state, project, ref)),
                "Train or import it first."));
      }
      numbered.add(version.get().ref());
    }
    Optional<ArtifactRef> model = serving.model().map(_ -> numbered.removeFirst());
    DeploymentSpec pinned = requested.withModels(model, numbered);
    Optional<Deployment> before = state.deployments().find(requested.name());
    if (before.map(Deployment::spec).filter(pinned::equals).isPresent()) {
      return NO_CHANGE;
    }
    long generation =
        before
            .filter(found -> found.spec().runsLike(pinned))
            .map(Deployment::generation)
            .orElse(state.deployments().lastGeneration() + 1);
    return accepted(new DeploymentEvent.DeploymentSet(pinned, generation, by, nowNanos));
  }

  private static Decision want(State state, DeploymentCommand.WantReplicas want, long nowNanos) {
    Optional<Deployment> found = state.deployments().find(want.deployment());
    int count = found.map(one -> one.spec().replicas().clamp(want.count())).orElse(0);
    return found.isEmpty() || found.get().wanted() == count
        ? NO_CHANGE
        : accepted(
            new DeploymentEvent.ReplicasWanted(want.deployment(), count, want.why(), nowNanos));
  }

  /**
   * Starts a replica only while its deployment still wants it: since the reconcile pass that issued
   * the command, the deployment may have been changed or removed, or the command may be a
   * repetition.
   */
  private static Decision start(State state, DeploymentCommand.StartReplica start, long nowNanos) {
    ReplicaOf replica = start.replica();
    Optional<Deployment> deployment =
        state
            .deployments()
            .find(replica.deployment())
            .filter(found -> found.generation() == replica.generation());
    if (deployment.isEmpty() || state.job(start.job()).isPresent()) {
      return NO_CHANGE;
    }
    List<Job> live = ReplicaJobs.live(state, replica.deployment());
    long current =
        live.stream()
            .filter(job -> ReplicaJobs.generation(job) == replica.generation())
            .filter(job -> !ReplicaJobs.isLeaving(job) && !ReplicaJobs.isMoving(state, job))
            .count();
    JobSpec spec = ReplicaJobs.spec(deployment.get().spec(), replica);
    boolean wanted =
        current < deployment.get().wanted()
            && live.size() < ReplicaJobs.liveMax(state, deployment.get(), live)
            && state.jobNamed(spec.project(), spec.name()).isEmpty()
            && state.pipelines().reserving(spec.project(), spec.name()).isEmpty();
    return wanted
        ? accepted(
            new Event.JobSubmitted(
                start.job(),
                spec,
                SUBMITTER + replica.deployment().name(),
                Optional.empty(),
                nowNanos))
        : NO_CHANGE;
  }

  private static Decision accepted(Event event) {
    return new Decision.Accepted(List.of(event));
  }

  private static Decision unknown(DeploymentName name) {
    return new Decision.Refused(
        new Refusal(
            Refusal.Code.NOT_FOUND,
            name.name(),
            "a deployment in project %s".formatted(name.project()),
            "'arkwright deployments' lists them."));
  }
}
