package org.arkwright.kernel;

import static org.arkwright.kernel.JobBuilder.aJob;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.arkwright.kernel.rule.Decision;
import org.arkwright.kernel.state.State;
import org.arkwright.model.Command;
import org.arkwright.model.Event;
import org.arkwright.model.Plan;
import org.arkwright.model.UsageCommand;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.WorkerId;
import org.arkwright.model.job.JobState;
import org.arkwright.model.job.Placement;
import org.arkwright.model.job.RankExit;
import org.arkwright.model.job.SiteWait;
import org.arkwright.model.job.StopCause;
import org.arkwright.model.job.Topology;
import org.arkwright.model.job.Tries;
import org.arkwright.model.node.Allocation;
import org.arkwright.model.node.DeviceShare;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.node.RankPlacement;
import org.arkwright.model.site.Placing;
import org.arkwright.model.site.Site;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.model.site.Sites;
import org.arkwright.model.unit.Money;
import org.arkwright.model.unit.Resources;
import org.arkwright.model.unit.Share;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Scenarios of a site that places by itself: what it takes, says, places, declines and loses. */
final class SitePlacesTest {
  private static final String HPC = "hpc";

  private final KernelScenario scenario = new KernelScenario();

  @BeforeEach
  void site() {
    scenario.events(cluster(8000));
    for (int i = 0; i < 2; i++) {
      NodeSpec like = KernelScenario.nodeSpec("n" + i, 8, "h100", 4);
      scenario.events(
          new Command.ReportNode(
              new NodeSpec(
                  new NodeId(HPC, "n" + i),
                  like.cpuMillis(),
                  like.memory(),
                  like.devices(),
                  like.topology(),
                  like.labels(),
                  like.limits())));
    }
  }

  private static UsageCommand.SetSite cluster(long cpuMillisMax) {
    Site home = Site.home(SiteSettings.DEFAULT);
    Site hpc =
        new Site(
            HPC,
            home.prices(),
            home.pue(),
            home.carbonPerKilowattHour(),
            Money.ZERO,
            Optional.empty(),
            List.of(),
            new Resources(cpuMillisMax, Resources.UNLIMITED_AMOUNT, Resources.UNLIMITED_AMOUNT),
            Optional.empty(),
            Placing.BY_SITE);
    return new UsageCommand.SetSite(
        SiteSettings.DEFAULT.withSites(new Sites(Money.ZERO, new TreeMap<>(), List.of(hpc))));
  }

  @Test
  void attempt_waitsAtItsSite_holdsQuotaAndNoNode_andIsQueuedForUsers() {
    JobId job = scenario.submit(aJob("one"));
    AttemptId attempt = start(job);

    assertThat(scenario.job(job).state().word()).isEqualTo("Queued");
    assertThat(state().usage(scenario.job(job).spec().project()))
        .isEqualTo(scenario.job(job).spec().amount());
    assertThat(state().siteUsage(HPC)).isEqualTo(scenario.job(job).spec().amount());
    assertThat(state().siteOf(scenario.job(job))).isEqualTo(HPC);
    assertThat(state().jobsOn(node(0))).isEmpty();

    scenario.events(new Command.ReportAttemptWaiting(attempt, "Priority", Optional.empty()));
    scenario.pass(Duration.ofDays(3));
    scenario.tick();
    assertThat(scenario.job(job).state().waitingAtSite()).isPresent();
    assertThat(scenario.job(job).attainedNanos(scenario.now)).isZero();
  }

  @Test
  void placedAttempt_isAsAnyOther() {
    JobId job = scenario.submit(aJob("one").timeout(Duration.ofHours(1)));
    AttemptId attempt = start(job);
    scenario.pass(Duration.ofHours(5));
    scenario.tick();

    place(attempt, 1);

    assertThat(scenario.job(job).state().word()).isEqualTo("Starting");
    assertThat(state().jobsOn(node(1))).containsExactly(job);
    scenario.started(attempt, 0);
    assertThat(scenario.job(job).state()).isInstanceOf(JobState.Running.class);
    scenario.pass(Duration.ofMinutes(59));
    assertThat(scenario.tick()).isEmpty();
    scenario.pass(Duration.ofMinutes(2));
    assertThat(scenario.tick()).singleElement().isInstanceOf(Event.AttemptStopping.class);
    scenario.ended(attempt, 0, new RankExit.Stopped(false));
    assertThat(state().jobsOn(node(1))).isEmpty();
  }

