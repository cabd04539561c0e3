package org.arkwright.scheduler;

import static org.arkwright.scheduler.GangBuilder.aGang;
import static org.arkwright.scheduler.TestCluster.aCluster;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.arkwright.model.access.Quota;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.unit.Resources;
import org.junit.jupiter.api.Test;

class OrderTest {
  @Test
  void higherPriority_goesFirst() {
    TestCluster cluster =
        aCluster().withCpuNodes(1, 1).queued(aGang("early"), aGang("urgent").priority(5));

    assertThat(cluster.starts()).containsExactly("urgent");
  }

  @Test
  void equalPriority_earlierSubmissionGoesFirst_acrossClasses() {
    TestCluster cluster =
        aCluster().withCpuNodes(1, 3).queued(aGang("wide").cpus(2), aGang("a"), aGang("b"));

    assertThat(cluster.starts()).containsExactly("wide", "a");
  }

  @Test
  void projects_shareAlternately() {
    TestCluster cluster =
        aCluster()
            .withCpuNodes(1, 4)
            .queued(
                aGang("a1").in("a"),
                aGang("a2").in("a"),
                aGang("a3").in("a"),
                aGang("b1").in("b"),
                aGang("b2").in("b"));

    assertThat(cluster.starts()).containsExactly("a1", "b1", "a2", "b2");
  }

  @Test
  void projectThatUsesMore_goesLater() {
    TestCluster cluster =
        aCluster()
            .withCpuNodes(1, 3)
            .running(aGang("r").in("a").cpus(2), 1, 5)
            .queued(aGang("a1").in("a"), aGang("b1").in("b"));

    assertThat(cluster.starts()).containsExactly("b1");
  }

  @Test
  void weight_multipliesTheShare() {
    TestCluster cluster =
        aCluster()
            .withCpuNodes(1, 4)
            .withQuota(weighted("heavy", 3))
            .queued(
                aGang("l1").in("light"),
                aGang("l2").in("light"),
                aGang("h1").in("heavy"),
                aGang("h2").in("heavy"),
                aGang("h3").in("heavy"));

    assertThat(cluster.starts()).containsExactly("l1", "h1", "h2", "h3");
  }

  @Test
  void longRun_yieldsToAShortGang_whereItsOwnerSaysThatStoppingCostsLittle() {
    for (boolean keepsItsWork : new boolean[] {true, false}) {
      GangBuilder old = aGang("old").preemptible();
      TestCluster cluster =
          aCluster()
              .withCpuNodes(1, 1)
              .running(keepsItsWork ? old.interruptible(1) : old, 1, 600)
              .queued(aGang("new"));

      assertThat(cluster.preempts()).hasSize(keepsItsWork ? 1 : 0);
    }
  }

  @Test
  void longRun_whoseRestartCostsMoreThanTheGangGains_goesOn() {
    TestCluster cluster =
        aCluster()
            .withCpuNodes(1, 1)
            .running(aGang("old").preemptible().interruptible(400), 1, 600)
            .queued(aGang("new"));

    assertThat(cluster.preempts()).isEmpty();
  }

  @Test
  void backoff_doesNotBlockTheClass() {
    TestCluster cluster = aCluster().withCpuNodes(1, 1);
    cluster.backingOff(aGang("failed"), cluster.now + 1).queued(aGang("next"));

    assertThat(cluster.starts()).containsExactly("next");
  }

  private static Quota weighted(String project, int weight) {
    Resources all = Resources.UNLIMITED;
    return new Quota(new ProjectName(project), Optional.empty(), all, all, all, weight);
  }
}
