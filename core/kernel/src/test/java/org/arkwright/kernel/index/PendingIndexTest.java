package org.arkwright.kernel.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
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
import org.arkwright.scheduler.view.PendingClass;
import org.arkwright.scheduler.view.QueueRank;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The queue's index beside a list that is sorted anew each time. */
final class PendingIndexTest {
  private static final OrderingPolicy FIFO = Orderings.named("fifo").orElseThrow();

  private static final Comparator<Job> ORDER =
      Comparator.comparingLong(FIFO::standing)
          .thenComparingLong(Job::submittedAtNanos)
          .thenComparing(Job::id);

  private final PendingIndex index = new PendingIndex(FIFO);
  private final List<Job> expected = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void addedAndRemoved_isInOrder_andCountsWhoIsAhead(long seed) {
    Random random = new Random(seed);
    for (int step = 1; step <= 4000; step++) {
      boolean grows = step % 2000 < 1400;
      if (expected.isEmpty() || random.nextInt(10) < (grows ? 8 : 2)) {
        Job gang = queued(step, random.nextInt(300));
        index.add(gang);
        expected.add(gang);
      } else {
        index.remove(expected.remove(random.nextInt(expected.size())));
      }
      if (step % 97 == 0) {
        assertLikeAList(random);
      }
    }
  }

  private void assertLikeAList(Random random) {
    expected.sort(ORDER);
    assertThat(index.classes()).hasSize(expected.isEmpty() ? 0 : 1);
    for (PendingClass pending : index.classes()) {
      assertThat(pending.gangs()).containsExactlyElementsOf(expected);
      int at = random.nextInt(expected.size());
      assertThat(pending.ahead(rank(expected.get(at)), FIFO)).isEqualTo(at);
      Job absent = queued(1_000_000, random.nextInt(300));
      assertThat(pending.ahead(rank(absent), FIFO))
          .isEqualTo(expected.stream().filter(other -> ORDER.compare(other, absent) < 0).count());
    }
  }

  private static QueueRank rank(Job gang) {
    return QueueRank.of(gang, FIFO);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 600})
  void removed_thatIsNotThere_isAFault(int queued) {
    for (int i = 0; i < queued; i++) {
      index.add(queued(i, i));
    }
    assertThatThrownBy(() -> index.remove(queued(1_000_000, 300)))
        .isInstanceOf(IllegalStateException.class);
  }

  private static Job queued(long id, long at) {
    JobState state = new JobState.Queued(at, at, Optional.empty());
    return new Job(new JobId(id), spec("gang"), "ada", at, state, 0, Tries.NONE, 0, Forecast.NONE);
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
