package org.arkwright.kernel;

import static org.arkwright.kernel.JobBuilder.aJob;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.arkwright.model.Command;
import org.arkwright.model.DeploymentCommand;
import org.arkwright.model.DeploymentEvent;
import org.arkwright.model.Event;
import org.arkwright.model.NodeCommand;
import org.arkwright.model.Refusal;
import org.arkwright.model.artifact.ArtifactRef;
import org.arkwright.model.deployment.Deployment;
import org.arkwright.model.deployment.DeploymentSpec;
import org.arkwright.model.deployment.ModelRuntime;
import org.arkwright.model.deployment.Probes;
import org.arkwright.model.deployment.ReplicaOf;
import org.arkwright.model.deployment.Replicas;
import org.arkwright.model.deployment.Scaling;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.DeploymentName;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.RankResources;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the kernel makes of the wishes of users and of the reconciler. */
final class DeploymentRulesTest {
  private static final DeploymentName ECHO = new DeploymentName(ProjectName.DEFAULT, "echo");

  private final KernelScenario scenario = new KernelScenario().node("a", 8, "h100", 0);

  @AfterEach
  void replays() {
    scenario.replays();
  }

  @Test
  void set_again_changesNothing_anotherRangeKeepsTheGeneration_anotherCommandDoesNot() {
    set("one", 1, 2);
    assertThat(scenario.events(new DeploymentCommand.SetDeployment(spec("one", 1, 2)))).isEmpty();
    long generation = deployment().generation();
    long created = deployment().createdAtNanos();

    scenario.events(new DeploymentCommand.ScaleDeployment(ECHO, new Replicas(1, 5)));
    assertThat(deployment().generation()).isEqualTo(generation);
    set("two", 1, 5);
    assertThat(deployment().generation()).isEqualTo(generation + 1);
    assertThat(deployment().createdAtNanos()).isEqualTo(created);
    scenario.events(new DeploymentCommand.RemoveDeployment(ECHO));
    set("one", 1, 2);
    assertThat(deployment().generation()).as("never used again").isEqualTo(generation + 2);
  }

  @Test
  void set_modelThatIsNotThere_isRefusedByName() {
    DeploymentSpec wrong = spec("one", 1, 1).withModels(ArtifactRef.parse("model/none"), List.of());
    Refusal refusal = scenario.refusal(new DeploymentCommand.SetDeployment(wrong));
    assertThat(refusal.code()).isEqualTo(Refusal.Code.NOT_FOUND);
    assertThat(refusal.offending()).contains("none");
  }

  @Test
  void unknownDeployment_isRefused_andItsReplicasAreNotWanted() {
    assertThat(scenario.refusal(new DeploymentCommand.RemoveDeployment(ECHO)).code())
        .isEqualTo(Refusal.Code.NOT_FOUND);
    assertThat(
            scenario.refusal(new DeploymentCommand.ScaleDeployment(ECHO, Replicas.ONE)).offending())
        .isEqualTo("echo");
    assertThat(want(3)).isEmpty();
    assertThat(start(1, 1)).isEmpty();
  }

  @Test
  void want_isClampedToTheRange_andTheSameNumberIsNoNews() {
    set("one", 1, 3);
    assertThat(deployment().wanted()).isEqualTo(1);
    long since = deployment().wantedSinceNanos();
    assertThat(want(1)).isEmpty();
    assertThat(want(9))
        .containsExactly(new DeploymentEvent.ReplicasWanted(ECHO, 3, "load", scenario.now));
    assertThat(deployment().wanted()).isEqualTo(3);
    assertThat(deployment().wantedSinceNanos()).isGreaterThan(since);
    assertThat(want(4)).as("clamped to what it is").isEmpty();
  }

  @Test
  void narrowedRange_bringsTheNumberIn_andKeepsSinceWhenOnlyIfItStays() {
    set("one", 1, 5);
    want(4);
    long since = deployment().wantedSinceNanos();
    scenario.events(new DeploymentCommand.ScaleDeployment(ECHO, new Replicas(2, 4)));
    assertThat(deployment().wanted()).isEqualTo(4);
    assertThat(deployment().wantedSinceNanos()).isEqualTo(since);
    scenario.events(new DeploymentCommand.ScaleDeployment(ECHO, new Replicas(1, 2)));
    assertThat(deployment().wanted()).isEqualTo(2);
    assertThat(deployment().wantedSinceNanos()).isEqualTo(scenario.now);
  }

  @Test
  void start_onlyAsManyAsAreWanted_ofTheGenerationThatIsWanted() {
    set("one", 1, 2);
    assertThat(start(deployment().generation() + 1, 1)).as("of another generation").isEmpty();
    assertThat(start(deployment().generation(), 1))
        .singleElement()
        .isInstanceOfSatisfying(
            Event.JobSubmitted.class,
            submitted -> {
              assertThat(submitted.by()).isEqualTo("deployment echo");
              assertThat(ReplicaOf.of(submitted.spec()))
                  .contains(new ReplicaOf(ECHO, deployment().generation(), 1));
            });
    assertThat(start(deployment().generation(), 2)).as("one is wanted").isEmpty();
    want(2);
    assertThat(start(deployment().generation(), 1)).as("its name is taken").isEmpty();
    assertThat(start(deployment().generation(), 2)).hasSize(1);
  }

