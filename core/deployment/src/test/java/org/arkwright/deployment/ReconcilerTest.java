package org.arkwright.deployment;

import static org.arkwright.deployment.Stage.spec;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import org.arkwright.deployment.ReplicaStatus.Demand;
import org.arkwright.deployment.ReplicaStatus.Health;
import org.arkwright.kernel.state.ReplicaJobs;
import org.arkwright.model.Command;
import org.arkwright.model.DeploymentCommand;
import org.arkwright.model.NodeCommand;
import org.arkwright.model.deployment.Replicas;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.RankExit;
import org.junit.jupiter.api.Test;

class ReconcilerTest {
  private final Stage stage = new Stage();

  @Test
  void deploy_startsReplicasAndRoutesReadyOnesOnly() {
    stage.deploy(spec(2, 2, "serve"));
    stage.passes(2);
    assertThat(stage.running()).hasSize(2);
    assertThat(stage.routes()).isEmpty();

    stage.health.put(stage.running().getFirst(), Health.READY);
    stage.passes(1);

    assertThat(stage.routes()).containsExactly(stage.running().getFirst());
  }

  @Test
  void update_replacesOneByOneAndNeverWithoutARoute() {
    stage.deploy(spec(2, 2, "serve-1"));
    stage.passes(2);
    stage.allReady();
    stage.passes(1);
    stage.deploy(spec(2, 2, "serve-2"));

    for (int i = 0; i < 40; i++) {
      stage.passes(1);
      assertThat(stage.routes()).as("pass %d", i).isNotEmpty();
      stage.allReady();
      stage.stopLeaving();
    }

    assertThat(stage.liveMost).isEqualTo(3);
    assertThat(stage.live()).hasSize(2).allMatch(job -> ReplicaJobs.generation(job) == 2);
  }

  @Test
  void deployedAgain_afterManyFailures_beginsAtOnce_anotherCommandAndTheSame() {
    stage.deploy(spec(1, 1, "serve"));
    failManyTimes();
    stage.passes(1);
    assertThat(stage.running()).as("its next try is far away").isEmpty();

    stage.deploy(spec(1, 1, "serve"));
    stage.passes(1);
    assertThat(stage.running()).hasSize(1);
    assertThat(stage.live()).hasSize(1).allMatch(job -> job.failures() == 0);

    failManyTimes();
    stage.deploy(spec(1, 1, "serve-2"));
    stage.passes(1);
    assertThat(stage.running()).hasSize(1);
    assertThat(stage.live()).hasSize(1).allMatch(job -> job.failures() == 0);
  }

  private void failManyTimes() {
    for (int failures = 0; failures < 6; ) {
      stage.passes(1);
      for (AttemptId attempt : stage.running()) {
        stage.send(new Command.ReportRankEnded(attempt, 0, new RankExit.Exited(1)));
        failures++;
      }
    }
  }

  @Test
  void drain_movesReplicasOneByOne_andNeverWithoutARoute() {
    stage.deploy(spec(2, 2, "serve"));
    stage.passes(2);
    stage.allReady();
    stage.passes(1);
    NodeId other = NodeId.atHome("other");
    stage.join(other);
    stage.send(new NodeCommand.Drain(Stage.NODE, "", Optional.empty()));

    for (int i = 0; i < 40; i++) {
      stage.passes(1);
      assertThat(stage.routes()).as("pass %d", i).isNotEmpty();
      stage.allReady();
      stage.stopLeaving();
    }

    assertThat(stage.liveMost).isEqualTo(3);
    assertThat(stage.live()).hasSize(2);
    assertThat(stage.state.jobsOn(Stage.NODE)).isEmpty();
    assertThat(stage.state.jobsOn(other)).hasSize(2);
  }

  @Test
  void drain_withoutRoomElsewhere_keepsTheReplicaUntilTheDeadline() {
    stage.deploy(spec(1, 1, "serve"));
    stage.passes(2);
    stage.allReady();
    stage.passes(1);
    stage.send(new NodeCommand.Drain(Stage.NODE, "", Optional.of(Duration.ofMinutes(1))));
    stage.passes(30);
    assertThat(stage.routes()).as("it serves on").hasSize(1);

    stage.passes(60);
    stage.send(new Command.Tick());
    stage.passes(1);
    stage.stopLeaving();
    stage.passes(1);
    assertThat(stage.state.jobsOn(Stage.NODE)).isEmpty();
    stage.send(new NodeCommand.Uncordon(Stage.NODE));
    stage.passes(2);
    stage.allReady();
    stage.passes(1);
    assertThat(stage.routes()).hasSize(1);
    assertThat(stage.live()).hasSize(1);
  }

