package org.arkwright.scheduler;

import static org.arkwright.scheduler.GangBuilder.aGang;
import static org.arkwright.scheduler.TestCluster.aCluster;
import static org.arkwright.scheduler.TestCluster.cpuQuota;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.arkwright.model.job.PendingReason;
import org.arkwright.model.job.PendingReason.Code;
import org.arkwright.model.job.Topology;
import org.arkwright.model.site.Site;
import org.arkwright.scheduler.explain.Explanation;
import org.arkwright.scheduler.explain.TruthCheck;
import org.junit.jupiter.api.Test;

class ExplanationTest {
  @Test
  void noNodes_isTheReason() {
    assertThat(reason(aCluster().queued(aGang("a")), "a").code()).isEqualTo(Code.NO_NODES);
  }

  @Test
  void gangForOneNode_isToldTheMostThatFitOnOne() {
    TestCluster cluster =
        aCluster()
            .withCpuNodes(3, 8)
            .running(aGang("r1").cpus(1), 1, 5)
            .running(aGang("r2").cpus(1), 1, 5)
            .running(aGang("r3").cpus(2), 2, 5)
            .running(aGang("r4").cpus(2), 2, 5)
            .running(aGang("r5").cpus(6), 3, 5)
            .queued(aGang("one").ranks(4).cpus(2).topology(Topology.SAME_NODE));

    assertThat(reason(cluster, "one").smallestChange()).contains("3 ranks or fewer");
  }

  @Test
  void backoff_namesTheRemainingTime() {
    TestCluster cluster = aCluster().withCpuNodes(1, 4);
    cluster.backingOff(aGang("a"), cluster.now + 90 * 1_000_000_000L);

    PendingReason reason = reason(cluster, "a");

    assertThat(reason.code()).isEqualTo(Code.BACKING_OFF);
    assertThat(reason.text()).contains("1 min 30 s");
  }

  @Test
  void moreThanTheProjectCouldEverUse_namesTheNominalQuotaThatWould() {
    PendingReason reason =
        reason(
            aCluster().withCpuNodes(1, 9).withCpuQuota("a", 4).queued(aGang("x").in("a").cpus(5)),
            "x");

    assertThat(reason.code()).isEqualTo(Code.EXCEEDS_MAX_QUOTA);
    assertThat(reason.smallestChange()).isEqualTo("raise project a's nominal cpus from 4 to 5");
  }

  @Test
  void quotaInUse_namesTheJobsThatHoldIt_nearestEndFirst() {
    TestCluster cluster =
        aCluster()
            .withCpuNodes(1, 9)
            .withCpuQuota("a", 4)
            .running(aGang("late").in("a").cpus(2).expectedMinutes(60), 1, 5)
            .running(aGang("soon").in("a").cpus(2).expectedMinutes(10), 1, 5)
            .queued(aGang("x").in("a").cpus(3));

    PendingReason reason = reason(cluster, "x");

    assertThat(reason.code()).isEqualTo(Code.WAITING_FOR_QUOTA);
    assertThat(cluster.names(reason.blockers())).containsExactly("soon", "late");
    assertThat(reason.smallestChange()).isEqualTo("raise project a's nominal cpus from 4 to 7");
  }

  @Test
  void unknownDevice_namesWhatTheSiteHas() {
    PendingReason reason =
        reason(aCluster().withNodes(2, "h100", 8).queued(aGang("a").devices(1, "mi300")), "a");

    assertThat(reason.code()).isEqualTo(Code.NO_MATCHING_DEVICE);
    assertThat(reason.text()).contains("mi300").contains("16 h100");
    assertThat(reason.smallestChange()).isEqualTo("ask for kind h100");
  }

  @Test
  void unknownDevice_besideNodesThatAreTooSmallAnyway_isTheReason() {
    PendingReason reason =
        reason(
            aCluster()
                .withNodes(1, "h100", 8)
                .withCpuNodes(3, 4)
                .queued(aGang("a").cpus(8).devices(1, "mi300")),
            "a");

    assertThat(reason.code()).isEqualTo(Code.NO_MATCHING_DEVICE);
    assertThat(reason.text()).contains("mi300").contains("8 h100");
  }

  @Test
  void tooManyDevicesOnOneNode_namesTheMost() {
    PendingReason reason =
        reason(aCluster().withNodes(2, "h100", 8).queued(aGang("a").devices(16, "h100")), "a");

    assertThat(reason.code()).isEqualTo(Code.LARGER_THAN_ANY_NODE);
    assertThat(reason.smallestChange()).isEqualTo("ask for 8 h100 or fewer per rank");
  }

