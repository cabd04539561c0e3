package org.arkwright.scheduler;

import static org.arkwright.scheduler.GangBuilder.aGang;
import static org.arkwright.scheduler.SiteTerms.aSite;
import static org.arkwright.scheduler.SiteTerms.beside;
import static org.arkwright.scheduler.TestCluster.MINUTE;
import static org.arkwright.scheduler.TestCluster.aCluster;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.arkwright.model.id.JobId;
import org.arkwright.model.job.PendingReason;
import org.arkwright.model.job.PendingReason.Code;
import org.arkwright.model.job.StopCause;
import org.arkwright.model.job.Topology;
import org.arkwright.model.site.EnergySeries.Kind;
import org.arkwright.model.site.Site;
import org.arkwright.scheduler.explain.TruthCheck;
import org.junit.jupiter.api.Test;

/** The check of reasons: of each kind one that is true, and one that is not. */
final class TruthCheckTest {
  @Test
  void blockers_areLiveOtherJobs() {
    TestCluster cluster =
        aCluster().withCpuNodes(1, 4).running(aGang("r").cpus(4), 1, 5).queued(aGang("x"));
    assertThat(falsehood(cluster, Code.WAITING_FOR_RESOURCES, id(cluster, "r"))).isFalse();
    assertThat(falsehood(cluster, Code.WAITING_FOR_RESOURCES, id(cluster, "x"))).isTrue();
    assertThat(falsehood(cluster, Code.WAITING_FOR_RESOURCES, new JobId(99))).isTrue();
  }

  @Test
  void resources_areMissing_onlyWhereItDoesNotFitNow_andCouldOtherwise() {
    TestCluster full =
        aCluster().withCpuNodes(1, 4).running(aGang("r").cpus(4), 1, 5).queued(aGang("x"));
    assertThat(falsehood(full, Code.WAITING_FOR_RESOURCES)).isFalse();
    assertThat(falsehood(full, Code.PENDING_EVALUATION)).isTrue();
    TestCluster free = aCluster().withCpuNodes(1, 4).queued(aGang("x").cpus(4));
    assertThat(falsehood(free, Code.WAITING_FOR_RESOURCES)).isTrue();
    assertThat(falsehood(free, Code.PENDING_EVALUATION)).isFalse();
    assertThat(falsehood(free, Code.NO_NODES)).isTrue();
    assertThat(falsehood(aCluster().queued(aGang("x")), Code.NO_NODES)).isFalse();
    TestCluster large = aCluster().withCpuNodes(1, 4).queued(aGang("x").cpus(5));
    assertThat(falsehood(large, Code.LARGER_THAN_ANY_NODE)).isFalse();
    assertThat(falsehood(large, Code.WAITING_FOR_RESOURCES)).isTrue();
    assertThat(falsehood(free, Code.LARGER_THAN_ANY_NODE)).isTrue();
  }

  @Test
  void fragmented_meansEnoughInSum() {
    TestCluster cluster =
        aCluster()
            .withCpuNodes(2, 4)
            .running(aGang("r1").cpus(2), 1, 5)
            .running(aGang("r2").cpus(2), 2, 5);
    assertThat(falsehood(cluster.queued(aGang("x").cpus(4)), Code.FRAGMENTED)).isFalse();
    TestCluster less =
        aCluster()
            .withCpuNodes(2, 4)
            .running(aGang("r1").cpus(3), 1, 5)
            .running(aGang("r2").cpus(2), 2, 5)
            .queued(aGang("x").cpus(4));
    assertThat(falsehood(less, Code.FRAGMENTED)).isTrue();
  }

  @Test
  void topology_isUnavailable_onlyWhereTheGangWouldFitOtherwise() {
    TestCluster cluster =
        aCluster()
            .withCpuNodes(2, 4)
            .queued(aGang("x").ranks(2).cpus(3).topology(Topology.SAME_NODE));
    assertThat(falsehood(cluster, Code.TOPOLOGY_UNAVAILABLE)).isFalse();
    TestCluster fits =
        aCluster()
            .withCpuNodes(2, 4)
            .queued(aGang("x").ranks(2).cpus(2).topology(Topology.SAME_NODE));
    assertThat(falsehood(fits, Code.TOPOLOGY_UNAVAILABLE)).isTrue();
  }

  @Test
  void quota_holdsBack_nowOrForEver() {
    TestCluster now =
        aCluster()
            .withCpuNodes(1, 9)
            .withCpuQuota("a", 4)
            .running(aGang("r").in("a").cpus(3), 1, 5)
            .queued(aGang("x").in("a").cpus(2));
    assertThat(falsehood(now, Code.WAITING_FOR_QUOTA)).isFalse();
    assertThat(falsehood(now, Code.EXCEEDS_MAX_QUOTA)).isTrue();
    TestCluster ever =
        aCluster().withCpuNodes(1, 9).withCpuQuota("a", 4).queued(aGang("x").in("a").cpus(5));
    assertThat(falsehood(ever, Code.WAITING_FOR_QUOTA)).isTrue();
    assertThat(falsehood(ever, Code.EXCEEDS_MAX_QUOTA)).isFalse();
    TestCluster fits =
        aCluster()
            .withCpuNodes(1, 9)
            .withCpuQuota("a", 4)
            .running(aGang("r").in("a").cpus(2), 1, 5)
            .queued(aGang("x").in("a").cpus(2));
    assertThat(falsehood(fits, Code.WAITING_FOR_QUOTA)).isTrue();
  }