  @Test
  void repeatedReports_areNoNews_butNewWordsAndStartsAre() {
    AttemptId attempt = start(scenario.submit(aJob("one")));
    long start = scenario.now + Duration.ofHours(1).toNanos();

    assertThat(waiting(attempt, " Priority\n", start))
        .containsExactly(
            new Event.AttemptWaiting(
                attempt, HPC, new SiteWait("Priority", Optional.of(start)), scenario.now));
    assertThat(waiting(attempt, "Priority", start + Duration.ofSeconds(59).toNanos())).isEmpty();
    assertThat(waiting(attempt, "Priority", start + Duration.ofSeconds(60).toNanos())).hasSize(1);
    assertThat(waiting(attempt, "Resources", start)).hasSize(1);
    place(attempt, 0);
    assertThat(waiting(attempt, "Priority", start)).isEmpty();
    assertThat(placed(attempt, 0)).isEmpty();
    assertThat(declined(attempt, Duration.ofMinutes(1))).isEmpty();
  }

  @Test
  void wordsOfTheSite_areCutToALine_andAnExpectedStartThatIsPast_isNone() {
    AttemptId attempt = start(scenario.submit(aJob("one")));
    assertThat(told(attempt, " \t\n ", scenario.now + 100))
        .isEqualTo(new SiteWait("it gives no reason", Optional.of(scenario.now + 99)));
    assertThat(told(attempt, "\u00e9".repeat(300), scenario.now).reason()).hasSize(300);
    SiteWait longest = told(attempt, "\u00e9".repeat(301), scenario.now - 1);
    assertThat(longest.reason()).isEqualTo("\u00e9".repeat(300) + "\u2026");
    assertThat(longest.expectedStartNanos()).isEmpty();
    assertThat(told(attempt, "two\nlines", 0).reason()).isEqualTo("two lines");
  }

  private SiteWait told(AttemptId attempt, String reason, long start) {
    return ((Event.AttemptWaiting) waiting(attempt, reason, start).getFirst()).told();
  }

  @Test
  void declinedAttempt_burnsNothing_andIsNotOfferedThereTooEarly() {
    scenario.node("home-1", 4, "h100", 0);
    JobId job = scenario.submit(aJob("one"));
    AttemptId attempt = start(job);

    declined(attempt, Duration.ofMinutes(5));

    assertThat(scenario.job(job).state()).isInstanceOf(JobState.Queued.class);
    assertThat(scenario.job(job).tries()).isEqualTo(Tries.NONE);
    assertThat(state().usage(scenario.job(job).spec().project())).isEqualTo(Resources.ZERO);
    assertThat(carryOut(bySite(job))).isEmpty();
    scenario.pass(Duration.ofMinutes(4));
    assertThat(carryOut(bySite(job))).isEmpty();
    assertThat(state().nextTickNanos(scenario.now).orElseThrow() - scenario.now)
        .isBetween(1L, 60_000_000_000L);
    // Elsewhere it may start at once; what it loses there does not let it back in earlier.
    assertThat(carryOut(scenario.entry(job, "home-1"))).hasSize(1);
    scenario.lose("home-1");
    assertThat(carryOut(bySite(job))).isEmpty();
    scenario.pass(Duration.ofMinutes(2));
    assertThat(carryOut(bySite(job))).hasSize(1);
  }

  @Test
  void declineWithoutAPause_isBounded() {
    JobId job = scenario.submit(aJob("one"));
    declined(start(job), Duration.ofSeconds(-9));
    assertThat(carryOut(bySite(job))).isEmpty();
    scenario.pass(Duration.ofSeconds(1));
    declined(start(job), Duration.ofSeconds(Long.MAX_VALUE));
    scenario.pass(Duration.ofDays(1));
    assertThat(carryOut(bySite(job))).hasSize(1);
  }

  @Test
  void siteQuota_isHeldWhileAttemptsWait() {
    JobId one = scenario.submit(aJob("one").ranks(5));
    JobId two = scenario.submit(aJob("two").ranks(5));
    assertThat(carryOut(bySite(one), bySite(two))).hasSize(1);
    assertThat(carryOut(bySite(two))).isEmpty();

    declined(live(one), Duration.ofMinutes(1));
    assertThat(carryOut(bySite(two))).hasSize(1);
  }

  @Test
  void exactPlacement_isNotForASiteThatPlaces_norTheOtherWayRound() {
    scenario.node("home-1", 4, "h100", 0);
    JobId job = scenario.submit(aJob("one"));
    assertThat(carryOut(scenario.entry(job, "hpc/n0"))).isEmpty();
    assertThat(carryOut(new Plan.Start(job, new Placement.BySite(Site.HOME)))).isEmpty();
  }

