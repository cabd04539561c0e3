package org.arkwright.kernel;

import static org.arkwright.kernel.JobBuilder.aJob;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.arkwright.model.Command;
import org.arkwright.model.Event;
import org.arkwright.model.UsageCommand;
import org.arkwright.model.artifact.StoredFiles;
import org.arkwright.model.artifact.StoredOutputs;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.Digest;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.JobState;
import org.arkwright.model.job.RankExit;
import org.arkwright.model.job.StopCause;
import org.arkwright.model.job.Tries;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.model.unit.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LossRulesTest {
  private static final RankExit LOST = new RankExit.Lost("the machine was restarted");
  private static final RankExit NEVER_RAN = new RankExit.NeverRan("its worker crashed");

  private final KernelScenario scenario = new KernelScenario().node("a", 8, "h100", 4);

  @AfterEach
  void replays() {
    scenario.replays();
  }

  static Stream<RankExit> losses() {
    return Stream.of(LOST, new RankExit.Unstartable("no space left"));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void loss_ofAJobWithoutRestarts_queuesItAgainUncounted(RankExit exit) {
    JobId job = scenario.submit(aJob("train"));
    scenario.ended(run(job), 0, exit);

    assertThat(scenario.job(job).state()).isInstanceOf(JobState.Queued.class);
    assertThat(scenario.job(job).tries()).isEqualTo(new Tries(0, 1, 0, false));
  }

  @Test
  void lostNode_queuesItsJobsAgain() {
    JobId job = scenario.submit(aJob("train"));
    run(job);
    assertThat(scenario.lose("a")).last().isInstanceOf(Event.JobRequeued.class);
    assertThat(scenario.job(job).failures()).isZero();
  }

  @Test
  void loss_overAndOver_waitsLongerEachTimeAndEndsBeyondTheSitesBound() {
    scenario.events(new UsageCommand.SetSite(SiteSettings.DEFAULT.withMaxLosses(3)));
    JobId job = scenario.submit(aJob("breaker").restarts(100, Duration.ZERO));
    long longest = 0;
    for (int loss = 1; loss <= 3; loss++) {
      scenario.ended(run(job), 0, LOST);
      long wait = ((JobState.Queued) scenario.job(job).state()).notBeforeNanos() - scenario.now;
      assertThat(wait).isGreaterThan(longest);
      longest = wait;
    }
    AttemptId last = run(job);
    StopCause cause = new StopCause.RankFailed(0, LOST);
    assertThat(scenario.ended(last, 0, LOST))
        .last()
        .isEqualTo(
            new Event.JobFailed(
                job, new StopCause.GivenUp(cause, OptionalInt.of(4)), scenario.now));
  }

  @Test
  void loss_ofAJobThatAsksNotToBeStartedAgain_endsIt() {
    JobId job = scenario.submit(aJob("payment").neverAgain());
    AttemptId attempt = run(job);
    assertThat(scenario.ended(attempt, 0, LOST))
        .last()
        .isInstanceOfSatisfying(
            Event.JobFailed.class,
            failed ->
                assertThat(failed.cause())
                    .isEqualTo(
                        new StopCause.GivenUp(
                            new StopCause.RankFailed(0, LOST), OptionalInt.empty())));
  }

  @Test
  void neverRan_evenIfItAsksNotToBeStartedAgain_goesBackForEverUncounted() {
    scenario.events(new UsageCommand.SetSite(SiteSettings.DEFAULT.withMaxLosses(0)));
    JobId job = scenario.submit(aJob("payment").neverAgain());
    for (int i = 1; i <= 30; i++) {
      scenario.ended(run(job), 0, NEVER_RAN);
      assertThat(scenario.job(job).tries()).isEqualTo(new Tries(0, 0, i, false));
    }
  }

  @Test
  void neverRan_keepsItsPlaceAndItsWait() {
    JobId job = scenario.submit(aJob("first"));
    long submitted = scenario.job(job).submittedAtNanos();
    AttemptId attempt = scenario.start(job, "a");
    scenario.pass(Duration.ofHours(1));
    scenario.ended(attempt, 0, NEVER_RAN);

    assertThat(scenario.job(job).submittedAtNanos()).isEqualTo(submitted);
    assertThat(scenario.job(job).servedNanos()).isZero();
    assertThat(((JobState.Queued) scenario.job(job).state()).notBeforeNanos())
        .isEqualTo(scenario.now);
  }

  @Test
  void lostNode_ofALaunchThatWasNeverSent_countsNothing() {
    JobId job = scenario.submit(aJob("train").neverAgain());
    AttemptId attempt = scenario.start(job, "a");
    scenario.events(new Command.LoseNode(NodeId.atHome("a"), new TreeSet<>(List.of(attempt))));
    assertThat(scenario.job(job).tries()).isEqualTo(new Tries(0, 0, 1, false));
  }

  @Test
  void lostNode_ofARankThatHadStarted_isALossWhateverIsSaidOfItsLaunch() {
    JobId job = scenario.submit(aJob("train"));
    AttemptId attempt = run(job);
    scenario.events(new Command.LoseNode(NodeId.atHome("a"), new TreeSet<>(List.of(attempt))));
    assertThat(scenario.job(job).tries()).isEqualTo(new Tries(0, 1, 0, false));
  }

  @Test
  void gang_ofWhichOneRankRan_isALossAndNotOneThatNeverRan() {
    JobId job = scenario.submit(aJob("gang").ranks(2));
    AttemptId attempt = scenario.start(job, "a", "a");
    scenario.started(attempt, 1);
    scenario.ended(attempt, 0, NEVER_RAN);
    scenario.ended(attempt, 1, new RankExit.Stopped(false));
    assertThat(scenario.job(job).tries()).isEqualTo(new Tries(0, 1, 0, false));
  }

  @Test
  void outputsThatCannotBeKept_areTheJobsOwnFailure() {
    JobId job = scenario.submit(aJob("train"));
    assertThat(scenario.ended(run(job), 0, new RankExit.OutputRefused("no file")))
        .last()
        .isInstanceOfSatisfying(
            Event.JobFailed.class, failed -> assertThat(failed.cause().byPlatform()).isFalse());
  }

  @Test
  void newerCheckpoint_forgivesEarlierFailures() {
    JobId job = scenario.submit(aJob("train").restarts(2, Duration.ZERO));
    for (char files : new char[] {'a', 'b', 'c', 'd', 'e'}) {
      fails(job, files);
      assertThat(scenario.job(job).failures()).isEqualTo(1);
    }
    fails(job, 'e');
    assertThat(scenario.job(job).failures()).isEqualTo(2);
    AttemptId last = run(job);
    assertThat(failure(last, 'e')).anyMatch(Event.JobFailed.class::isInstance);
  }

  @Test
  void checkpointsOfAnotherJobBetween_areNoProgress() {
    JobId job = scenario.submit(aJob("train").restarts(2, Duration.ZERO));
    fails(job, 'a');
    JobId other =
        scenario.submit(aJob("other").makes("out", "model/train").restarts(9, Duration.ZERO));
    fails(other, 'b');
    fails(job, 'a');
    assertThat(scenario.job(job).failures()).isEqualTo(2);
  }

  @Test
  void equal_takesThePlaceOnlyOfWhatCanResume() {
    JobId silent =
        scenario.submit(aJob("silent").preemptibleByDefault().restarts(9, Duration.ZERO));
    JobId later = scenario.submit(aJob("later"));
    AttemptId first = run(silent);
    assertThat(scenario.preempt(first, later)).isEmpty();
    failure(first, 'a');
    assertThat(scenario.preempt(run(silent), later)).hasSize(1);
  }

  private AttemptId run(JobId job) {
    scenario.pass(Duration.ofMinutes(6));
    AttemptId attempt = scenario.start(job, "a");
    scenario.started(attempt, 0);
    return attempt;
  }

  private void fails(JobId job, char checkpoint) {
    failure(run(job), checkpoint);
  }

  private List<Event> failure(AttemptId attempt, char checkpoint) {
    StoredFiles files =
        new StoredFiles(
            Digest.parse(String.valueOf(checkpoint).repeat(64)).orElseThrow(), Bytes.ZERO, 1);
    return scenario.events(
        new Command.ReportRankEnded(
            attempt,
            0,
            new RankExit.Exited(1),
            Optional.of(new StoredOutputs(new TreeMap<>(), Optional.of(files))),
            Optional.empty()));
  }
}