  @Test
  void update_oldReplicaWithRequests_drainsUntilTheyAreAnswered() {
    stage.deploy(spec(1, 1, "serve-1"));
    stage.passes(2);
    stage.allReady();
    AttemptId old = stage.running().getFirst();
    stage.outstanding.put(old, 3);
    stage.deploy(spec(1, 1, "serve-2"));
    stage.passes(2);
    stage.allReady();
    stage.passes(5);

    assertThat(stage.routes()).doesNotContain(old).hasSize(1);
    assertThat(stage.running()).contains(old);

    stage.outstanding.remove(old);
    stage.passes(1);
    assertThat(stage.running()).doesNotContain(old).hasSize(1);
  }

  @Test
  void update_newVersionNeverReady_oldOneKeepsServing() {
    stage.deploy(spec(1, 1, "serve"));
    stage.passes(2);
    stage.allReady();
    AttemptId old = stage.running().getFirst();
    stage.deploy(spec(1, 1, "broken"));
    stage.passes(30);

    assertThat(stage.routes()).containsExactly(old);
  }

  @Test
  void deadReplica_isReplaced() {
    stage.deploy(spec(1, 1, "serve"));
    stage.passes(2);
    AttemptId first = stage.running().getFirst();
    stage.health.put(first, Health.DEAD);
    stage.passes(1);
    stage.stopLeaving();
    stage.passes(5);

    assertThat(stage.running()).hasSize(1).doesNotContain(first);
  }

  @Test
  void idle_scalesToZeroAndBackForAHeldRequest() {
    stage.deploy(spec(0, 2, "serve"));
    stage.passes(2);
    stage.allReady();
    stage.now += Duration.ofMinutes(11).toNanos();
    stage.passes(3);
    stage.stopLeaving();
    assertThat(stage.live()).isEmpty();
    stage.passes(5);
    assertThat(stage.live()).isEmpty();

    stage.demand = new Demand(0, 1, stage.now);
    stage.passes(2);

    assertThat(stage.running()).hasSize(1);
  }

  @Test
  void load_scalesUpAtOnceAndDownAfterTheWindow() {
    stage.deploy(spec(1, 3, "serve"));
    stage.demand = new Demand(9, 0, stage.now);
    stage.passes(3);
    assertThat(stage.live()).hasSize(3);

    stage.demand = new Demand(1, 0, stage.now);
    stage.passes(50);
    assertThat(stage.live()).hasSize(3);
    stage.passes(20);
    stage.stopLeaving();

    assertThat(stage.live()).hasSize(1);
  }

  @Test
  void replicasThatExitAtOnce_areStartedMoreSlowly() {
    stage.deploy(spec(1, 1, "true"));
    int ids = 0;
    for (int second = 0; second < 120; second++) {
      stage.passes(1);
      for (AttemptId attempt : stage.running()) {
        ids++;
        stage.send(new Command.ReportRankEnded(attempt, 0, new RankExit.Exited(0)));
      }
    }
    assertThat(ids).isBetween(4, 10);
  }

  @Test
  void crashesAnywhere_neverExceedTheLimitAndLeaveNothingAfterUndeploy() {
    for (long seed = 0; seed < 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Stage site = new Stage();
      int max = 1 + random.nextInt(4);
      site.deploy(spec(random.nextInt(max + 1), max, "serve-0"));
      for (int step = 0; step < 120; step++) {
        switch (random.nextInt(8)) {
          case 0 -> site.crash();
          case 1 -> site.deploy(spec(random.nextInt(max + 1), max, "serve-" + random.nextInt(3)));
          case 2 -> site.allReady();
          case 3 -> site.stopLeaving();
          case 4 -> site.demand = new Demand(random.nextInt(20), random.nextInt(2), site.now);
          default -> site.passes(1);
        }
      }
      assertThat(site.liveMost).as("seed %d", seed).isLessThanOrEqualTo(max + 1);
      site.send(new DeploymentCommand.RemoveDeployment(Stage.NAME));
      for (int step = 0; step < 15; step++) {
        site.passes(1);
        site.stopLeaving();
      }
      assertThat(site.live()).as("seed %d", seed).isEmpty();
    }
  }

  @Test
  void scale_toZero_stopsAll() {
    stage.deploy(spec(2, 2, "serve"));
    stage.passes(2);
    stage.send(new DeploymentCommand.ScaleDeployment(Stage.NAME, new Replicas(0, 0)));
    stage.passes(3);
    stage.stopLeaving();
    stage.passes(3);
    assertThat(stage.live()).isEmpty();
  }
}
