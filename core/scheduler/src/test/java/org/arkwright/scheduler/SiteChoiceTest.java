package org.arkwright.scheduler;

import static org.arkwright.scheduler.GangBuilder.aGang;
import static org.arkwright.scheduler.SiteTerms.aSite;
import static org.arkwright.scheduler.SiteTerms.beside;
import static org.arkwright.scheduler.TestCluster.MINUTE;
import static org.arkwright.scheduler.TestCluster.aCluster;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.arkwright.model.Plan;
import org.arkwright.model.artifact.ArtifactName;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.PendingReason.Code;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.model.unit.Bytes;
import org.arkwright.scheduler.explain.Explanation;
import org.arkwright.scheduler.site.SiteOffer;
import org.arkwright.scheduler.site.SiteOffer.Verdict;
import org.junit.jupiter.api.Test;

class SiteChoiceTest {
  private static final ArtifactName PILE = ArtifactName.parse("dataset/pile").orElseThrow();

  /** Two nodes of 8 devices: the one at home is taken for an hour, the one in the cloud is free. */
  private static TestCluster twoSites(String waitHour, SiteTerms cloud) {
    return aCluster()
        .withSettings(beside(waitHour, cloud))
        .withNodes(1, "h100", 8)
        .at("cloud")
        .withNodes(1, "h100", 8)
        .running(aGang("holder").devices(8, "h100").expectedMinutes(60), 1, 0);
  }

  private static GangBuilder anHour(String name) {
    return aGang(name).devices(8, "h100").expectedMinutes(60);
  }

  @Test
  void gang_spillsOver_exactlyWhenWaitingCostsMoreThanTheRent() {
    // An hour of 8 devices costs 16 at home and 24 in the cloud; the wait at home is an hour.
    assertThat(twoSites("7.99", aSite("cloud")).queued(anHour("a")).starts()).isEmpty();
    assertThat(twoSites("8.01", aSite("cloud")).queued(anHour("a")).starts()).containsExactly("a");
  }

  @Test
  void gangThatTakesEitherOfTwoKinds_waitsForThemAsOneThatNamesThem() {
    GangBuilder either = aGang("a").devices(8, "l40|H100").expectedMinutes(60);
    assertThat(twoSites("7.99", aSite("cloud")).queued(either).starts()).isEmpty();
    assertThat(twoSites("8.01", aSite("cloud")).queued(either).starts()).containsExactly("a");
  }

  @Test
  void gangThatNamesAKind_waitsForDevicesOfIt_notForOthersThatAreFreeSooner() {
    TestCluster cluster =
        aCluster()
            .withSettings(beside("8.01", aSite("cloud")))
            .withNodes(1, "h100", 8)
            .withNodes(1, "a100", 8)
            .at("cloud")
            .withNodes(1, "h100", 8)
            .running(aGang("holder").devices(8, "h100").expectedMinutes(60), 1, 0)
            .running(aGang("sooner").devices(8, "a100").expectedMinutes(10), 2, 0);
    assertThat(cluster.queued(anHour("a")).starts()).containsExactly("a");
  }

  @Test
  void gangThatNeedsMemory_waitsForDevicesThatHaveExactlyThat() {
    GangBuilder exactly = aGang("a").deviceWithMemoryGiB(80).expectedMinutes(60);
    assertThat(twoSites("0.99", aSite("cloud")).queued(exactly).starts()).isEmpty();
    assertThat(twoSites("1.01", aSite("cloud")).queued(exactly).starts()).containsExactly("a");
  }

  @Test
  void home_isTakenWhereItHasCapacity_becauseItIsCheaper() {
    TestCluster cluster =
        aCluster()
            .withSettings(beside("100", aSite("cloud")))
            .at("cloud")
            .withNodes(1, "h100", 8)
            .at("")
            .withNodes(1, "h100", 8)
            .queued(anHour("a"));

    assertThat(cluster.startOf("a").nodes()).containsExactly(NodeId.atHome("node-2"));
  }

  @Test
  void aCheaperCloud_isTakenFirst() {
    TestCluster cluster =
        aCluster()
            .withSettings(beside("1", aSite("cloud").deviceHour("1")))
            .withNodes(1, "h100", 8)
            .at("cloud")
            .withNodes(1, "h100", 8)
            .queued(anHour("a"));

    assertThat(cluster.startOf("a").nodes()).containsExactly(new NodeId("cloud", "node-2"));
  }