  @Test
  void tooMuchDeviceMemory_namesTheLargest() {
    PendingReason reason =
        reason(aCluster().withNodes(1, "h100", 8).queued(aGang("a").deviceWithMemoryGiB(96)), "a");

    assertThat(reason.smallestChange()).isEqualTo("ask for a minimum memory of 80 GiB or less");
  }

  @Test
  void tooManyCpus_namesTheMost() {
    PendingReason reason = reason(aCluster().withCpuNodes(2, 7).queued(aGang("a").cpus(8)), "a");

    assertThat(reason.code()).isEqualTo(Code.LARGER_THAN_ANY_NODE);
    assertThat(reason.smallestChange()).isEqualTo("ask for 7 cpus or less per rank");
  }

  @Test
  void tooMuchOfEverything_namesANodeWithSuchDevices() {
    TestCluster cluster =
        aCluster()
            .withCpuNodes(1, 80)
            .withNodes(1, "h100", 8)
            .queued(aGang("a").devices(16, "h100").cpus(100));

    PendingReason reason = reason(cluster, "a");

    assertThat(reason.code()).isEqualTo(Code.LARGER_THAN_ANY_NODE);
    assertThat(reason.smallestChange())
        .isEqualTo("ask for what node node-2 has: 64 cpus, 512 GiB memory, 8 h100");
  }

  @Test
  void topologyThatNoEmptySiteOffers_namesTheNumberOfRanksThatFit() {
    TestCluster cluster =
        aCluster()
            .withCpuNodes(2, 4)
            .queued(
                aGang("same").ranks(5).topology(Topology.SAME_NODE),
                aGang("spread").ranks(3).topology(Topology.SPREAD));

    assertThat(reason(cluster, "same").code()).isEqualTo(Code.TOPOLOGY_UNAVAILABLE);
    assertThat(reason(cluster, "same").smallestChange()).startsWith("ask for 4 ranks or fewer");
    assertThat(reason(cluster, "spread").smallestChange()).startsWith("ask for 2 ranks or fewer");
  }

  @Test
  void tooLittleFree_namesTheOneJobToCancel_andWhenItEnds() {
    TestCluster cluster =
        aCluster()
            .withNodes(1, "h100", 2)
            .running(aGang("train-a").devices(2, "h100").expectedMinutes(30), 1, 10)
            .queued(aGang("a").devices(1, "h100"));

    PendingReason reason = reason(cluster, "a");

    assertThat(reason.code()).isEqualTo(Code.WAITING_FOR_RESOURCES);
    assertThat(reason.text()).contains("expected to be free in 20 min");
    assertThat(cluster.names(reason.blockers())).containsExactly("train-a");
    assertThat(reason.smallestChange()).contains("cancel job train-a").contains("2 h100");
  }

  @Test
  void enoughInTotalButInPieces_isFragmented() {
    TestCluster cluster =
        aCluster()
            .withCpuNodes(2, 4)
            .running(aGang("x").cpus(2), 1, 5)
            .running(aGang("y").cpus(2), 2, 5)
            .queued(aGang("a").cpus(3));

    assertThat(reason(cluster, "a").code()).isEqualTo(Code.FRAGMENTED);
  }

  @Test
  void capacityReservedForAnother_isPriority() {
    TestCluster cluster =
        aCluster()
            .withCpuNodes(1, 4)
            .running(aGang("r").cpus(2), 1, 5)
            .queued(aGang("head").cpus(4), aGang("small"));

    PendingReason reason = reason(cluster, "small");

    assertThat(reason.code()).isEqualTo(Code.PRIORITY);
    assertThat(cluster.names(reason.blockers())).containsExactly("head");
  }

  @Test
  void stoppingVictims_arePreemptionPending() {
    TestCluster cluster =
        aCluster()
            .withCpuNodes(1, 4)
            .running(aGang("soft").cpus(3).preemptible(), 1, 5)
            .queued(aGang("urgent").cpus(4).priority(5));

    assertThat(reason(cluster, "urgent").code()).isEqualTo(Code.PREEMPTION_PENDING);
    cluster.apply(cluster.plan().plan());
    PendingReason reason = reason(cluster, "urgent");
    assertThat(reason.code()).isEqualTo(Code.PREEMPTION_PENDING);
    assertThat(cluster.names(reason.blockers())).containsExactly("soft");
  }

  @Test
  void borrowerBehindOwners_isPriority() {
    Optional<String> lab = Optional.of("lab");
    TestCluster cluster =
        aCluster()
            .withCpuNodes(2, 8)
            .withQuota(cpuQuota("a", lab, 2, 9, 2))
            .withQuota(cpuQuota("b", lab, 8, 0, 8))
            .running(aGang("r").cpus(1), 1, 5)
            .queued(aGang("owner").in("b").cpus(8), aGang("borrower").in("a").cpus(3).priority(2));
    cluster.running(aGang("s").cpus(1), 2, 5);

    assertThat(reason(cluster, "borrower").code()).isEqualTo(Code.PRIORITY);
  }

