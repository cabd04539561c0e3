package org.arkwright.scheduler;

import static org.arkwright.scheduler.GangBuilder.aGang;
import static org.arkwright.scheduler.TestCluster.MINUTE;
import static org.arkwright.scheduler.TestCluster.aCluster;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.JobState;
import org.arkwright.model.job.PendingReason;
import org.arkwright.model.job.PendingReason.Code;
import org.arkwright.model.job.StopCause;
import org.arkwright.model.node.Allocation;
import org.arkwright.model.node.RankPlacement;
import org.arkwright.model.site.EnergySeries.Kind;
import org.arkwright.model.site.Site;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.model.unit.Money;
import org.arkwright.scheduler.cycle.Cycle;
import org.arkwright.scheduler.energy.CyclePower;
import org.arkwright.scheduler.explain.TruthCheck;
import org.junit.jupiter.api.Test;

class EnergyTest {
  @Test
  void deferrable_startsWhereItsWholeRunIsCheapest() {
    TestCluster cluster = aCluster().withCpuNodes(1, 4).withSeries(Kind.TARIFF, 4, 4, 1, 2, 4, 4);
    cluster.queued(aGang("a").deferrable().expectedMinutes(60));
    long best = cluster.now + 60 * MINUTE;

    Cycle cycle = cluster.plan();

    assertThat(cycle.plan().isEmpty()).isTrue();
    assertThat(cycle.nextCycleNanos()).hasValue(best);
    PendingReason reason = reason(cluster, "a");
    assertThat(reason.code()).isEqualTo(Code.WAITING_FOR_PRICE);
    assertThat(reason.text())
        .contains("in 1 h 0 min", "4.0000 EUR/kWh now, 1.0000 EUR/kWh then", "saves 62.5 %");
    assertStartsAt(best, cluster);
  }

  @Test
  void carbon_isTheReasonWhereOnlyCarbonIsKnown() {
    TestCluster cluster = aCluster().withCpuNodes(1, 4).withSeries(Kind.CARBON, 400, 100, 400);
    cluster.queued(aGang("a").deferrable().expectedMinutes(30));

    assertThat(reason(cluster, "a").code()).isEqualTo(Code.WAITING_FOR_CARBON);
    assertThat(reason(cluster, "a").text()).contains("400 g/kWh now, 100 g/kWh then");
  }

  @Test
  void deadline_isNeverPassed_withATenthToSpare() {
    // The cheapest half hour is out of reach: 30 min, a tenth and 10 s end after the deadline.
    TestCluster cluster = aCluster().withCpuNodes(1, 4).withSeries(Kind.TARIFF, 4, 3, 1, 1, 1);
    cluster.queued(aGang("a").deferrable().expectedMinutes(30).deadline(cluster.now + 92 * MINUTE));
    long latest = cluster.now + 59 * MINUTE - 10_000_000_000L;

    assertThat(cluster.plan().nextCycleNanos()).hasValue(latest);
    assertStartsAt(latest, cluster);
  }

  @Test
  void notDeferrable_orOfUnknownLength_orWithoutSeries_startsAtOnce() {
    TestCluster cluster =
        aCluster()
            .withCpuNodes(1, 4)
            .withSeries(Kind.TARIFF, 4, 1)
            .queued(aGang("a").expectedMinutes(10), aGang("b").deferrable());

    assertThat(cluster.starts()).containsExactlyInAnyOrder("a", "b");
    assertThat(
            aCluster()
                .withCpuNodes(1, 4)
                .queued(aGang("c").deferrable().expectedMinutes(10))
                .starts())
        .containsExactly("c");
  }

  @Test
  void heldGang_doesNotKeepItsClassFromStarting() {
    TestCluster cluster = aCluster().withCpuNodes(1, 4).withSeries(Kind.TARIFF, 4, 1, 4);
    cluster.queued(
        aGang("later").deferrable().expectedMinutes(20), aGang("now").expectedMinutes(20));

    assertThat(cluster.starts()).containsExactly("now");
  }

  @Test
  void interruptible_pausesInExpensiveHours_whereThatPaysForTheRestart() {
    TestCluster cluster = aCluster().withCpuNodes(1, 4).withSeries(Kind.TARIFF, 9, 1, 1, 1, 9);
    cluster.running(aGang("cheap").interruptible(1).expectedMinutes(40), 1, 20);

    assertThat(cluster.pauses()).containsExactly("cheap");
    assertThat(cluster.plan().plan().pauses().getFirst().why())
        .isEqualTo(StopCause.Paused.Why.PRICE);

    TestCluster costly = aCluster().withCpuNodes(1, 4).withSeries(Kind.TARIFF, 1.2, 1, 1, 1, 1);
    costly.running(aGang("costly").interruptible(60).expectedMinutes(40), 1, 20);
    assertThat(costly.pauses()).isEmpty();
  }

