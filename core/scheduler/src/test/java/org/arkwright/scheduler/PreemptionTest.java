package org.arkwright.scheduler;

import static org.arkwright.scheduler.GangBuilder.aGang;
import static org.arkwright.scheduler.TestCluster.aCluster;
import static org.arkwright.scheduler.TestCluster.cpuQuota;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.arkwright.model.Plan;
import org.arkwright.model.job.StopCause;
import org.junit.jupiter.api.Test;

class PreemptionTest {
  @Test
  void higherPriority_stopsTheJobThatLosesTheLeastWork() {
    TestCluster cluster =
        aCluster()
            .withCpuNodes(3, 2)
            .running(aGang("old").cpus(2).preemptible(), 1, 60)
            .running(aGang("young").cpus(2).preemptible(), 2, 5)
            .running(aGang("younger-but-wide").ranks(2).preemptible(), 3, 4)
            .queued(aGang("urgent").cpus(2).priority(1));

    assertThat(cluster.preempts()).containsExactly("young");
  }

  @Test
  void victims_areNoMoreThanNeeded() {
    TestCluster cluster =
        aCluster()
            .withCpuNodes(1, 4)
            .running(aGang("tiny").preemptible(), 1, 1)
            .running(aGang("enough").cpus(3).preemptible(), 1, 10)
            .queued(aGang("urgent").cpus(3).priority(1));

    assertThat(cluster.preempts()).containsExactly("enough");
  }

  @Test
  void equalPriorityOrNotPreemptible_isNeverStopped() {
    TestCluster cluster =
        aCluster()
            .withCpuNodes(2, 2)
            .running(aGang("equal").cpus(2).priority(1).preemptible(), 1, 5)
            .running(aGang("fixed").cpus(2), 2, 5)
            .queued(aGang("urgent").cpus(2).priority(1));

    assertThat(cluster.preempts()).isEmpty();
  }

  @Test
  void nothingIsStopped_whenTheGangStillWouldNotFit() {
    TestCluster cluster =
        aCluster()
            .withCpuNodes(2, 2)
            .running(aGang("soft").cpus(2).preemptible(), 1, 5)
            .running(aGang("fixed").cpus(2), 2, 5)
            .queued(aGang("urgent").ranks(2).cpus(2).priority(1));

    assertThat(cluster.preempts()).isEmpty();
  }

  @Test
  void capacityBeingFreed_isAwaitedInsteadOfPreemptingMore() {
    TestCluster cluster =
        aCluster()
            .withCpuNodes(2, 2)
            .running(aGang("going").cpus(2), 1, 5)
            .running(aGang("staying").cpus(2).preemptible(), 2, 1)
            .stopping("going", new StopCause.CancelRequested("ann"))
            .queued(aGang("urgent").cpus(2).priority(1), aGang("late"));

    assertThat(cluster.preempts()).isEmpty();
    assertThat(cluster.starts()).isEmpty();
    cluster.end(cluster.named("going").id());
    assertThat(cluster.starts()).containsExactly("urgent");
  }

  @Test
  void freedCapacity_isReservedForThePreemptor() {
    TestCluster cluster =
        aCluster()
            .withCpuNodes(1, 4)
            .running(aGang("soft").cpus(3).preemptible(), 1, 5)
            .queued(aGang("urgent").cpus(4).priority(5), aGang("small"));

    Plan plan = cluster.plan().plan();

    assertThat(plan.preempts()).hasSize(1);
    assertThat(plan.starts()).isEmpty();
    cluster.apply(plan);
    assertThat(cluster.plan().plan().isEmpty()).isTrue();
    cluster.requeue(cluster.named("soft").id());
    assertThat(cluster.starts()).containsExactly("urgent");
  }

  @Test
  void owner_reclaimsItsNominalQuotaFromBorrowers_ofAnyPriority() {
    Optional<String> lab = Optional.of("lab");
    TestCluster cluster =
        aCluster()
            .withCpuNodes(1, 16)
            .withQuota(cpuQuota("a", lab, 4, 4, 4))
            .withQuota(cpuQuota("b", lab, 4, 4, 4))
            .running(aGang("own").in("a").cpus(4).preemptible(), 1, 5)
            .running(aGang("borrowed").in("a").cpus(4).priority(9).preemptible(), 1, 1)
            .queued(aGang("owner").in("b").cpus(4));

    assertThat(cluster.preempts()).containsExactly("borrowed");
    cluster.apply(cluster.plan().plan());
    cluster.requeue(cluster.named("borrowed").id());
    assertThat(cluster.starts()).containsExactly("owner");
  }

  @Test
  void borrower_doesNotReclaim() {
    Optional<String> lab = Optional.of("lab");
    TestCluster cluster =
        aCluster()
            .withCpuNodes(1, 16)
            .withQuota(cpuQuota("a", lab, 4, 4, 4))
            .withQuota(cpuQuota("b", lab, 4, 4, 4))
            .running(aGang("borrowed").in("a").cpus(6).preemptible(), 1, 1)
            .queued(aGang("greedy").in("b").cpus(5));

    assertThat(cluster.preempts()).isEmpty();
  }

  @Test
  void secondClass_preemptsBesideAReservation() {
    TestCluster cluster =
        aCluster()
            .withNodes(1, "h100", 1)
            .withCpuNodes(1, 2)
            .running(aGang("training").devices(1, "h100").priority(9), 1, 5)
            .running(aGang("soft").cpus(2).preemptible(), 2, 5)
            .queued(
                aGang("head").devices(1, "h100").cpus(64).priority(9),
                aGang("second").cpus(2).priority(5));

    assertThat(cluster.preempts()).containsExactly("soft");
  }
}
