package org.arkwright.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the writer tells its followers of its own work. */
final class WriterTimesTest {
  private final Scene scene = new Scene();
  private final List<Commit> commits = new ArrayList<>();

  @Test
  void commits_countCyclesAndBatches_andAddUpTheirTimes() {
    scene.controller.follow(commits::add);
    scene.run(Scene.node());
    scene.run(Scene.submit(1, 1));
    scene.run(Scene.submit(2, 1));
    assertThat(commits).extracting(each -> each.times().cycles()).containsExactly(1L, 2L, 3L);
    assertThat(commits).extracting(each -> each.times().appends()).containsExactly(1L, 2L, 3L);
    WriterTimes before = WriterTimes.NONE;
    for (Commit commit : commits) {
      assertThat(commit.times().cycleNanos()).isGreaterThan(before.cycleNanos());
      assertThat(commit.times().appendNanos()).isGreaterThan(before.appendNanos());
      before = commit.times();
    }
  }

  @Test
  void batchThatCouldNotBeMadeDurable_isNotCounted() {
    scene.controller.follow(commits::add);
    scene.journal.full(true);
    scene.run(Scene.submit(1, 1));
    scene.journal.full(false);
    scene.run(Scene.submit(2, 1));
    assertThat(commits.getLast().times().appends()).isEqualTo(1);
  }
}