  @Test
  void borrowerBehindOwners_namesThoseOfItsCohort_notOthers() {
    Optional<String> lab = Optional.of("lab");
    TestCluster cluster =
        aCluster()
            .withCpuNodes(2, 8)
            .withQuota(cpuQuota("a", lab, 2, 9, 2))
            .withQuota(cpuQuota("b", lab, 8, 0, 8))
            .withQuota(cpuQuota("d", lab, 8, 0, 8))
            .withQuota(cpuQuota("c", Optional.of("office"), 8, 0, 8))
            .running(aGang("r").cpus(1), 1, 5)
            .queued(
                aGang("owner").in("b").cpus(8),
                aGang("second").in("d").cpus(8),
                aGang("stranger").in("c").cpus(8),
                aGang("borrower").in("a").cpus(3).priority(2));
    cluster.running(aGang("s").cpus(1), 2, 5);

    assertThat(cluster.names(reason(cluster, "borrower").blockers()))
        .as("the one for which a place is kept, and the one that waits without")
        .containsExactly("owner", "second");
  }

  @Test
  void ownerBehindAnother_namesTheOneForWhichAPlaceIsKept_notAllOwners() {
    Optional<String> lab = Optional.of("lab");
    TestCluster cluster =
        aCluster()
            .withCpuNodes(1, 8)
            .withQuota(cpuQuota("a", lab, 3, 0, 3))
            .withQuota(cpuQuota("b", lab, 8, 0, 8))
            .withQuota(cpuQuota("c", lab, 8, 0, 8))
            .running(aGang("r").cpus(1), 1, 5)
            .queued(
                aGang("first").in("b").cpus(8),
                aGang("second").in("c").cpus(8),
                aGang("small").in("a").cpus(3));

    assertThat(cluster.names(reason(cluster, "small").blockers())).containsExactly("first");
  }

  @Test
  void position_countsGangsThatGoFirst() {
    TestCluster cluster =
        aCluster().queued(aGang("a"), aGang("b").cpus(2), aGang("c"), aGang("urgent").priority(1));

    assertThat(explain(cluster, "urgent").position()).isEqualTo(1);
    assertThat(explain(cluster, "b").position()).isEqualTo(3);
    assertThat(explain(cluster, "c").position()).isEqualTo(4);
    assertThat(explain(cluster, "c").queued()).isEqualTo(4);
  }

  static PendingReason reason(TestCluster cluster, String name) {
    PendingReason reason = explain(cluster, name).reason();
    assertThat(TruthCheck.falsehood(cluster, Site.HOME, cluster.named(name), reason, cluster.now))
        .isEmpty();
    return reason;
  }

  private static Explanation explain(TestCluster cluster, String name) {
    return cluster.plan().explain(cluster, cluster.named(name), cluster.now);
  }

  @Test
  void jobWithATimeoutAlone_isFreeAtTheLatest_notExpectedToBe() {
    TestCluster cluster =
        aCluster()
            .withNodes(1, "h100", 2)
            .running(aGang("train-a").devices(2, "h100").timeoutMinutes(30), 1, 10)
            .queued(aGang("a").devices(1, "h100"));

    assertThat(reason(cluster, "a").text())
        .contains(", free at the latest in ")
        .doesNotContain("expected to be");
  }

  @Test
  void jobThatEndsByItself_isInTheWay_beforeReplicasThatDoNot() {
    TestCluster cluster =
        aCluster()
            .withCpuNodes(1, 4)
            .running(aGang("web").cpus(1).replica(), 1, 20)
            .running(aGang("embed").cpus(1).replica(), 1, 15)
            .running(aGang("train").cpus(2), 1, 1)
            .queued(aGang("x").cpus(2));

    PendingReason reason = reason(cluster, "x");
    assertThat(reason.blockers()).containsExactly(cluster.named("train").id());
    assertThat(reason.text()).contains("held by train (").endsWith(", whose end is not known.");
    assertThat(reason.smallestChange()).contains("train (").doesNotContain("replica");
  }

  @Test
  void whatIsShort_isSaidFirst_withTheJobsThatHoldIt() {
    TestCluster cluster =
        aCluster()
            .withCpuNodes(1, 4)
            .running(aGang("long").cpus(4), 1, 1)
            .queued(aGang("x").cpus(1));

    assertThat(reason(cluster, "x").text())
        .startsWith("Not enough cpus free: needs 1 rank x (1 cpus")
        .contains("0 cpus")
        .contains("room for 0 of its ranks now; the rest is held by long (")
        .endsWith(", whose end is not known.");
  }
}