  @Test
  void cancelledWhileItWaits_endsWithTheSitesWord() {
    JobId job = scenario.submit(aJob("one").ranks(2));
    AttemptId attempt = start(job);
    scenario.cancel(job);
    assertThat(scenario.job(job).state().word()).isEqualTo("Stopping");

    assertThat(declined(attempt, Duration.ZERO).getLast()).isInstanceOf(Event.JobCancelled.class);
    assertThat(state().job(job)).isEmpty();
    assertThat(state().siteUsage(HPC)).isEqualTo(Resources.ZERO);
  }

  @Test
  void preemptedWhileItWaits_isQueuedAgain_uncounted() {
    JobId job = scenario.submit(aJob("one").preemptible());
    AttemptId attempt = start(job);
    scenario.preempt(attempt, scenario.submit(aJob("urgent").priority(9)));

    Event.JobRequeued requeued =
        (Event.JobRequeued) declined(attempt, Duration.ofMinutes(5)).getLast();

    assertThat(requeued.count()).isEqualTo(Tries.Count.NOTHING);
    assertThat(requeued.notBeforeNanos()).isEqualTo(scenario.now);
    assertThat(carryOut(bySite(job))).hasSize(1);
  }

  @Test
  void placedWhileItStops_holdsItsNodesUntilItsRanksEnd() {
    JobId job = scenario.submit(aJob("one"));
    AttemptId attempt = start(job);
    scenario.cancel(job);
    place(attempt, 0);
    assertThat(state().jobsOn(node(0))).containsExactly(job);
    scenario.ended(attempt, 0, new RankExit.Stopped(false));
    assertThat(state().job(job)).isEmpty();
  }

  @Test
  void placementThatDoesNotFit_endsTheAttempt_sayingWhy() {
    assertMisfit("it has places for 1 of 2 ranks", rank(0, "n0", 0));
    assertMisfit("rank 1 has 0 devices and asks for 1", rank(0, "n0", 0), rank(1, "n0"));
    assertMisfit("rank 1 has device 0", rank(0, "n0", 0), rank(1, "n0", 0));
    assertMisfit("rank 0 has device 4", rank(0, "n0", 4), rank(1, "n0", 0));
    assertMisfit("rank 1 is on node n7, which is not there", rank(0, "n0", 0), rank(1, "n7", 0));
    scenario.node("home-1", 4, "h100", 2);
    assertMisfit(
        "rank 0 is on node home/home-1, of another site",
        new RankPlacement(0, NodeId.atHome("home-1"), devices(0)),
        rank(1, "n0", 0));
  }

  @Test
  void placementThatFillsItsNode_fits_andOneThatNeedsMore_doesNot() {
    assertPlaced(true, aJob("half").ranks(2).cpuMillis(4000).memory(32L << 30), "n0", "n0");
    assertPlaced(true, aJob("whole").cpuMillis(8000).memory(64L << 30), "n0");
    assertPlaced(false, aJob("cores").ranks(2).cpuMillis(4001).memory(0), "n0", "n0");
    assertPlaced(true, aJob("apart").ranks(2).cpuMillis(4001).memory(0), "n0", "n1");
    assertPlaced(false, aJob("bytes").ranks(2).memory((32L << 30) + 1), "n0", "n0");
  }

  @Test
  void placementInAnotherTopologyThanAskedFor_isAMisfit() {
    assertPlaced(true, aJob("a").ranks(2).topology(Topology.SAME_NODE), "n0", "n0");
    assertPlaced(false, aJob("b").ranks(2).topology(Topology.SAME_NODE), "n0", "n1");
    assertPlaced(true, aJob("c").ranks(2).topology(Topology.SPREAD), "n0", "n1");
    assertPlaced(false, aJob("d").ranks(2).topology(Topology.SPREAD), "n0", "n0");
    assertPlaced(true, aJob("e").ranks(2), "n0", "n1");
  }

  @Test
  void devices_ofAnotherKindOrShare_areAMisfit_andSharesOfOneDeviceAreNot() {
    scenario.events(cluster(1_000_000));
    JobBuilder half = aJob("half").ranks(2).devices("h100", 1).share(500);
    assertThat(placedAs(half, share(0, 3, 500), share(1, 3, 500))).isTrue();
    JobBuilder more = aJob("more").ranks(3).devices("h100", 1).share(500);
    assertThat(placedAs(more, share(0, 3, 500), share(1, 3, 500), share(2, 3, 500))).isFalse();
    JobBuilder less = aJob("less").devices("h100", 1).share(500);
    assertThat(placedAs(less, share(0, 3, 400))).isFalse();
    assertThat(placedAs(aJob("kind").devices("a100", 1), rank(0, "n0", 0))).isFalse();
  }

