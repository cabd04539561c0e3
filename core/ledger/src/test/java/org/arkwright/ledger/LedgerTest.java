package org.arkwright.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.arkwright.model.Event;
import org.arkwright.model.UsageEvent;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.DeploymentName;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.RankExit;
import org.arkwright.model.job.RankUsage;
import org.arkwright.model.node.Allocation;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.node.RankPlacement;
import org.arkwright.model.node.TopologyPath;
import org.arkwright.model.site.EnergySeries;
import org.arkwright.model.site.Site;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.model.site.Sites;
import org.arkwright.model.unit.Bytes;
import org.arkwright.model.unit.GramsCo2;
import org.arkwright.model.unit.Joules;
import org.arkwright.model.unit.Money;
import org.arkwright.model.unit.Resources;
import org.arkwright.model.usage.Meter;
import org.arkwright.model.usage.Quantity;
import org.arkwright.model.usage.Quantity.Basis;
import org.arkwright.model.usage.UsageRecord;
import org.arkwright.model.usage.Workload;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LedgerTest {
  private static final long HOUR = 3_600_000_000_000L;

  /** An hour before midnight, UTC. */
  private static final long START = 1_795_561_200_000_000_000L;

  private static final LocalDate DAY = LocalDate.of(2026, 11, 24);
  private static final JobId JOB = JobId.of(1_795_561_200_000L, 1);
  private static final AttemptId ATTEMPT = new AttemptId(JOB, 1);
  private static final Account.Use USE =
      new Account.Use(new ProjectName("lab"), "ada", new Workload(Workload.Kind.JOB, "train"));

  private static final Account.Use REPLICA =
      new Account.Use(
          new ProjectName("lab"), "ada", new Workload(Workload.Kind.DEPLOYMENT, "chat"));

  private final Ledger ledger = new Ledger();

  @Test
  void attempt_overMidnight_isPostedOnBothDaysAtItsPrice() {
    run(2 * HOUR);

    Tally before = line(DAY, USE, Meter.CPU_SECONDS);
    Tally after = line(DAY.plusDays(1), USE, Meter.CPU_SECONDS);
    assertThat(before.quantity()).isEqualByComparingTo("2520");
    assertThat(after).isEqualTo(before);
    assertThat(before.cost()).isEqualTo(Money.of("0.028"));
    assertThat(line(DAY, USE, Meter.MEMORY_BYTE_SECONDS).cost()).isEqualTo(Money.of("0.005"));
  }

  @Test
  void energy_ofAnHourOfCores_isIdlePlusWorkTimesPue() {
    run(HOUR / 2);

    // 0.7 cores for half an hour, busy throughout: 5 W at the peak, PUE 1.4.
    assertThat(line(DAY, USE, Meter.JOULES).quantity()).isEqualByComparingTo("8820");
    assertThat(line(DAY, USE, Meter.JOULES).grams().amount()).isEqualByComparingTo("1.1025");
  }

  @Test
  void energy_measured_replacesTheModelled() {
    begin();
    end(HOUR / 2, Optional.of(Joules.ofMicrojoules(3_000_000_000L)));

    assertThat(measured(Meter.JOULES)).isEqualByComparingTo("4200"); // PUE 1.4
    assertThat(line(DAY, USE, Meter.JOULES).quantity()).isEqualByComparingTo("4200");
    assertThat(measured(Meter.CPU_SECONDS_BUSY)).isEqualByComparingTo("60");
  }

  @Test
  void cores_measured_drawForTheirWorkOnly() {
    begin();
    end(HOUR / 2, Optional.empty());

    // 0.7 cores for half an hour at 1 W, and 60 core-seconds of work at 4 W more; PUE 1.4.
    assertThat(line(DAY, USE, Meter.JOULES).quantity()).isEqualByComparingTo("2100");
    assertThat(measured(Meter.JOULES)).isZero();
  }

  @Test
  void energy_measuredAcrossAPosting_isUsedForTheRest() {
    begin();
    ledger.settle(START + HOUR / 4);
    BigDecimal modelled = line(DAY, USE, Meter.JOULES).quantity();
    end(HOUR / 2, Optional.of(Joules.ofMicrojoules(3_000_000_000L)));

    assertThat(modelled).isEqualByComparingTo("882");
    assertThat(measured(Meter.JOULES)).isEqualByComparingTo("2100");
    assertThat(line(DAY, USE, Meter.JOULES).quantity()).isEqualByComparingTo("2982");
  }

  @Test
  void anotherSite_isPostedSeparately_atItsOwnPricesPueAndEnergy() {
    SiteSettings home = SiteSettings.DEFAULT;
    Site away =
        new Site(
            "away",
            new SiteSettings.Prices(
                new TreeMap<>(), Money.of("1"), Money.ZERO, Money.ZERO, Money.ZERO),
            BigDecimal.ONE,
            new GramsCo2(BigDecimal.valueOf(36)),
            Money.of("0.36"),
            Optional.empty(),
            List.of(),
            Resources.UNLIMITED,
            Optional.empty());
    ledger.take(
        new UsageEvent.SiteSet(
            home.withSites(new Sites(Money.ZERO, new TreeMap<>(), List.of(away))), START));
    ledger.take(new Event.NodeJoined(node("away", "far"), START));
    run(HOUR / 2, "away/far");

    LineKey cores = new LineKey(DAY, USE, Meter.CPU_SECONDS, "", Basis.MEASURED, "away");
    LineKey joules = new LineKey(DAY, USE, Meter.JOULES, "", Basis.MODELLED, "away");
    assertThat(ledger.lines().get(cores).cost()).isEqualTo(Money.of("0.35"));
    // 5 W on 0.7 cores for half an hour, at a PUE of 1: 6.3 kJ are 1.75 Wh.
    assertThat(ledger.lines().get(joules).quantity()).isEqualByComparingTo("6300");
    assertThat(ledger.lines().get(joules).cost()).isEqualTo(Money.of("0.00063"));
    assertThat(ledger.lines().get(joules).grams().amount()).isEqualByComparingTo("0.063");
    assertThat(ledger.lines().keySet())
        .noneMatch(key -> key.account().equals(USE) && key.site().equals(Site.HOME));
    assertThat(Reconciliation.violations(ledger.lines())).isEmpty();
  }

  @Test
  void idle_isTheCapacityThatNoJobHeld() {
    run(HOUR);

    assertThat(line(DAY, new Account.Offered(), Meter.CPU_SECONDS).quantity())
        .isEqualByComparingTo("14400");
    assertThat(line(DAY, new Account.Idle(), Meter.CPU_SECONDS).quantity())
        .isEqualByComparingTo("11880");
    assertThat(Reconciliation.violations(ledger.lines())).isEmpty();
  }

  @Test
  void lostNode_endsItsCharges() {
    begin();
    ledger.take(new Event.NodeLost(NodeId.atHome("n"), START + HOUR / 2));
    ledger.settle(START + HOUR);

    assertThat(line(DAY, USE, Meter.CPU_SECONDS).quantity()).isEqualByComparingTo("1260");
    assertThat(Reconciliation.violations(ledger.lines())).isEmpty();
  }

  @Test
  void tokens_arePricedPerThousand_andAttributedEnergyDoesNotCount() {
    Workload chat = new Workload(Workload.Kind.DEPLOYMENT, "chat");
    ledger.take(
        new UsageEvent.UsageRecorded(
            "gateway",
            1,
            List.of(
                new UsageRecord(
                    new ProjectName("lab"),
                    "key-1",
                    chat,
                    START,
                    START,
                    List.of(
                        Quantity.measured(Meter.TOKENS_IN, 3000),
                        new Quantity(Meter.JOULES_ATTRIBUTED, BigDecimal.TEN, Basis.MODELLED)))),
            START));

    Account.Use requests = new Account.Use(new ProjectName("lab"), "key-1", chat);
    assertThat(line(DAY, requests, Meter.TOKENS_IN).cost()).isEqualTo(Money.of("0.0015"));
    assertThat(ledger.lines().keySet()).noneMatch(key -> key.meter() == Meter.JOULES);
  }

  @Test
  void replica_withoutTokens_isPaidByTime_thoughTokensHaveAPrice() {
    replica();
    ledger.take(usage(Quantity.measured(Meter.REQUESTS, 5), HOUR / 4, HOUR / 2));
    ledger.settle(START + HOUR);

    assertThat(line(DAY, REPLICA, Meter.CPU_SECONDS).cost()).isEqualTo(Money.of("0.028"));
    assertThat(line(DAY, REPLICA, Meter.MEMORY_BYTE_SECONDS).cost()).isEqualTo(Money.of("0.005"));
  }

  @Test
  void replica_thatAnswersWithTokens_isPaidByThemThen_andByTimeWhenIdle() {
    replica();
    // Half of the hour, told in batches that overlap and come late.
    ledger.take(usage(Quantity.measured(Meter.TOKENS_OUT, 1000), HOUR / 4, HOUR / 2));
    ledger.take(usage(Quantity.measured(Meter.TOKENS_OUT, 1000), HOUR / 8, HOUR / 2));
    ledger.take(usage(Quantity.measured(Meter.TOKENS_IN, 1000), HOUR / 2, HOUR * 5 / 8));
    ledger.settle(START + HOUR);

    Tally cores = line(DAY, REPLICA, Meter.CPU_SECONDS);
    assertThat(cores.quantity()).isEqualByComparingTo("2520");
    assertThat(cores.cost()).isEqualTo(Money.of("0.014"));
    Account.Use requests = new Account.Use(new ProjectName("lab"), "key-1", REPLICA.workload());
    assertThat(line(DAY, requests, Meter.TOKENS_OUT).cost()).isEqualTo(Money.of("0.003"));
    assertThat(Reconciliation.violations(ledger.lines())).isEmpty();
  }

  @Test
  void replica_underSettingsOfBeforeReplicaTime_isFree_untilTheNextSettings() {
    SiteSettings today = SiteSettings.DEFAULT;
    SiteSettings.Prices prices = today.prices();
    SiteSettings before =
        new SiteSettings(
            today.currency(),
            new SiteSettings.Prices(
                prices.deviceHour(),
                prices.cpuHour(),
                prices.gibibyteHour(),
                prices.thousandTokensIn(),
                prices.thousandTokensOut(),
                false),
            today.pue(),
            today.carbonPerKilowattHour(),
            today.power(),
            today.policies(),
            today.energy(),
            today.sites(),
            today.maxLosses());
    ledger.take(new UsageEvent.SiteSet(before, START));
    replica();
    ledger.settle(START + HOUR / 2);
    assertThat(line(DAY, REPLICA, Meter.CPU_SECONDS).cost()).isEqualTo(Money.ZERO);

    ledger.take(new UsageEvent.SiteSet(today, START + HOUR / 2));
    ledger.settle(START + HOUR);

    assertThat(line(DAY, REPLICA, Meter.CPU_SECONDS).cost()).isEqualTo(Money.of("0.014"));
  }

  @Test
  void replica_ofAnotherProject_isNotPaidByTheTokensOfItsNamesake() {
    replica();
    ledger.take(
        new UsageEvent.UsageRecorded(
            "gateway",
            1,
            List.of(
                new UsageRecord(
                    new ProjectName("other"),
                    "key-1",
                    REPLICA.workload(),
                    START,
                    START + HOUR,
                    List.of(Quantity.measured(Meter.TOKENS_IN, 3000)))),
            START + HOUR));
    ledger.settle(START + HOUR);

    assertThat(line(DAY, REPLICA, Meter.CPU_SECONDS).cost()).isEqualTo(Money.of("0.028"));
  }

  @Test
  void replica_withManyPauses_booksThemAllExactly() {
    replica();
    long second = 1_000_000_000L;
    // 600 times a second of work and five of rest.
    for (int i = 0; i < 600; i++) {
      ledger.take(
          usage(Quantity.measured(Meter.TOKENS_IN, 1), 6L * i * second, (6L * i + 1) * second));
    }
    ledger.settle(START + HOUR);

    assertThat(line(DAY, REPLICA, Meter.CPU_SECONDS).cost().amount())
        .isCloseTo(new BigDecimal("0.0233333"), within(new BigDecimal("0.000001")));
    assertThat(ledger.jobs().get(JOB).held().orElseThrow().answering().spans()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34})
  void anyHistory_reconciles_andAResumedLedgerIsEqual(long seed) {
    List<Event> events = new RandomHistory(seed).events(400);
    long end = events.getLast().atNanos() + HOUR;
    events.forEach(ledger::take);
    ledger.settle(end);

    assertThat(Reconciliation.violations(ledger.lines())).isEmpty();
    assertThat(resumed(events, end)).isEqualTo(ledger.lines());
  }

  @Test
  void energy_isPricedByTheSlotsOfItsUse() {
    ledger.take(seriesSet(EnergySeries.Kind.TARIFF, 100_000L, 300_000L));
    ledger.take(seriesSet(EnergySeries.Kind.CARBON, 200_000_000L, 400_000_000L));
    // Half an hour at 0.1 and 200 g, half an hour at 0.3 and 400 g; the last value holds after
    // that.
    run(HOUR);

    Tally first = line(DAY, USE, Meter.JOULES);
    BigDecimal kilowattHours =
        first.quantity().divide(BigDecimal.valueOf(3_600_000), 20, RoundingMode.HALF_EVEN);
    assertThat(first.cost().amount())
        .isCloseTo(kilowattHours.multiply(new BigDecimal("0.2")), within(new BigDecimal("1e-9")));
    assertThat(first.grams().amount())
        .isCloseTo(kilowattHours.multiply(new BigDecimal("300")), within(new BigDecimal("1e-5")));
  }

  @Test
  void newSeries_doesNotChangeEarlierUsage() {
    ledger.take(seriesSet(EnergySeries.Kind.TARIFF, 100_000L, 100_000L));
    begin();
    ledger.take(
        new Event.EnergySeriesSet(
            new EnergySeries(EnergySeries.Kind.TARIFF, START, HOUR / 2, List.of(900_000L)),
            START + HOUR / 2));
    ledger.settle(START + HOUR / 2);

    Tally used = line(DAY, USE, Meter.JOULES);
    assertThat(used.cost().amount())
        .isCloseTo(
            used.quantity()
                .multiply(new BigDecimal("0.1"))
                .divide(BigDecimal.valueOf(3_600_000), 20, RoundingMode.HALF_EVEN),
            within(new BigDecimal("1e-9")));
  }

  private static Event seriesSet(EnergySeries.Kind kind, Long... millionths) {
    return new Event.EnergySeriesSet(
        new EnergySeries(kind, START, HOUR / 2, List.of(millionths)), START);
  }

  /** The same ledger, kept by a store from which the fold resumes every few events. */
  private static Map<LineKey, Tally> resumed(List<Event> events, long end) {
    Map<LineKey, Tally> store = new TreeMap<>();
    Ledger part = new Ledger();
    for (int i = 0; i < events.size(); i++) {
      part.take(events.get(i));
      if (i % 7 == 0) {
        part.lines().forEach((key, tally) -> store.merge(key, tally, Tally::plus));
        part =
            Ledger.from(
                part.jobs().values(), part.nodes().values(), part.site(), part.energySeries());
      }
    }
    part.settle(end);
    part.lines().forEach((key, tally) -> store.merge(key, tally, Tally::plus));
    return store;
  }

  private void begin() {
    begin("n");
  }

  private void replica() {
    ledger.take(new Event.NodeJoined(node(Site.HOME, "n"), START));
    ledger.take(
        new Event.JobSubmitted(
            JOB,
            RandomHistory.replica(new DeploymentName(new ProjectName("lab"), "chat")),
            "ada",
            Optional.empty(),
            START));
    ledger.take(
        new Event.AttemptStarted(
            ATTEMPT, new Allocation(List.of(new RankPlacement(0, id("n"), List.of()))), START));
  }

  private static Event usage(Quantity quantity, long from, long to) {
    return new UsageEvent.UsageRecorded(
        "gateway",
        1,
        List.of(
            new UsageRecord(
                new ProjectName("lab"),
                "key-1",
                REPLICA.workload(),
                START + from,
                START + to,
                List.of(quantity))),
        START + to);
  }

  private static NodeSpec node(String site, String name) {
    return new NodeSpec(
        new NodeId(site, name),
        4000,
        Bytes.ofGibibytes(8),
        List.of(),
        new TopologyPath("b", "r"),
        new TreeMap<>(),
        List.of());
  }

  private void begin(String on) {
    ledger.take(new Event.NodeJoined(node(Site.HOME, "n"), START));
    ledger.take(
        new Event.JobSubmitted(
            JOB, RandomHistory.spec("train", "lab"), "ada", Optional.empty(), START));
    ledger.take(
        new Event.AttemptStarted(
            ATTEMPT, new Allocation(List.of(new RankPlacement(0, id(on), List.of()))), START));
  }

  private void run(long nanos) {
    run(nanos, "n");
  }

  private void run(long nanos, String on) {
    begin(on);
    ledger.take(new Event.RankEnded(ATTEMPT, 0, new RankExit.Exited(0), START + nanos));
    ledger.take(new Event.JobSucceeded(JOB, START + nanos));
    ledger.settle(START + nanos);
  }

  private void end(long nanos, Optional<Joules> processors) {
    RankUsage usage = new RankUsage(60_000_000_000L, processors, Optional.empty());
    ledger.take(
        new Event.RankEnded(ATTEMPT, 0, new RankExit.Exited(0), Optional.of(usage), START + nanos));
    ledger.take(new Event.JobSucceeded(JOB, START + nanos));
  }

  private BigDecimal measured(Meter meter) {
    return ledger.lines().entrySet().stream()
        .filter(line -> line.getKey().account().equals(USE))
        .filter(line -> line.getKey().meter() == meter)
        .filter(line -> line.getKey().basis() == Basis.MEASURED)
        .map(line -> line.getValue().quantity())
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private Tally line(LocalDate day, Account account, Meter meter) {
    return ledger.lines().entrySet().stream()
        .filter(line ->
            line.getKey().day().equals(day)
                && line.getKey().account().equals(account)
                && line.getKey().meter() == meter)
        .map(Map.Entry::getValue)
        .reduce(Tally.ZERO, Tally::plus);
  }

  /** Parses {@code SITE/NAME}, or the bare name of a node at home. */
  private static NodeId id(String node) {
    return NodeId.parse(node).orElseGet(() -> NodeId.atHome(node));
  }
}
