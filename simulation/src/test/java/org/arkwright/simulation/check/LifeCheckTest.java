package org.arkwright.simulation.check;

import static org.arkwright.simulation.check.History.attempt;
import static org.arkwright.simulation.check.History.holds;
import static org.arkwright.simulation.check.History.rankEnded;
import static org.arkwright.simulation.check.History.rankStarted;
import static org.arkwright.simulation.check.History.requeued;
import static org.arkwright.simulation.check.History.spec;
import static org.arkwright.simulation.check.History.started;
import static org.arkwright.simulation.check.History.submitted;
import static org.arkwright.simulation.check.History.succeeded;
import static org.arkwright.simulation.check.History.violates;
import static org.assertj.core.api.Assertions.assertThat;

import org.arkwright.model.Event;
import org.arkwright.model.id.JobId;
import org.arkwright.model.job.Placement;
import org.arkwright.model.job.SiteDecline;
import org.arkwright.model.job.StopCause;
import org.arkwright.model.job.Tries;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class LifeCheckTest {
  private static final StopCause CANCEL = new StopCause.CancelRequested("ada");

  private final LifeCheck check = new LifeCheck();

  @BeforeEach
  void submit() {
    check.happened(submitted(1, spec(2)));
  }

  @Test
  void gangThatFailsOnceAndThenSucceeds_isFine() {
    holds(() -> {
      begin(1);
      happen(rankStarted(1, 1, 0), rankEnded(1, 1, 1, 1), running(1), rankEnded(1, 1, 0, 0));
      happen(requeued(1, 1, History.failed(), Tries.Count.FAILURE));
      begin(2);
      happen(rankStarted(1, 2, 0), rankStarted(1, 2, 1), running(2));
      happen(rankEnded(1, 2, 0, 0), rankEnded(1, 2, 1, 0), succeeded(1));
    });
    assertThat(check.unended()).isEmpty();
  }

  @Test
  void secondAttemptBesideTheFirst_orANumberLeftOut_isFound() {
    begin(1);
    violates("cannot start now", () -> begin(2));
    happen(rankEnded(1, 1, 0, 1), rankEnded(1, 1, 1, 1));
    happen(requeued(1, 1, History.failed(), Tries.Count.FAILURE));
    violates("out of sequence", () -> begin(3));
  }

  @Test
  void runningBeforeEveryRankStarted_isFound() {
    begin(1);
    happen(rankStarted(1, 1, 0));
    violates("not every rank has started", () -> happen(running(1)));
  }

  @Test
  void rankThatStartsOrEndsTwice_isFound() {
    begin(1);
    happen(rankStarted(1, 1, 0));
    violates("started twice", () -> happen(rankStarted(1, 1, 0)));
    happen(rankEnded(1, 1, 0, 0));
    violates("ended twice", () -> happen(rankEnded(1, 1, 0, 0)));
  }

  @Test
  void endWhileRanksMayRun_isFound() {
    begin(1);
    happen(rankEnded(1, 1, 0, 1));
    violates(
        "some ranks may still run",
        () -> happen(requeued(1, 1, History.failed(), Tries.Count.FAILURE)));
    violates("its ranks did not", () -> happen(succeeded(1)));
    violates(
        "some ranks may still run", () -> happen(new Event.JobCancelled(new JobId(1), "ada", 4)));
  }

  @Test
  void successOfAFailedRank_andASecondEnd_areFound() {
    begin(1);
    happen(rankEnded(1, 1, 0, 0), rankEnded(1, 1, 1, 1));
    violates("its ranks did not", () -> happen(succeeded(1)));
    happen(new Event.JobFailed(new JobId(1), History.failed(), 4));
    violates("has ended before", () -> happen(new Event.JobFailed(new JobId(1), CANCEL, 5)));
  }

  @Test
  void whatAClientWasTold_staysTrue() {
    violates("nothing durable says so", () -> check.accepted(new JobId(2)));
    holds(() -> check.accepted(new JobId(1)));
    begin(1);
    violates("was cancelled for a client", () -> check.cancelled(new JobId(1)));
    happen(new Event.AttemptStopping(attempt(1, 1), CANCEL, 2));
    holds(() -> check.cancelled(new JobId(1)));
    happen(rankEnded(1, 1, 0, 1), rankEnded(1, 1, 1, 1));
    violates(
        "was cancelled, but is queued again",
        () -> happen(requeued(1, 1, CANCEL, Tries.Count.NOTHING)));
  }

  @Test
  void declineOfAnAttemptThatRan_isFound_andOfOneThatWaitsIsFine() {
    begin(1);
    violates("was placed before", () -> happen(declined(1)));
    check.happened(submitted(2, spec(1)));
    happen(new Event.AttemptStarted(attempt(2, 1), new Placement.BySite("hpc"), 1));
    holds(() -> happen(declined(2)));
  }

  @Test
  void jobSubmittedTwice_isFound() {
    violates("submitted twice", () -> check.happened(submitted(1, spec(2))));
  }

  private static Event declined(long job) {
    return new Event.AttemptDeclined(attempt(job, 1), new SiteDecline("hpc", "busy", 9), 2);
  }

  private static Event running(int number) {
    return new Event.AttemptRunning(attempt(1, number), 3);
  }

  private void begin(int number) {
    happen(started(1, number, "a", "b"));
  }

  private void happen(Event... events) {
    for (Event event : events) {
      check.happened(event);
    }
  }
}