  private static RankPlacement share(int rank, int device, int thousandths) {
    return new RankPlacement(
        rank, new NodeId(HPC, "n0"), List.of(new DeviceShare(device, new Share(thousandths))));
  }

  private void assertPlaced(boolean fits, JobBuilder job, String... nodes) {
    RankPlacement[] ranks = new RankPlacement[nodes.length];
    for (int i = 0; i < nodes.length; i++) {
      ranks[i] = rank(i, nodes[i]);
    }
    scenario.events(cluster(1_000_000));
    assertThat(placedAs(job, ranks)).isEqualTo(fits);
  }

  private boolean placedAs(JobBuilder job, RankPlacement... ranks) {
    JobId id = scenario.submit(job);
    AttemptId attempt = start(id);
    boolean fits =
        scenario
                .events(new Command.ReportAttemptPlaced(attempt, new Allocation(List.of(ranks))))
                .getFirst()
            instanceof Event.AttemptPlaced;
    scenario.cancel(id);
    return fits;
  }

  private void assertMisfit(String why, RankPlacement... ranks) {
    JobId job = scenario.submit(aJob("job-" + scenario.now).ranks(2).devices("h100", 1));
    AttemptId attempt = start(job);
    List<Event> events =
        scenario.events(new Command.ReportAttemptPlaced(attempt, new Allocation(List.of(ranks))));

    Event.AttemptStopping stopping = (Event.AttemptStopping) events.getLast();
    RankExit exit = ((StopCause.RankFailed) stopping.cause()).exit();
    assertThat(((RankExit.Unstartable) exit).problem()).contains(HPC).contains(why);
    Event.JobRequeued requeued =
        (Event.JobRequeued) declined(attempt, Duration.ofSeconds(9)).getLast();
    assertThat(requeued.count()).isEqualTo(Tries.Count.NEVER_RAN);
    assertThat(requeued.cause()).isEqualTo(stopping.cause());
    scenario.cancel(job);
  }

  @Test
  void devicesGivenAwayBeforeTheirFormerHolderIsKnownToHaveEnded_areHeldByBoth() {
    JobId before = scenario.submit(aJob("before").devices("h100", 4));
    AttemptId old = start(before);
    place(old, rank(0, "n0", 0, 1, 2, 3));
    JobId after = scenario.submit(aJob("after").devices("h100", 4));
    AttemptId next = start(after);
    place(next, rank(0, "n0", 0, 1, 2, 3));

    assertThat(scenario.job(after).state().waitingAtSite()).isEmpty();
    scenario.ended(old, 0, 0);
    assertThat(state().jobsOn(node(0))).containsExactly(after);
  }

  @Test
  void lostWorker_endsItsRanksAlone_andLeavesTheNode() {
    JobId job = scenario.submit(aJob("two").ranks(2));
    AttemptId attempt = start(job);
    place(attempt, rank(0, "n0"), rank(1, "n1"));
    JobId other = scenario.submit(aJob("other"));
    AttemptId beside = start(other);
    place(beside, rank(0, "n0"));
    scenario.started(attempt, 0);
    scenario.started(attempt, 1);

    List<Event> events = lose(attempt, "n0", false);

    assertThat(events).hasSize(2).noneMatch(Event.NodeLost.class::isInstance);
    assertThat(((Event.RankEnded) events.getFirst()).rank()).isZero();
    assertThat(events.getLast()).isInstanceOf(Event.AttemptStopping.class);
    assertThat(scenario.job(other).state().word()).isEqualTo("Starting");
    assertThat(state().node(node(0))).isPresent();
    assertThat(lose(attempt, "n0", false)).isEmpty();
    Event.JobRequeued requeued = (Event.JobRequeued) lose(attempt, "n1", true).getLast();
    assertThat(requeued.count()).isEqualTo(Tries.Count.LOSS);
  }

  @Test
  void workersWithoutOrders_neverRan() {
    JobId job = scenario.submit(aJob("two").ranks(2));
    AttemptId attempt = start(job);
    place(attempt, rank(0, "n0"), rank(1, "n1"));
    lose(attempt, "n0", true);
    Event.JobRequeued requeued = (Event.JobRequeued) lose(attempt, "n1", true).getLast();
    assertThat(requeued.count()).isEqualTo(Tries.Count.NEVER_RAN);
  }