  @Test
  void backoff_isToCome() {
    TestCluster cluster = aCluster().withCpuNodes(1, 4);
    cluster.backingOff(aGang("x"), cluster.now + 1);
    assertThat(falsehood(cluster, Code.BACKING_OFF)).isFalse();
    cluster.now += 1;
    assertThat(falsehood(cluster, Code.BACKING_OFF)).isTrue();
  }

  @Test
  void price_isWaitedFor_byWhatIsDeferrable_whileTheDeadlineLeavesTime() {
    TestCluster cluster = aCluster().withCpuNodes(1, 4).withSeries(Kind.TARIFF, 4, 4, 1, 1, 1, 1);
    long deadline = cluster.now + 60 * MINUTE;
    cluster.queued(aGang("x").deferrable().expectedMinutes(30).deadline(deadline));
    cluster.now = deadline - 30 * MINUTE;
    assertThat(falsehood(cluster, Code.WAITING_FOR_PRICE)).isFalse();
    cluster.now += 1;
    assertThat(falsehood(cluster, Code.WAITING_FOR_PRICE)).isTrue();
    TestCluster fixed = aCluster().withCpuNodes(1, 4).withSeries(Kind.TARIFF, 4, 1, 1);
    assertThat(falsehood(fixed.queued(aGang("x").expectedMinutes(30)), Code.WAITING_FOR_PRICE))
        .isTrue();
    TestCluster even = aCluster().withCpuNodes(1, 4).withSeries(Kind.TARIFF, 4, 4, 4);
    even.queued(aGang("x").deferrable().expectedMinutes(30));
    assertThat(falsehood(even, Code.WAITING_FOR_PRICE)).as("it never changes").isTrue();
    TestCluster late = aCluster().withCpuNodes(1, 4).withSeries(Kind.TARIFF, 4, 1, 1, 4, 1);
    late.queued(aGang("x").deferrable().expectedMinutes(30));
    late.now += 10 * MINUTE;
    assertThat(falsehood(late, Code.WAITING_FOR_PRICE)).isFalse();
  }

  @Test
  void priority_namesAQueuedJob_andTheGangFits() {
    TestCluster cluster =
        aCluster()
            .withCpuNodes(1, 4)
            .running(aGang("r").cpus(1), 1, 5)
            .queued(aGang("first").cpus(4), aGang("x").cpus(3));
    assertThat(falsehood(cluster, Code.PRIORITY, id(cluster, "first"))).isFalse();
    assertThat(falsehood(cluster, Code.PRIORITY, id(cluster, "r"))).isTrue();
    assertThat(falsehood(cluster, Code.PRIORITY)).isTrue();
  }

  @Test
  void preemption_isPending_whileItsVictimsStop() {
    TestCluster cluster =
        aCluster().withCpuNodes(1, 4).running(aGang("r").cpus(1), 1, 5).queued(aGang("x").cpus(3));
    assertThat(falsehood(cluster, Code.PREEMPTION_PENDING)).as("it fits").isTrue();
    cluster.stopping("r", new StopCause.Preempted(id(cluster, "x")));
    assertThat(falsehood(cluster, Code.PREEMPTION_PENDING)).isFalse();
  }

  @Test
  void power_isCapped_onlyWhereItIs() {
    TestCluster cluster = aCluster().withNodes(1, "h100", 8).withEnvelope("2");
    assertThat(falsehood(cluster.queued(aGang("x").devices(2, "h100")), Code.POWER_CAP)).isFalse();
    TestCluster enough = aCluster().withNodes(1, "h100", 8).withEnvelope("2");
    assertThat(falsehood(enough.queued(aGang("x").devices(1, "h100")), Code.POWER_CAP)).isTrue();
  }

  @Test
  void power_isThatOfHomeAlone_whereJobsRunElsewhere() {
    TestCluster cluster =
        aCluster()
            .withNodes(1, "h100", 8)
            .at("cloud")
            .withNodes(1, "h100", 8)
            .withSettings(beside("0", aSite("cloud")))
            .withEnvelope("2")
            .running(aGang("away").devices(8, "h100"), 2, 5)
            .queued(aGang("x").devices(1, "h100"));
    assertThat(falsehood(cluster, Code.POWER_CAP)).isTrue();
    cluster.running(aGang("here").devices(2, "h100"), 1, 5);
    assertThat(falsehood(cluster, Code.POWER_CAP)).isFalse();
  }

  @Test
  void step_isNeverAJobBeforeItsNeeds() {
    assertThat(falsehood(aCluster().queued(aGang("x")), Code.DEPENDENCY)).isTrue();
    assertThat(falsehood(aCluster().queued(aGang("x")), Code.WAITING_AT_SITE)).isTrue();
    assertThat(falsehood(aCluster().queued(aGang("x")), Code.SITE_BUSY)).isTrue();
  }

  private static JobId id(TestCluster cluster, String name) {
    return cluster.named(name).id();
  }

  private static boolean falsehood(TestCluster cluster, Code code, JobId... blockers) {
    PendingReason reason = new PendingReason(code, "text", List.of(blockers), "change");
    return TruthCheck.falsehood(cluster, Site.HOME, cluster.named("x"), reason, cluster.now)
        .isPresent();
  }
}
