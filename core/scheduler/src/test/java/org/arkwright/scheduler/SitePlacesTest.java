package org.arkwright.scheduler;

import static org.arkwright.scheduler.GangBuilder.aGang;
import static org.arkwright.scheduler.SiteTerms.aSite;
import static org.arkwright.scheduler.SiteTerms.beside;
import static org.arkwright.scheduler.TestCluster.aCluster;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.arkwright.model.Plan;
import org.arkwright.model.access.Quota;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.PendingReason;
import org.arkwright.model.job.PendingReason.Code;
import org.arkwright.model.job.Placement;
import org.arkwright.model.unit.Resources;
import org.arkwright.scheduler.explain.Explanation;
import org.arkwright.scheduler.explain.TruthCheck;
import org.arkwright.scheduler.site.SiteOffer;
import org.arkwright.scheduler.site.SiteOffer.Verdict;
import org.junit.jupiter.api.Test;

/** What the scheduler decides where a site has a queue of its own, and places by itself. */
final class SitePlacesTest {
  private static final long HOUR = Duration.ofHours(1).toNanos();

  private static GangBuilder anHour(String name) {
    return aGang(name).devices(8, "h100").expectedMinutes(60);
  }

  /** A cluster with one node beside a home with one; waiting is priced, and the cluster cheap. */
  private static TestCluster cluster(String waitHour, SiteTerms hpc) {
    return aCluster()
        .withSettings(beside(waitHour, hpc))
        .at("hpc")
        .withNodes(1, "h100", 8)
        .at("")
        .withNodes(1, "h100", 8);
  }

  private static SiteTerms hpc() {
    return aSite("hpc").deviceHour("1").placesItself();
  }

  @Test
  void siteThatPlaces_getsTheGangWithoutNodes_evenWhereNoneAreFree() {
    TestCluster cluster = cluster("0", hpc()).queued(anHour("a"), anHour("b"));

    Plan plan = cluster.plan().plan();
    assertThat(plan.starts())
        .extracting(Plan.Start::placement)
        .containsExactly(new Placement.BySite("hpc"), new Placement.BySite("hpc"));
    cluster.apply(plan);
    cluster.queued(anHour("c"));
    assertThat(cluster.starts()).containsExactly("c");
  }

  @Test
  void queueThere_costsTime_soThatHomeIsTakenOnceThatIsDearer() {
    // An hour of 8 devices costs 8 there and 16 at home.
    TestCluster cluster = cluster("9", hpc()).queued(anHour("a"), anHour("b"));

    assertThat(cluster.plan().plan().starts())
        .extracting(start -> start.placement().site())
        .containsExactly("hpc", "home");
  }

  @Test
  void whatTheSiteTold_countsForTheNext() {
    TestCluster cluster = cluster("5", hpc()).queued(anHour("a"));
    cluster.apply(cluster.plan().plan());
    cluster.told("a", "Priority", cluster.now + HOUR / 2);
    cluster.queued(anHour("b"));
    assertThat(cluster.plan().plan().starts())
        .extracting(start -> start.placement().site())
        .containsExactly("hpc");
    cluster.told("a", "Priority", cluster.now + 3 * HOUR);
    assertThat(cluster.plan().plan().starts())
        .extracting(start -> start.placement().site())
        .containsExactly("home");
  }

  @Test
  void gangThatNoNodeThereCouldHold_isNotSent() {
    TestCluster cluster = cluster("0", hpc()).queued(aGang("big").devices(16, "h100"));

    assertThat(cluster.starts()).isEmpty();
    assertThat(explain(cluster, "big").reason().code()).isEqualTo(Code.LARGER_THAN_ANY_NODE);
  }

  @Test
  void siteQuota_holds() {
    TestCluster cluster = cluster("0", hpc().devicesAtMost(8)).queued(anHour("a"), anHour("b"));
    assertThat(cluster.plan().plan().starts())
        .filteredOn(start -> start.placement() instanceof Placement.BySite)
        .hasSize(1);
  }

  @Test
  void declinedGang_goesElsewhere_orWaitsUntilTheSiteMayBeAskedAgain() {
    TestCluster cluster = cluster("0", hpc()).queued(anHour("a"));
    cluster.declined("a", "hpc", cluster.now + HOUR);

    assertThat(cluster.plan().plan().starts())
        .extracting(start -> start.placement().site())
        .containsExactly("home");
    List<SiteOffer> offers = explain(cluster, "a").offers();
    assertThat(offers)
        .extracting(SiteOffer::verdict)
        .containsExactly(Verdict.CHOSEN, Verdict.DECLINED);

    TestCluster alone =
        aCluster()
            .withSettings(beside("0", hpc()))
            .at("hpc")
            .withNodes(1, "h100", 8)
            .queued(anHour("a"));
    alone.declined("a", "hpc", alone.now + HOUR);
    assertThat(alone.starts()).isEmpty();
    assertThat(alone.plan().nextCycleNanos()).hasValue(alone.now + HOUR);
    PendingReason reason = explain(alone, "a").reason();
    assertThat(reason.code()).isEqualTo(Code.SITE_BUSY);
    assertThat(reason.text()).contains("hpc", "QOSMaxJobs", "1 h 0 min");
    assertTrue(alone, "a");
    alone.now += HOUR;
    assertThat(alone.starts()).containsExactly("a");
  }

  @Test
  void gangThatWaitsThere_isExplainedInTheSitesWords() {
    TestCluster cluster = cluster("0", hpc()).queued(anHour("a"));
    cluster.apply(cluster.plan().plan());
    assertThat(explain(cluster, "a").reason().code()).isEqualTo(Code.WAITING_AT_SITE);

    cluster.told("a", "Resources", cluster.now + HOUR / 2);

    PendingReason reason = explain(cluster, "a").reason();
    assertThat(reason.text())
        .isEqualTo(
            "It waits in the queue of site hpc, which says: Resources. It starts there in about"
                + " 30 min 0 s.");
    assertThat(explain(cluster, "a").position()).isZero();
    assertTrue(cluster, "a");
  }

  @Test
  void gangThatWaitsThere_isStoppedForOneThatNeedsItsQuota() {
    TestCluster cluster =
        cluster("0", hpc()).withQuota(quota(8)).queued(anHour("low").preemptible());
    cluster.apply(cluster.plan().plan());
    cluster.queued(anHour("high").priority(5));

    assertThat(cluster.preempts()).containsExactly("low");
  }

  private static Quota quota(int devices) {
    Resources nominal =
        new Resources(Resources.UNLIMITED_AMOUNT, Resources.UNLIMITED_AMOUNT, 1000L * devices);
    return new Quota(
        ProjectName.DEFAULT, Optional.empty(), nominal, Resources.ZERO, Resources.ZERO, 1);
  }

  private static Explanation explain(TestCluster cluster, String name) {
    return cluster.plan().explain(cluster, cluster.named(name), cluster.now);
  }

  private static void assertTrue(TestCluster cluster, String name) {
    Explanation why = explain(cluster, name);
    assertThat(
            TruthCheck.falsehood(
                cluster, why.site(), cluster.named(name), why.reason(), cluster.now))
        .isEmpty();
  }
}