  @Test
  void interruptible_startedOnAQuietSite_isReconsideredAtTheNextStep() {
    TestCluster cluster = aCluster().withCpuNodes(1, 4).withSeries(Kind.CARBON, 1, 1, 9, 1, 1);
    cluster.queued(aGang("a").interruptible(1).expectedMinutes(70));
    cluster.queued(aGang("b").interruptible(1).expectedMinutes(70));
    long next = cluster.now + 30 * MINUTE;

    Cycle cycle = cluster.plan();

    assertThat(cycle.plan().starts()).hasSize(2);
    assertThat(cycle.nextCycleNanos()).hasValue(next);
    cluster.apply(cycle.plan());
    cluster.now = next;
    assertThat(cluster.pauses()).isEmpty();
    assertThat(cluster.plan().nextCycleNanos()).hasValue(next + 30 * MINUTE);
    cluster.now = next + 30 * MINUTE;
    assertThat(cluster.pauses()).containsExactly("a", "b");
  }

  @Test
  void interruptible_startedUnderAnEnvelope_isReconsideredAtTheNextStep() {
    TestCluster cluster =
        aCluster()
            .withNodes(1, "h100", 8)
            .withEnvelope("8")
            .withSeries(Kind.TARIFF, 1, 1, 9, 1, 1)
            .queued(aGang("a").devices(1, "h100").interruptible(1).expectedMinutes(70));

    assertThat(cluster.plan().nextCycleNanos()).hasValue(cluster.now + 30 * MINUTE);
  }

  @Test
  void interruptible_startedBeforeTheSeriesBegins_isReconsideredWhereItBegins() {
    TestCluster cluster = aCluster().withCpuNodes(1, 4).withSeries(Kind.CARBON, 9, 1, 1, 1);
    long begins = cluster.now;
    cluster.now -= 10 * MINUTE;
    cluster.queued(aGang("a").interruptible(1).expectedMinutes(40));

    Cycle cycle = cluster.plan();

    assertThat(cycle.plan().starts()).hasSize(1);
    assertThat(cycle.nextCycleNanos()).hasValue(begins);
  }

  @Test
  void interruptible_whoseRanksAreStillStarting_isPausedToo() {
    TestCluster cluster = aCluster().withCpuNodes(1, 4).withSeries(Kind.CARBON, 9, 1, 1, 1, 9);
    cluster.running(aGang("a").interruptible(1).expectedMinutes(40), 1, 0).starting("a");

    assertThat(cluster.pauses()).containsExactly("a");
  }

  @Test
  void interruptible_keepsRunning_whereItsDeadlineLeavesNoChoice() {
    TestCluster cluster = aCluster().withCpuNodes(1, 4).withSeries(Kind.TARIFF, 9, 1, 1, 1, 9);
    cluster.running(
        aGang("a").interruptible(1).expectedMinutes(60).deadline(cluster.now + 60 * MINUTE), 1, 20);

    assertThat(cluster.pauses()).isEmpty();
  }

  @Test
  void envelope_keepsAGangWaiting_andGivesTheNumbers() {
    // Idle: 64 cores x 1 W + 8 x 70 W, times 1.4 = 0.88 kW; each device adds 0.882, a core 0.0056.
    TestCluster cluster = aCluster().withNodes(1, "h100", 8).withEnvelope("3");
    cluster.queued(aGang("a").devices(2, "h100"));
    assertThat(cluster.starts()).containsExactly("a");
    cluster.apply(cluster.plan().plan());
    cluster.queued(aGang("b").devices(1, "h100"));

    assertThat(cluster.starts()).isEmpty();
    PendingReason reason = reason(cluster, "b");
    assertThat(reason.code()).isEqualTo(Code.POWER_CAP);
    assertThat(reason.text())
        .isEqualTo("The site's power is capped: needs 887.6 W, 356.8 W free of 3 kW.");
    assertThat(cluster.names(reason.blockers())).containsExactly("a");
  }

  @Test
  void higherPriority_takesThePowerOfLower() {
    TestCluster cluster =
        aCluster()
            .withNodes(1, "h100", 8)
            .withEnvelope("3")
            .running(aGang("low").devices(2, "h100").preemptible(), 1, 5)
            .queued(aGang("high").devices(1, "h100").priority(5));

    assertThat(cluster.preempts()).containsExactly("low");
  }

  @Test
  void loweredEnvelope_pausesTheLeastImportant_untilItFits() {
    TestCluster cluster =
        aCluster()
            .withNodes(1, "h100", 8)
            .running(aGang("low").devices(1, "h100").preemptible().priority(-1), 1, 50)
            .running(aGang("new").devices(1, "h100").preemptible(), 1, 5)
            .running(aGang("old").devices(1, "h100").preemptible(), 1, 50)
            .running(aGang("fixed").devices(1, "h100"), 1, 1)
            .withEnvelope("3");

    assertThat(cluster.pauses()).containsExactly("low", "new");
    cluster.apply(cluster.plan().plan());
    assertThat(cluster.named("low").state()).isInstanceOf(JobState.Stopping.class);
    assertThat(cluster.pauses()).isEmpty();
  }