  @Test
  void start_repeatedUnderItsId_startsNothing() {
    set("one", 2, 2);
    var command =
        new DeploymentCommand.StartReplica(
            new ReplicaOf(ECHO, deployment().generation(), 1), scenario.newId());
    assertThat(scenario.events(command)).hasSize(1);
    var other =
        new DeploymentCommand.StartReplica(
            new ReplicaOf(ECHO, deployment().generation(), 2), command.job());
    assertThat(scenario.events(other)).isEmpty();
  }

  @Test
  void update_mayHaveOneReplicaMoreThanTheMost() {
    set("one", 1, 1);
    JobId old = startOne(1);
    set("two", 1, 1);
    JobId next = startOne(2);
    assertThat(start(deployment().generation(), 3)).isEmpty();
    scenario.cancel(old);
    assertThat(scenario.state.deployments().replicas(ECHO)).containsExactly(next);
  }

  @Test
  void drainedReplica_isReplacedBeforeItGoes() {
    set("one", 1, 1);
    JobId here = startOne(1);
    AttemptId attempt = scenario.start(here, "a");
    scenario.started(attempt, 0);
    assertThat(start(deployment().generation(), 2)).isEmpty();
    scenario.events(
        new NodeCommand.Drain(NodeId.atHome("a"), "", Optional.of(Duration.ofHours(1))));
    assertThat(start(deployment().generation(), 2)).hasSize(1);
    assertThat(start(deployment().generation(), 3)).isEmpty();
  }

  @Test
  void jobOfTheReplicasName_keepsItsName() {
    set("one", 1, 1);
    String name = new ReplicaOf(ECHO, deployment().generation(), 1).jobName();
    scenario.events(new Command.SubmitJob(scenario.newId(), aJob(name).build()));
    assertThat(start(deployment().generation(), 1)).isEmpty();
  }

  @Test
  void deployedAgain_replicaThatWaitsToTryAgain_makesRoomForOneWithoutItsRecord() {
    set("one", 2, 2);
    JobId failing = startOne(1);
    JobId serving = startOne(2);
    scenario.started(scenario.start(serving, "a"), 0);
    AttemptId attempt = scenario.start(failing, "a");
    scenario.started(attempt, 0);
    assertThat(deploy("one")).as("all run").isEmpty();
    scenario.ended(attempt, 0, 1);
    long generation = deployment().generation();

    scenario.events(new DeploymentCommand.ScaleDeployment(ECHO, new Replicas(2, 3)));
    assertThat(scenario.state.deployments().replicas(ECHO))
        .as("whoever scales has mended nothing")
        .containsExactlyInAnyOrder(failing, serving);
    scenario.events(new DeploymentCommand.ScaleDeployment(ECHO, new Replicas(2, 2)));
    assertThat(deploy("one"))
        .singleElement()
        .isInstanceOfSatisfying(
            Event.JobCancelled.class,
            cancelled -> {
              assertThat(cancelled.job()).isEqualTo(failing);
              assertThat(cancelled.by()).isEqualTo("ada: deployed again");
            });
    assertThat(scenario.state.deployments().replicas(ECHO)).containsExactly(serving);
    assertThat(deployment().generation()).isEqualTo(generation);
    JobId next = startOne(1);
    assertThat(scenario.job(next).failures()).isZero();
    scenario.start(next, "a");
  }

  private List<Event> deploy(String program) {
    return scenario.events(new DeploymentCommand.SetDeployment(spec(program, 2, 2)));
  }

  private Deployment deployment() {
    return scenario.state.deployments().find(ECHO).orElseThrow();
  }

  private void set(String program, int min, int max) {
    assertThat(scenario.events(new DeploymentCommand.SetDeployment(spec(program, min, max))))
        .hasSize(1);
  }

  private List<Event> want(int count) {
    return scenario.events(new DeploymentCommand.WantReplicas(ECHO, count, "load"));
  }

  private List<Event> start(long generation, int ordinal) {
    return scenario.events(
        new DeploymentCommand.StartReplica(
            new ReplicaOf(ECHO, generation, ordinal), scenario.newId()));
  }

  private JobId startOne(int ordinal) {
    return ((Event.JobSubmitted) start(deployment().generation(), ordinal).getFirst()).job();
  }

  private static DeploymentSpec spec(String program, int min, int max) {
    return new DeploymentSpec(
        ECHO,
        new DeploymentSpec.Serving(
            Optional.empty(), ModelRuntime.COMMAND, List.of(program), "echo"),
        new DeploymentSpec.ReplicaTemplate(
            DeploymentSpec.PRIORITY_DEFAULT, RankResources.DEFAULT, new TreeMap<>()),
        new Replicas(min, max),
        Scaling.DEFAULT,
        Probes.DEFAULT,
        DeploymentSpec.DRAIN_DEFAULT);
  }
}
