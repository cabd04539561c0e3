package org.arkwright.scheduler;

import static org.arkwright.scheduler.GangBuilder.aGang;
import static org.arkwright.scheduler.SiteTerms.aSite;
import static org.arkwright.scheduler.SiteTerms.beside;
import static org.arkwright.scheduler.TestCluster.MINUTE;
import static org.arkwright.scheduler.TestCluster.aCluster;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import org.arkwright.model.Plan;
import org.arkwright.model.job.Job;
import org.arkwright.model.site.Site;
import org.arkwright.model.unit.Resources;
import org.arkwright.scheduler.cycle.Cycle;
import org.arkwright.scheduler.energy.EnergyWait;
import org.arkwright.scheduler.explain.BruteForce;
import org.arkwright.scheduler.explain.Explanation;
import org.arkwright.scheduler.explain.TruthCheck;
import org.arkwright.scheduler.forecast.ExpectedEnds;
import org.arkwright.scheduler.site.SiteOffer;
import org.arkwright.scheduler.view.NodeView;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random sites: the choice is compared with a direct computation by docs/guides/sites.md. */
class SitesPropertyTest {
  private static final List<String> SITES = List.of(Site.HOME, "alps", "coast");

  static List<Integer> seeds() {
    List<Integer> seeds = new ArrayList<>();
    for (int seed = 1; seed <= 60; seed++) {
      seeds.add(seed);
    }
    return seeds;
  }

  /** One gang at a time, so that none is ahead in the queue. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void theChosenSite_isTheCheapestThatMeetsTheDeadline(int seed) {
    Random random = new Random(seed);
    TestCluster cluster = randomSites(random);
    for (int step = 0; step < 25; step++) {
      cluster.now += MINUTE * random.nextInt(20);
      new ArrayList<>(cluster.running())
          .stream().filter(_ -> random.nextInt(4) == 0).forEach(job -> cluster.end(job.id()));
      cluster.waiting().forEach(job -> cluster.end(job.id()));
      String name = "job-" + step;
      cluster.queued(randomGang(name, cluster, random));
      Job gang = cluster.named(name);
      List<Expected> sites = new ArrayList<>();
      for (String site : SITES) {
        expected(cluster, gang, site).ifPresent(sites::add);
      }
      Cycle cycle = cluster.plan();
      List<SiteOffer> offers = cycle.explain(cluster, gang, cluster.now).offers();
      assertThat(cycle.plan().starts().isEmpty() && sites.isEmpty()).isEqualTo(offers.isEmpty());
      if (!sites.isEmpty()) {
        Expected best = sites.stream().min(Expected.BEST).orElseThrow();
        SiteOffer chosen =
            offers.stream()
                .filter(offer -> offer.verdict() == SiteOffer.Verdict.CHOSEN)
                .findFirst()
                .orElseThrow();
        assertThat(chosen.site()).as("of %s and %s", sites, offers).isEqualTo(best.site);
        assertThat(chosen.costs().sum() / 1e6).isCloseTo(best.cost.doubleValue(), byMillionths());
        assertThat(chosen.runsNanos()).hasValue(best.runsNanos);
        assertThat(cycle.plan().starts()).hasSize(best.now ? 1 : 0);
      }
      cluster.apply(cycle.plan());
    }
  }

  private static org.assertj.core.data.Offset<Double> byMillionths() {
    return org.assertj.core.data.Offset.offset(5e-6);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void anyHistory_keepsGangsTogether_andSitesWithinTheirQuota(int seed) {
    Random random = new Random(seed);
    TestCluster cluster = randomSites(random);
    int names = 0;
    for (int step = 0; step < 30; step++) {
      cluster.now += MINUTE * random.nextInt(10);
      for (int i = random.nextInt(5); i > 0; i--) {
        cluster.queued(randomGang("job-" + names++, cluster, random));
      }
      new ArrayList<>(cluster.running())
          .stream().filter(_ -> random.nextInt(5) == 0).forEach(job -> cluster.end(job.id()));
      Cycle cycle = cluster.plan();
      assertThat(cluster.plan().plan()).as("equal views give equal plans").isEqualTo(cycle.plan());
      cluster.apply(cycle.plan());
      for (Plan.Start start : cycle.plan().starts()) {
        TreeSet<String> sites = new TreeSet<>();
        start
            .placement()
            .exact()
            .orElseThrow()
            .nodes()
            .forEach(node -> sites.add(cluster.node(node).orElseThrow().spec().site()));
        assertThat(sites).as("the sites of %s", start).hasSize(1);
      }
      for (String site : SITES) {
        assertThat(used(cluster, site).fitsWithin(cluster.site().terms(site).quota())).isTrue();
      }
      SchedulerPropertyTest.assertExplainedTogether_asEachAlone(cluster, cycle);
      for (Job job : cluster.waiting()) {
        Explanation why = cycle.explain(cluster, job, cluster.now);
        assertThat(TruthCheck.falsehood(cluster, why.site(), job, why.reason(), cluster.now))
            .isEmpty();
      }
    }
  }

  private record Expected(
      String site, boolean now, long runsNanos, long endsNanos, BigDecimal cost, boolean late) {
    static final Comparator<Expected> BEST =
        Comparator.comparing(Expected::late)
            .thenComparingLong(offer -> offer.late ? offer.endsNanos : 0)
            .thenComparing(Expected::cost)
            .thenComparingLong(Expected::runsNanos);
  }

  /**
   * A direct computation of availability, costs and times; empty where the gang could never run.
   */
  private static Optional<Expected> expected(TestCluster cluster, Job gang, String name) {
    Site site = cluster.site().terms(name);
    List<NodeView> nodes = new ArrayList<>();
    cluster
        .nodes()
        .forEach(node -> {
          if (node.spec().site().equals(name)) {
            nodes.add(node);
          }
        });
    Resources amount = gang.spec().amount();
    if (!BruteForce.fits(BruteForce.emptied(nodes), gang.spec().shape())
        || !amount.fitsWithin(site.quota())) {
      return Optional.empty();
    }
    boolean now =
        BruteForce.fits(nodes, gang.spec().shape())
            && used(cluster, name).plus(amount).fitsWithin(site.quota());
    long minutes = gang.spec().scheduling().expectedDuration().orElseThrow().toMinutes();
    long available = now ? cluster.now : available(cluster, nodes, gang, name);
    long startUp = site.rent().map(rent -> rent.startUp().toNanos()).orElse(0L);
    long runs = available + startUp;
    long ends = runs + minutes * MINUTE;
    long devices = amount.deviceThousandths() / 1000;
    BigDecimal hold =
        hours(
            Math.max(
                startUp + minutes * MINUTE,
                site.rent().map(rent -> rent.minimum().toNanos()).orElse(0L)));
    BigDecimal rent =
        site.prices()
            .deviceHour("h100")
            .amount()
            .multiply(BigDecimal.valueOf(devices))
            .multiply(hold);
    BigDecimal kilowatts = BigDecimal.valueOf(700 * devices + 5L * gang.spec().gang().ranks(), 3);
    BigDecimal energy =
        kilowatts.multiply(hours(minutes * MINUTE)).multiply(site.kilowattHour().amount());
    BigDecimal waiting =
        cluster
            .site()
            .sites()
            .orElseThrow()
            .waitHour()
            .amount()
            .multiply(hours(runs - cluster.now));
    boolean late =
        gang.spec().scheduling().deadline().filter(end -> ends > EnergyWait.nanos(end)).isPresent();
    return Optional.of(new Expected(name, now, runs, ends, rent.add(energy).add(waiting), late));
  }