  @Test
  void firstToWaitForPower_isNotPassedBySmallerGangs() {
    TestCluster cluster =
        aCluster()
            .withNodes(1, "h100", 8)
            .withEnvelope("4")
            .running(aGang("r").devices(2, "h100"), 1, 5)
            .queued(aGang("big").devices(3, "h100").priority(1), aGang("small").devices(1, "h100"));

    assertThat(cluster.starts()).isEmpty();
    cluster.end(cluster.named("r").id());
    assertThat(cluster.starts()).containsExactly("big");
  }

  @Test
  void kindsThatCostLess_arePreferredByWattsOrByPrice() {
    TestCluster cluster =
        aCluster().withNodes(1, "h100", 2).withNodes(1, "l4", 2).queued(aGang("a").share(1000));
    SiteSettings site = SiteSettings.DEFAULT;
    TreeMap<String, Money> prices = new TreeMap<>(site.prices().deviceHour());
    prices.put("l4", Money.of("3"));
    SiteSettings costlier =
        new SiteSettings(
            site.currency(),
            new SiteSettings.Prices(prices, Money.ZERO, Money.ZERO, Money.ZERO, Money.ZERO),
            site.pue(),
            site.carbonPerKilowattHour(),
            site.power(),
            Optional.empty());

    assertThat(node(cluster, site, "power-headroom")).isEqualTo("node-2");
    assertThat(node(cluster, costlier, "price")).isEqualTo("node-1");
  }

  /** The rest is one step now, or two with the restart, as both are counted in whole steps. */
  @Test
  void interruptible_isNotStopped_forLessThanAHundredth() {
    TestCluster cluster =
        aCluster().withCpuNodes(1, 4).withSeries(Kind.TARIFF, 100, 49.8, 49.8, 49.8, 49.8);
    cluster.running(aGang("r").interruptible(0).expectedMinutes(40), 1, 20);
    assertThat(cluster.pauses()).isEmpty();
    cluster.withSeries(Kind.TARIFF, 100, 49, 49, 49, 49);
    assertThat(cluster.pauses()).containsExactly("r");
  }

  @Test
  void carbonWithoutAPrice_changesNothingOfWhatTheTariffSays() {
    TestCluster cluster =
        aCluster()
            .withCpuNodes(1, 4)
            .withSeries(Kind.TARIFF, 4, 1, 4, 4)
            .withSeries(Kind.CARBON, 1, 1000, 1, 1);
    cluster.queued(aGang("a").deferrable().expectedMinutes(30));

    assertThat(reason(cluster, "a").code()).isEqualTo(Code.WAITING_FOR_PRICE);
    assertStartsAt(cluster.now + 30 * MINUTE, cluster);
  }

  @Test
  void powerOfWhatIsStopping_isDrawnUntilItHasEnded() {
    // Idle 0.88 kW, and 0.88 for each device: room for four.
    TestCluster cluster =
        aCluster()
            .withNodes(1, "h100", 8)
            .withEnvelope("4.5")
            .running(aGang("r").devices(2, "h100"), 1, 5)
            .queued(aGang("one").devices(1, "h100"), aGang("two").devices(1, "h100"));
    Allocation place = cluster.named("r").state().liveAttempt().orElseThrow().allocation().get();
    CyclePower power = CyclePower.of(cluster);
    Job one = cluster.named("one");
    power.release(cluster.named("r"));
    power.start(one, new Allocation(List.of(oneDevice(place))));
    power.start(one, new Allocation(List.of(oneDevice(place))));
    assertThat(power.allowsNow(one)).as("while the other draws").isFalse();
    assertThat(power.allowsSoon(one)).as("once it has ended").isTrue();
    power.retain(cluster.named("r"));
    assertThat(power.allowsSoon(one)).isFalse();
  }

  private static RankPlacement oneDevice(Allocation place) {
    RankPlacement first = place.ranks().getFirst();
    return new RankPlacement(0, first.node(), List.of(first.devices().getFirst()));
  }

  /** Asserts that {@code a} starts at the given time, and not a nanosecond earlier. */
  private static void assertStartsAt(long nanos, TestCluster cluster) {
    cluster.now = nanos - 1;
    assertThat(cluster.starts()).isEmpty();
    cluster.now = nanos;
    assertThat(cluster.starts()).containsExactly("a");
  }

  private static String node(TestCluster cluster, SiteSettings site, String policy) {
    SiteSettings.Policies policies =
        new SiteSettings.Policies(Optional.empty(), new TreeMap<>(Map.of(policy, 1)));
    return new Scheduler(site.withPolicies(Optional.of(policies)))
        .plan(cluster, cluster.now, new Random(1))
        .plan()
        .starts()
        .getFirst()
        .placement()
        .exact()
        .orElseThrow()
        .ranks()
        .getFirst()
        .node()
        .name();
  }

  private static PendingReason reason(TestCluster cluster, String name) {
    PendingReason reason =
        cluster.plan().explain(cluster, cluster.named(name), cluster.now).reason();
    assertThat(TruthCheck.falsehood(cluster, Site.HOME, cluster.named(name), reason, cluster.now))
        .isEmpty();
    return reason;
  }
}
