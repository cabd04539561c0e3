package org.arkwright.scheduler;

import static org.arkwright.scheduler.GangBuilder.aGang;
import static org.arkwright.scheduler.TestCluster.aCluster;
import static org.arkwright.scheduler.TestCluster.cpuQuota;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.arkwright.model.site.EnergySeries.Kind;
import org.junit.jupiter.api.Test;

class QuotaTest {
  private static final Optional<String> LAB = Optional.of("lab");

  @Test
  void withoutCohort_nominalIsTheLimit() {
    TestCluster cluster =
        aCluster()
            .withCpuNodes(1, 8)
            .withCpuQuota("a", 2)
            .queued(aGang("a1").in("a"), aGang("a2").in("a"), aGang("a3").in("a"));

    assertThat(cluster.starts()).containsExactly("a1", "a2");
  }

  @Test
  void cohort_lendsIdleQuota_upToTheBorrowingLimit() {
    TestCluster cluster =
        aCluster()
            .withCpuNodes(1, 16)
            .withQuota(cpuQuota("a", LAB, 2, 3, 2))
            .withQuota(cpuQuota("b", LAB, 6, 0, 6));
    for (int i = 0; i < 8; i++) {
      cluster.queued(aGang("a" + i).in("a"));
    }

    assertThat(cluster.starts()).hasSize(5);
  }

  @Test
  void lendingLimit_keepsTheRestForItsOwner() {
    TestCluster cluster =
        aCluster()
            .withCpuNodes(1, 16)
            .withQuota(cpuQuota("a", LAB, 2, 9, 2))
            .withQuota(cpuQuota("b", LAB, 6, 0, 1));
    for (int i = 0; i < 8; i++) {
      cluster.queued(aGang("a" + i).in("a"));
    }

    assertThat(cluster.starts()).hasSize(3);
  }

  @Test
  void gangThatWaitsForQuota_blocksLaterGangsOfItsProject_notOthers() {
    TestCluster cluster =
        aCluster()
            .withCpuNodes(1, 16)
            .withCpuQuota("a", 4)
            .running(aGang("r").in("a").cpus(2), 1, 5)
            .queued(aGang("big").in("a").cpus(4), aGang("small").in("a"), aGang("other").in("b"));

    assertThat(cluster.starts()).containsExactly("other");
  }

  @Test
  void gangBeyondItsProjectsQuota_blocksNobody() {
    TestCluster cluster =
        aCluster()
            .withCpuNodes(1, 16)
            .withCpuQuota("a", 4)
            .queued(aGang("never").in("a").cpus(5), aGang("small").in("a"));

    assertThat(cluster.starts()).containsExactly("small");
  }

  @Test
  void borrowers_waitForOwners_whateverTheirPriority() {
    TestCluster cluster =
        aCluster()
            .withCpuNodes(1, 16)
            .withQuota(cpuQuota("a", LAB, 4, 4, 4))
            .withQuota(cpuQuota("b", LAB, 4, 4, 4))
            .running(aGang("r").in("a").cpus(6), 1, 5)
            .queued(
                aGang("more").in("a").cpus(2).priority(9),
                aGang("yet-more").in("a").cpus(1).priority(8),
                aGang("own").in("b").cpus(2));

    assertThat(cluster.starts()).containsExactly("own");
  }

  @Test
  void ownersThatWaitForPrice_keepNobodyFromBorrowing() {
    TestCluster cluster =
        aCluster()
            .withCpuNodes(1, 16)
            .withSeries(Kind.TARIFF, 4, 4, 1, 4)
            .withQuota(cpuQuota("a", LAB, 2, 4, 2))
            .withQuota(cpuQuota("b", LAB, 4, 0, 4))
            .queued(
                aGang("held").in("b").cpus(4).deferrable().expectedMinutes(30),
                aGang("borrows").in("a").cpus(4));

    assertThat(cluster.starts()).containsExactly("borrows");
  }
}
