package org.arkwright.simulation.check;

import static org.arkwright.simulation.check.History.attempt;
import static org.arkwright.simulation.check.History.failed;
import static org.arkwright.simulation.check.History.holds;
import static org.arkwright.simulation.check.History.lost;
import static org.arkwright.simulation.check.History.rank;
import static org.arkwright.simulation.check.History.requeued;
import static org.arkwright.simulation.check.History.spec;
import static org.arkwright.simulation.check.History.submitted;
import static org.arkwright.simulation.check.History.violates;

import java.time.Duration;
import java.util.OptionalInt;
import org.arkwright.model.Event;
import org.arkwright.model.UsageEvent;
import org.arkwright.model.id.JobId;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.RankExit;
import org.arkwright.model.job.RestartPolicy;
import org.arkwright.model.job.StopCause;
import org.arkwright.model.job.Topology;
import org.arkwright.model.job.Tries;
import org.arkwright.model.site.SiteSettings;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A job that may be restarted once, at a site that starts it again after two losses. */
final class LossCheckTest {
  private static final JobSpec SPEC = spec(1, 0, Topology.ANY, new RestartPolicy(1, Duration.ZERO));

  private final LossCheck check = new LossCheck();

  @BeforeEach
  void submit() {
    check.happened(new UsageEvent.SiteSet(SiteSettings.DEFAULT.withMaxLosses(2), 0));
    check.happened(submitted(1, SPEC));
  }

  @Test
  void oneRestartAndTwoLosses_areFine_andNoMore() {
    holds(() -> check.happened(requeued(1, 1, failed(), Tries.Count.FAILURE)));
    holds(() -> check.happened(requeued(1, 2, lost(), Tries.Count.LOSS)));
    holds(() -> check.happened(requeued(1, 3, lost(), Tries.Count.LOSS)));
    violates("lost once too often", () -> check.happened(requeued(1, 4, lost(), Tries.Count.LOSS)));
    violates(
        "restarted once too often",
        () -> check.happened(requeued(1, 5, failed(), Tries.Count.FAILURE)));
  }

  @Test
  void progress_forgivesFailures() {
    check.happened(requeued(1, 1, failed(), Tries.Count.FAILURE));
    holds(() ->
        check.happened(
            new Event.JobRequeued(attempt(1, 2), failed(), Tries.Count.FAILURE, true, 9, 9)));
  }

  @Test
  void whoPays_isChecked() {
    violates("the job pays", () -> check.happened(requeued(1, 1, lost(), Tries.Count.FAILURE)));
    violates("the platform pays", () -> check.happened(requeued(1, 1, failed(), Tries.Count.LOSS)));
    violates("nobody counts", () -> check.happened(requeued(1, 1, failed(), Tries.Count.NOTHING)));
    holds(() ->
        check.happened(requeued(1, 1, new StopCause.Preempted(new JobId(2)), Tries.Count.NOTHING)));
  }

  @Test
  void saidNeverToHaveRun_andDid_isFoundBeforeAndAfterwards() {
    check.spawned(attempt(1, 1), SPEC, rank(0, "a"));
    violates("it did run", () -> check.happened(requeued(1, 1, neverRan(), Tries.Count.NEVER_RAN)));
    holds(() -> check.happened(requeued(1, 2, neverRan(), Tries.Count.NEVER_RAN)));
    violates("was said never to", () -> check.spawned(attempt(1, 2), SPEC, rank(0, "a")));
    holds(() -> check.spawned(attempt(1, 3), SPEC, rank(0, "a")));
  }

  @Test
  void givenUpBelowTheBound_orALossThatEndsIt_isFound() {
    check.happened(requeued(1, 1, lost(), Tries.Count.LOSS));
    violates("given up for no reason", () -> check.happened(givenUp()));
    violates(
        "given up for no reason",
        () -> check.happened(ended(new StopCause.GivenUp(lost(), OptionalInt.empty()))));
    violates("a loss ends it", () -> check.happened(ended(lost())));
    check.happened(requeued(1, 2, lost(), Tries.Count.LOSS));
    holds(() -> check.happened(givenUp()));
    holds(() -> check.happened(ended(failed())));
  }

  private static StopCause neverRan() {
    return new StopCause.RankFailed(0, new RankExit.NeverRan("it was not sent"));
  }

  private static Event givenUp() {
    return ended(new StopCause.GivenUp(lost(), OptionalInt.of(3)));
  }

  private static Event ended(StopCause cause) {
    return new Event.JobFailed(new JobId(1), cause, 9);
  }
}