  @Test
  void workerLostBeforeThePlacementIsKnown_stopsTheAttempt() {
    JobId job = scenario.submit(aJob("one"));
    AttemptId attempt = start(job);
    assertThat(lose(attempt, "n0", false))
        .singleElement()
        .isInstanceOf(Event.AttemptStopping.class);
    assertThat(declined(attempt, Duration.ZERO).getLast()).isInstanceOf(Event.JobRequeued.class);
  }

  @Test
  void reportsOfRanks_beforeThePlacement_areKept() {
    JobId job = scenario.submit(aJob("one"));
    AttemptId attempt = start(job);
    scenario.started(attempt, 0);
    assertThat(scenario.job(job).state().word()).isEqualTo("Queued");
    assertThat(declined(attempt, Duration.ZERO)).isEmpty();
    place(attempt, 0);
    assertThat(scenario.job(job).state()).isInstanceOf(JobState.Running.class);
  }

  @Test
  void copyOfAHome_leavesWhatWaitsAtTheSiteToTheOriginal() {
    JobId job = scenario.submit(aJob("one"));
    start(job);
    scenario.events(new Command.StartServer("h-2", "m", "b", Optional.of("h-1"), 0));
    assertThat(state().job(job)).isEmpty();
    assertThat(state().siteUsage(HPC)).isEqualTo(Resources.ZERO);
  }

  @Test
  void stateWithAnAttemptThatWaits_isRestoredFromItsImage() {
    JobId job = scenario.submit(aJob("one"));
    waiting(start(job), "Priority", scenario.now + Duration.ofHours(1).toNanos());
    JobId other = scenario.submit(aJob("two"));
    declined(start(other), Duration.ofHours(1));
    assertThat(State.from(state().image()).image()).isEqualTo(state().image());
  }

  private State state() {
    return scenario.state;
  }

  private static NodeId node(int index) {
    return new NodeId(HPC, "n" + index);
  }

  private AttemptId start(JobId job) {
    assertThat(carryOut(bySite(job))).hasSize(1);
    return live(job);
  }

  private AttemptId live(JobId job) {
    return scenario.job(job).state().liveAttempt().orElseThrow().id();
  }

  private static Plan.Start bySite(JobId job) {
    return new Plan.Start(job, new Placement.BySite(HPC));
  }

  private List<Event> carryOut(Plan.Start... starts) {
    return scenario.events(new Command.ApplyPlan(new Plan(List.of(starts), List.of())));
  }

  private List<Event> waiting(AttemptId attempt, String reason, long startNanos) {
    return scenario.events(
        new Command.ReportAttemptWaiting(attempt, reason, Optional.of(startNanos)));
  }

  private List<Event> declined(AttemptId attempt, Duration retryAfter) {
    return scenario.events(new Command.ReportAttemptDeclined(attempt, "QOSMaxJobs", retryAfter));
  }

  private List<Event> placed(AttemptId attempt, int node) {
    Decision decision =
        scenario.send(
            new Command.ReportAttemptPlaced(attempt, new Allocation(List.of(rank(0, "n" + node)))));
    return ((Decision.Accepted) decision).events();
  }

  private void place(AttemptId attempt, int node) {
    place(attempt, rank(0, "n" + node));
  }

  private void place(AttemptId attempt, RankPlacement... ranks) {
    assertThat(
            scenario.events(
                new Command.ReportAttemptPlaced(attempt, new Allocation(List.of(ranks)))))
        .isNotEmpty()
        .first()
        .isInstanceOf(Event.AttemptPlaced.class);
  }

  private List<Event> lose(AttemptId attempt, String node, boolean neverSent) {
    TreeSet<AttemptId> attempts = new TreeSet<>(List.of(attempt));
    return scenario.events(
        new Command.LoseWorker(
            WorkerId.ofAttempt(HPC, attempt, 0),
            new NodeId(HPC, node),
            attempts,
            neverSent ? attempts : new TreeSet<>()));
  }

  private static RankPlacement rank(int rank, String node, int... devices) {
    return new RankPlacement(rank, new NodeId(HPC, node), devices(devices));
  }

  private static List<DeviceShare> devices(int... devices) {
    List<DeviceShare> shares = new ArrayList<>();
    for (int device : devices) {
      shares.add(new DeviceShare(device, Share.WHOLE));
    }
    return shares;
  }
}