  private static BigDecimal hours(long nanos) {
    return BigDecimal.valueOf(nanos)
        .divide(BigDecimal.valueOf(60 * MINUTE), java.math.MathContext.DECIMAL64);
  }

  /** The time at which the devices released one after the other suffice. */
  private static long available(TestCluster cluster, List<NodeView> nodes, Job gang, String site) {
    long free = 0;
    for (NodeView node : nodes) {
      for (int device = 0; device < node.spec().devices().size(); device++) {
        free += node.freeThousandths(device);
      }
    }
    List<Job> holders =
        cluster.running().stream()
            .filter(job -> cluster.siteOf(job).equals(site))
            .sorted(Comparator.comparingLong(job -> end(job, cluster.now)))
            .toList();
    long requested = gang.spec().amount().deviceThousandths();
    if (free >= requested) {
      return holders.isEmpty()
          ? cluster.now + MINUTE
          : Math.max(cluster.now + 1, end(holders.getFirst(), cluster.now));
    }
    for (Job holder : holders) {
      free += holder.spec().amount().deviceThousandths();
      if (free >= requested) {
        return end(holder, cluster.now);
      }
    }
    throw new AssertionError("it fits an empty site");
  }

  private static long end(Job job, long now) {
    long started = ExpectedEnds.startedAtNanos(job);
    long end = started + job.spec().scheduling().expectedDuration().orElseThrow().toNanos();
    return end > now ? end : now + Math.max(MINUTE, now - started);
  }

  private static Resources used(TestCluster cluster, String site) {
    Resources sum = Resources.ZERO;
    for (Job job : cluster.running()) {
      sum = cluster.siteOf(job).equals(site) ? sum.plus(job.spec().amount()) : sum;
    }
    return sum;
  }

  private static GangBuilder randomGang(String name, TestCluster cluster, Random random) {
    GangBuilder gang =
        aGang(name)
            .ranks(1 + random.nextInt(3))
            .devices(1 + random.nextInt(4), "h100")
            .expectedMinutes(1 + random.nextInt(200));
    return random.nextInt(3) == 0
        ? gang.deadline(cluster.now + MINUTE * (1 + random.nextInt(300)))
        : gang;
  }

  private static TestCluster randomSites(Random random) {
    SiteTerms alps =
        aSite("alps")
            .deviceHour("" + random.nextInt(6))
            .kilowattHour("0." + random.nextInt(10))
            .devicesAtMost(4 + random.nextInt(16));
    SiteTerms coast =
        aSite("coast")
            .deviceHour("" + random.nextInt(6))
            .rented(random.nextInt(20), random.nextInt(120));
    return aCluster()
        .withSettings(beside("" + random.nextInt(12), alps, coast))
        .withNodes(1 + random.nextInt(2), "h100", 4)
        .at("alps")
        .withNodes(1 + random.nextInt(3), "h100", 4)
        .at("coast")
        .withNodes(1 + random.nextInt(3), "h100", 8);
  }
}