  @Test
  void deadline_justifiesRentThatWaitingWouldNot() {
    TestCluster cluster = twoSites("0", aSite("cloud"));
    cluster.queued(anHour("late").deadline(cluster.now + 119 * MINUTE));

    assertThat(cluster.starts()).containsExactly("late");
    TestCluster unhurried = twoSites("0", aSite("cloud"));
    assertThat(unhurried.queued(anHour("a").deadline(unhurried.now + 121 * MINUTE)).starts())
        .isEmpty();
  }

  @Test
  void noSiteMeetsTheDeadline_theOneThatEndsFirstIsTaken() {
    TestCluster cluster = twoSites("0", aSite("cloud"));
    cluster.queued(anHour("late").deadline(cluster.now + 10 * MINUTE));

    assertThat(cluster.starts()).containsExactly("late");
    assertThat(offers(cluster, "late"))
        .extracting(SiteOffer::verdict)
        .containsExactly(Verdict.LATE, Verdict.CHOSEN);
  }

  @Test
  void laterInQueue_waitsLonger_soTheLaterSpillsOver() {
    // The first waits 1 h (9 < 16 more), the second 2 h (18 > 16 more).
    TestCluster cluster =
        twoSites("9", aSite("cloud").deviceHour("4")).queued(anHour("first"), anHour("second"));

    assertThat(cluster.starts()).containsExactly("second");
    assertThat(offers(cluster, "first"))
        .extracting(SiteOffer::verdict)
        .containsExactly(Verdict.CHOSEN, Verdict.COSTS_MORE);
  }

  @Test
  void gang_neverStraddlesSites() {
    TestCluster cluster =
        aCluster()
            .withSettings(beside("100", aSite("cloud")))
            .withNodes(1, "h100", 8)
            .at("cloud")
            .withNodes(1, "h100", 8)
            .queued(aGang("wide").ranks(12).devices(1, "h100"));

    assertThat(cluster.starts()).isEmpty();
    Explanation why = explain(cluster, "wide");
    assertThat(why.reason().code()).isEqualTo(Code.WAITING_FOR_RESOURCES);
    assertThat(why.reason().text()).contains("the whole site holds 8");
  }

  @Test
  void siteQuota_isNotExceeded_andIsTheReason() {
    TestCluster cluster =
        aCluster()
            .withSettings(beside("100", aSite("cloud").devicesAtMost(8)))
            .at("cloud")
            .withNodes(2, "h100", 8)
            .queued(anHour("one"), anHour("two"));
    Plan plan = cluster.plan().plan();

    assertThat(plan.starts()).hasSize(1);
    cluster.apply(plan);
    assertThat(explain(cluster, "two").reason().code()).isEqualTo(Code.WAITING_FOR_QUOTA);
    assertThat(explain(cluster, "two").reason().text())
        .isEqualTo("Needs 8 devices; site cloud may hold 8 devices, 8 in use.");
  }

  @Test
  void missingInputs_costTheirTransferAndItsTime() {
    SiteTerms cloud = aSite("cloud").transfer("0.01", Bytes.ofGibibytes(1));
    TestCluster cluster = twoSites("8.01", cloud).withInput(PILE, Bytes.ofGibibytes(3600));
    cluster.queued(reading("a"));

    SiteOffer offer = offers(cluster, "a").getLast();
    assertThat(offer.costs())
        .isEqualTo(new SiteOffer.Costs(48_000_000, 0, 0, 36_000_000, 8_010_000));
    assertThat(offer.runsNanos()).hasValue(cluster.now + 60 * MINUTE);
    assertThat(cluster.starts()).isEmpty();
    TestCluster mirrored =
        twoSites("8.01", cloud.has(PILE)).withInput(PILE, Bytes.ofGibibytes(3600));
    assertThat(mirrored.queued(reading("a")).starts()).containsExactly("a");
  }

  private static GangBuilder reading(String name) {
    return anHour(name).reading(PILE);
  }

  @Test
  void startUpAndMinimumRent_count() {
    // 8 devices for 60 min are paid for 90, and 12 min pass before they run.
    TestCluster cluster = twoSites("10", aSite("cloud").rented(12, 90)).queued(anHour("a"));

    SiteOffer offer = offers(cluster, "a").getLast();
    assertThat(offer.costs()).isEqualTo(new SiteOffer.Costs(36_000_000, 0, 0, 0, 2_000_000));
    assertThat(offer.runsNanos()).hasValue(cluster.now + 12 * MINUTE);
    assertThat(offer.endsNanos()).hasValue(cluster.now + 72 * MINUTE);
  }

