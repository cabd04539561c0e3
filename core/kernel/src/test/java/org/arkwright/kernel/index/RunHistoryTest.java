package org.arkwright.kernel.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.Forecast;
import org.arkwright.model.job.Isolation;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.JobState;
import org.arkwright.model.job.RankResources;
import org.arkwright.model.job.RestartPolicy;
import org.arkwright.model.job.Topology;
import org.arkwright.model.job.Tries;
import org.arkwright.model.job.Work;
import org.arkwright.scheduler.order.OrderingPolicy;
import org.arkwright.scheduler.order.Orderings;
import org.junit.jupiter.api.Test;

/** The forecasts of the history, and their use by the default order. */
class RunHistoryTest {
  private static final long SECOND = 1_000_000_000L;

  private final RunHistory history = new RunHistory();

  @Test
  void forecast_beforeAnyEnd_isNone() {
    assertThat(history.forecast(spec("eval-1"), "ada")).isEqualTo(Forecast.NONE);
  }

  @Test
  void forecast_followsTheNarrowestGroupSeen() {
    ended("eval", 60, 40);
    ended("train", 36_000, 40);
    assertThat(median("eval-99", "ada")).isBetween(50 * SECOND, 75 * SECOND);
    assertThat(median("train-99", "ada")).isBetween(30_000 * SECOND, 43_000 * SECOND);
  }

  @Test
  void forecast_ofAnUnknownUser_isThatOfTheSize() {
    ended("eval", 60, 40);
    assertThat(median("new", "bob")).isBetween(50 * SECOND, 75 * SECOND);
  }

  @Test
  void image_restoresTheHistory() {
    ended("eval", 60, 7);
    ended("train", 36_000, 500);
    RunHistory restored = new RunHistory();
    restored.restore(history.image());
    assertThat(restored.image()).isEqualTo(history.image());
    assertThat(restored.forecast(spec("train-3"), "ada"))
        .isEqualTo(history.forecast(spec("train-3"), "ada"));
  }

  @Test
  void groups_areBounded() {
    for (int i = 0; i < RunHistory.GROUPS_MAX; i++) {
      history.ended(spec("name" + Integer.toString(i, 36) + "x"), "user" + i, SECOND);
    }
    assertThat(history.image()).hasSize(RunHistory.GROUPS_MAX);
  }

  @Test
  void defaultOrder_shortJobsPassLongOnes_butNotForever() {
    ended("eval", 60, 40);
    ended("train", 36_000, 40);
    Job train = queued("train-1", 0);
    assertThat(standing(queued("eval-1", 3600))).isLessThan(standing(train));
    long afterYears = 2L * 365 * 24 * 3600;
    assertThat(standing(queued("eval-2", afterYears))).isGreaterThan(standing(train));
  }

  @Test
  void fifo_isTheOrderOfSubmission() {
    ended("eval", 60, 40);
    OrderingPolicy fifo = Orderings.named("fifo").orElseThrow();
    assertThat(fifo.standing(queued("train-1", 0))).isLessThan(fifo.standing(queued("eval-1", 1)));
    assertThat(Orderings.named("first")).isEmpty();
  }

  private static long standing(Job job) {
    return Orderings.DEFAULT.standing(job);
  }

  private void ended(String name, long seconds, int times) {
    for (int i = 0; i < times; i++) {
      history.ended(spec(name + "-" + i), "ada", seconds * SECOND);
    }
  }

  private long median(String name, String user) {
    List<Long> times = history.forecast(spec(name), user).runNanos();
    return times.get(times.size() / 2);
  }

  private Job queued(String name, long atSeconds) {
    long at = atSeconds * SECOND;
    JobState state = new JobState.Queued(at, at, Optional.empty());
    Forecast forecast = history.forecast(spec(name), "ada");
    return new Job(new JobId(1), spec(name), "ada", at, state, 0, Tries.NONE, 0, forecast);
  }

  private static JobSpec spec(String name) {
    return new JobSpec(
        name,
        ProjectName.DEFAULT,
        new TreeMap<>(),
        new JobSpec.Gang(1, RankResources.DEFAULT, Topology.ANY),
        new JobSpec.Execution(
            new Work.Command(List.of("true")),
            new TreeMap<>(),
            Optional.empty(),
            Isolation.PROCESS,
            new RestartPolicy(0, Duration.ZERO),
            Optional.empty(),
            JobSpec.GRACE_DEFAULT),
        new JobSpec.Scheduling(0, true, Optional.empty(), Optional.empty(), Optional.empty()),
        Optional.empty());
  }
}
