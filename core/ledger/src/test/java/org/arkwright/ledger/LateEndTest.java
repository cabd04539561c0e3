package org.arkwright.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.arkwright.model.Event;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.Placement;
import org.arkwright.model.job.RankExit;
import org.arkwright.model.job.RankUsage;
import org.arkwright.model.job.SiteDecline;
import org.arkwright.model.job.SiteWait;
import org.arkwright.model.job.StopCause;
import org.arkwright.model.job.Tries;
import org.arkwright.model.node.Allocation;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.node.RankPlacement;
import org.arkwright.model.node.TopologyPath;
import org.arkwright.model.unit.Bytes;
import org.arkwright.model.unit.Joules;
import org.arkwright.model.usage.Meter;
import org.arkwright.model.usage.Workload;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Ends of ranks that the control plane learns of long after they happened. */
class LateEndTest {
  private static final long HOUR = 3_600_000_000_000L;

  /** An hour before midnight, UTC. */
  private static final long START = 1_795_561_200_000_000_000L;

  private static final LocalDate DAY = LocalDate.of(2026, 11, 24);
  private static final NodeId NODE = NodeId.atHome("n");
  private static final JobId JOB = JobId.of(1_795_561_200_000L, 1);
  private static final AttemptId ATTEMPT = new AttemptId(JOB, 1);
  private static final Account.Use USE =
      new Account.Use(new ProjectName("lab"), "ada", new Workload(Workload.Kind.JOB, "train"));

  private final Ledger ledger = new Ledger();

  @AfterEach
  void reconciles() {
    assertThat(Reconciliation.violations(ledger.lines())).isEmpty();
  }

  @Test
  void end_reportedLate_isTheEndOfItsCharges_andTheRestIsIdle() {
    begin(1);
    rankEnded(0, HOUR / 4, HOUR, Optional.empty());
    succeeded(HOUR);

    // 0.7 cores for a quarter of an hour, of 4 for an hour.
    assertThat(posted(USE, Meter.CPU_SECONDS)).isEqualByComparingTo("630");
    assertThat(posted(USE, Meter.CPU_SECONDS_BUSY)).isEqualByComparingTo("630");
    assertThat(posted(new Account.Offered(), Meter.CPU_SECONDS)).isEqualByComparingTo("14400");
    assertThat(posted(new Account.Idle(), Meter.CPU_SECONDS)).isEqualByComparingTo("13770");
  }

  @Test
  void end_reportedLate_ofAnAttemptThatIsQueuedAgain_isTheEndOfItsCharges() {
    begin(1);
    rankEnded(0, HOUR / 4, HOUR, Optional.empty());
    StopCause lost = new StopCause.RankFailed(0, new RankExit.Lost("the lease expired"));
    ledger.take(
        new Event.JobRequeued(ATTEMPT, lost, Tries.Count.LOSS, false, START + HOUR, START + HOUR));
    ledger.settle(START + 2 * HOUR);

    assertThat(posted(USE, Meter.CPU_SECONDS)).isEqualByComparingTo("630");
  }

  @Test
  void attempt_thatWaitsAtItsSite_isBilledFromItsPlacementOn() {
    ledger.take(new Event.NodeJoined(node(), START));
    submit();
    ledger.take(new Event.AttemptStarted(ATTEMPT, new Placement.BySite("hpc"), START));
    ledger.take(
        new Event.AttemptWaiting(
            ATTEMPT, "hpc", new SiteWait("Priority", Optional.empty()), START + HOUR));
    ledger.settle(START + HOUR);
    assertThat(posted(USE, Meter.CPU_SECONDS)).isZero();

    ledger.take(new Event.AttemptPlaced(ATTEMPT, placed(1), START + HOUR));
    rankEnded(0, 5 * HOUR / 4, 5 * HOUR / 4, Optional.empty());
    succeeded(5 * HOUR / 4);
    assertThat(posted(USE, Meter.CPU_SECONDS)).isEqualByComparingTo("630");
  }