  @Test
  void energy_isPartOfThePrice() {
    // 8 h100 of 700 W and a core of 5 W draw 5.605 kWh in the hour, at 0.20.
    TestCluster cluster = twoSites("10", aSite("cloud").kilowattHour("0.2")).queued(anHour("a"));

    assertThat(offers(cluster, "a").getLast().costs().energy()).isEqualTo(1_121_000);
  }

  @Test
  void carbonPolicy_prefersTheCleanestSite() {
    TestCluster cluster =
        aCluster()
            .withSettings(
                beside(
                    "1",
                    aSite("dirty").deviceHour("2").grams("500"),
                    aSite("clean").deviceHour("2").grams("30")))
            .withNodes(1, "h100", 8)
            .at("dirty")
            .withNodes(1, "h100", 8)
            .at("clean")
            .withNodes(1, "h100", 8)
            .queued(anHour("a"));

    assertThat(cluster.startOf("a").nodes()).containsExactly(NodeId.atHome("node-1"));
    cluster.withSettings(site ->
        site.withPolicies(
            Optional.of(
                new SiteSettings.Policies(
                    Optional.empty(), new TreeMap<>(Map.of("carbon", 100))))));
    assertThat(cluster.startOf("a").nodes()).containsExactly(new NodeId("clean", "node-3"));
    // 5.605 kWh at 400 g, a tonne at 80.
    assertThat(offers(cluster, "a").getFirst().costs().carbon()).isEqualTo(179_360);
  }

  @Test
  void unknownEnds_areExpectedAfterAsLongAgain() {
    TestCluster cluster =
        aCluster()
            .withSettings(beside("1", aSite("cloud")))
            .withNodes(1, "h100", 8)
            .at("cloud")
            .withNodes(1, "h100", 8)
            .running(aGang("holder").devices(8, "h100"), 1, 50)
            .queued(anHour("a"));

    assertThat(offers(cluster, "a").getFirst().runsNanos()).hasValue(cluster.now + 50 * MINUTE);
  }

  @Test
  void waitingElsewhere_isReconsideredWhenTheForecastFails() {
    TestCluster cluster = twoSites("7", aSite("cloud")).queued(anHour("a"));

    assertThat(cluster.plan().nextCycleNanos()).hasValue(cluster.now + 60 * MINUTE);
    cluster.now +=
        60 * MINUTE; // The holder continues, and is expected to run as long again: 7 < 8.
    assertThat(cluster.starts()).isEmpty();
    cluster.now += 11 * MINUTE; // For 71 minutes more, that is 8.28 > 8.
    assertThat(cluster.starts()).containsExactly("a");
  }

  @Test
  void withoutSites_theLabelHasNoEffect() {
    TestCluster cluster =
        aCluster()
            .withNodes(1, "h100", 8)
            .at("cloud")
            .withNodes(1, "h100", 8)
            .queued(aGang("wide").ranks(12).devices(1, "h100"));

    assertThat(cluster.starts()).containsExactly("wide");
    assertThat(offers(aCluster().withCpuNodes(1, 1).queued(aGang("a"), aGang("b")), "b")).isEmpty();
  }

  @Test
  void preemption_takesItsVictimsAtTheChosenSite() {
    TestCluster cluster =
        aCluster()
            .withSettings(beside("0", aSite("cloud")))
            .withNodes(1, "h100", 8)
            .at("cloud")
            .withNodes(1, "h100", 8)
            .running(aGang("low-home").devices(8, "h100").preemptible().expectedMinutes(60), 1, 30)
            .running(aGang("low-cloud").devices(8, "h100").preemptible().expectedMinutes(60), 2, 1)
            .queued(anHour("high").priority(9));

    // The younger one in the cloud would lose less, but the gang waits at home.
    assertThat(cluster.preempts()).containsExactly("low-home");
  }

  private static Explanation explain(TestCluster cluster, String name) {
    return cluster.plan().explain(cluster, cluster.named(name), cluster.now);
  }

  private static List<SiteOffer> offers(TestCluster cluster, String name) {
    return Stream.of(explain(cluster, name)).flatMap(why -> why.offers().stream()).toList();
  }
}