  @Test
  void attempt_thatItsSiteDeclines_costsNothing() {
    ledger.take(new Event.NodeJoined(node(), START));
    submit();
    ledger.take(new Event.AttemptStarted(ATTEMPT, new Placement.BySite("hpc"), START));
    ledger.take(
        new Event.AttemptDeclined(
            ATTEMPT, new SiteDecline("hpc", "QOSMaxJobs", START + 2 * HOUR), START + HOUR));
    ledger.take(new Event.JobCancelled(JOB, "ada", START + HOUR));
    ledger.settle(START + HOUR);
    assertThat(posted(USE, Meter.CPU_SECONDS)).isZero();
  }

  @Test
  void end_reportedAfterMidnight_isPostedOnTheDayOfTheEnd() {
    begin(1);
    rankEnded(0, HOUR / 4, 2 * HOUR, Optional.empty());
    succeeded(2 * HOUR);

    assertThat(posted(USE, Meter.CPU_SECONDS)).isEqualByComparingTo("630");
    assertThat(ledger.lines().keySet())
        .filteredOn(key -> key.account().equals(USE))
        .allMatch(key -> key.day().equals(DAY));
  }

  @Test
  void end_reportedLate_ofAGang_isThatOfItsLastRank() {
    begin(2);
    rankEnded(1, HOUR / 2, HOUR, Optional.empty());
    rankEnded(0, HOUR / 4, HOUR, Optional.empty());
    succeeded(HOUR);

    assertThat(posted(USE, Meter.CPU_SECONDS)).isEqualByComparingTo("2520");
    assertThat(posted(USE, Meter.CPU_SECONDS_BUSY)).isEqualByComparingTo("1890");
  }

  @Test
  void end_beforeWhatIsBookedAlready_leavesThatAsItIs() {
    begin(1);
    ledger.settle(START + HOUR / 2);
    rankEnded(0, HOUR / 4, HOUR, Optional.empty());
    succeeded(HOUR);

    assertThat(posted(USE, Meter.CPU_SECONDS)).isEqualByComparingTo("1260");
  }

  @Test
  void energy_measured_ofAnEndReportedLate_isPostedOnce() {
    begin(1);
    Joules joules = Joules.ofMicrojoules(3_000_000_000L);
    rankEnded(
        0,
        HOUR / 4,
        HOUR,
        Optional.of(new RankUsage(60_000_000_000L, Optional.of(joules), Optional.empty())));
    succeeded(HOUR);

    assertThat(posted(USE, Meter.JOULES)).isEqualByComparingTo("4200"); // PUE 1.4
  }

  private void begin(int ranks) {
    ledger.take(new Event.NodeJoined(node(), START));
    submit();
    ledger.take(new Event.AttemptStarted(ATTEMPT, placed(ranks), START));
  }

  private static NodeSpec node() {
    return new NodeSpec(
        NODE,
        4000,
        Bytes.ofGibibytes(8),
        List.of(),
        new TopologyPath("b", "r"),
        new TreeMap<>(),
        List.of());
  }

  private void submit() {
    ledger.take(
        new Event.JobSubmitted(
            JOB, RandomHistory.spec("train", "lab"), "ada", Optional.empty(), START));
  }

  private static Allocation placed(int ranks) {
    List<RankPlacement> placed =
        List.of(new RankPlacement(0, NODE, List.of()), new RankPlacement(1, NODE, List.of()));
    return new Allocation(placed.subList(0, ranks));
  }

  /** A rank ends so long after the start, and is reported so long after it. */
  private void rankEnded(int rank, long ended, long told, Optional<RankUsage> usage) {
    RankExit exit = new RankExit.Exited(0);
    ledger.take(
        new Event.RankEnded(ATTEMPT, rank, exit, usage, Optional.of(START + ended), START + told));
  }

  private void succeeded(long told) {
    ledger.take(new Event.JobSucceeded(JOB, START + told));
    ledger.settle(START + told);
  }

  private BigDecimal posted(Account account, Meter meter) {
    return ledger.lines().entrySet().stream()
        .filter(line -> line.getKey().account().equals(account) && line.getKey().meter() == meter)
        .map(Map.Entry::getValue)
        .map(Tally::quantity)
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }
}
