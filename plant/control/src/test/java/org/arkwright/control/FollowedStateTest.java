package org.arkwright.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.arkwright.kernel.state.State;
import org.arkwright.model.Command;
import org.arkwright.model.id.JobId;
import org.arkwright.model.job.PendingReason.Code;
import org.arkwright.scheduler.cycle.Cycle;
import org.arkwright.scheduler.explain.Explanation;
import org.junit.jupiter.api.Test;

/** What a second state takes of the writer's commits, whatever reaches it. */
final class FollowedStateTest {
  private final Scene scene = new Scene();
  private final List<Commit> commits = new ArrayList<>();
  private final AtomicLong clock = new AtomicLong(5);
  private final FollowedState followed =
      new FollowedState(new State(scene.ordering()), 0, Cycle.idle(scene.ordering()), clock::get);

  FollowedStateTest() {
    scene.controller.follow(commits::add);
  }

  private void takeAll() {
    commits.forEach(commit -> assertThat(followed.take(commit)).isTrue());
    commits.clear();
  }

  private void assertEqualToTheWriters() {
    assertThat(followed.number()).isEqualTo(scene.journal.lastNumber());
    assertThat(followed.state().image()).isEqualTo(scene.controller.state().image());
  }

  @Test
  void commitAgain_changesNothing() {
    scene.run(Scene.node());
    scene.run(Scene.submit(1, 1));
    List<Commit> both = List.copyOf(commits);
    takeAll();
    both.forEach(commit -> assertThat(followed.take(commit)).isTrue());
    assertEqualToTheWriters();
  }

  @Test
  void commitOfWhichAPartIsKnown_isTakenFromThere() {
    scene.offer(Scene.submit(1, 1));
    scene.offer(Scene.submit(2, 1));
    scene.step();
    Commit whole = commits.getLast();
    assertThat(whole.events()).hasSize(2);
    followed.take(1, whole.events().getFirst().event());
    assertThat(followed.take(whole)).isTrue();
    assertEqualToTheWriters();
  }

  @Test
  void commitBehindAGap_isRefused_withNothingChanged() {
    scene.run(Scene.submit(1, 1));
    takeAll();
    scene.run(Scene.submit(2, 1));
    scene.run(Scene.submit(3, 1));
    assertThat(followed.take(commits.getLast())).isFalse();
    assertThat(followed.number()).isEqualTo(1);
    takeAll();
    assertEqualToTheWriters();
  }

  @Test
  void cycleWithoutEvents_isTakenAtItsPositionAlone() {
    scene.run(Scene.submit(1, 1));
    Commit first = commits.getFirst();
    Commit ahead = new Commit(List.of(), 2, first.cycle());
    assertThat(followed.take(ahead)).isFalse();
    takeAll();
    assertThat(followed.take(ahead)).isFalse();
    assertThat(followed.take(new Commit(List.of(), 1, first.cycle()))).isTrue();
  }

  @Test
  void lastEnd_movesWithJobsThatEnd_alone() {
    scene.run(Scene.submit(1, 1));
    scene.run(Scene.submit(2, 1));
    takeAll();
    assertThat(followed.lastEnd()).isZero();
    scene.run(new Command.CancelJob(Scene.id(1)));
    takeAll();
    long end = scene.journal.lastNumber();
    assertThat(followed.lastEnd()).isEqualTo(end);
    scene.run(Scene.submit(3, 1));
    takeAll();
    assertThat(followed.lastEnd()).isEqualTo(end);
    assertThat(followed.number()).isGreaterThan(end);
  }

  @Test
  void time_isNeverBeforeTheLastEvents() {
    assertThat(followed.nowNanos()).isEqualTo(5);
    scene.run(Scene.submit(1, 1));
    takeAll();
    assertThat(followed.nowNanos()).isEqualTo(scene.now);
    clock.set(scene.now + 9);
    assertThat(followed.nowNanos()).isEqualTo(scene.now + 9);
    clock.set(0);
    assertThat(followed.nowNanos()).isEqualTo(scene.now + 9);
  }

  @Test
  void reasons_areOfTheLatestCycle_andAnewAsSoonAsTheFleetChanges() {
    scene.run(Scene.submit(1, 9));
    takeAll();
    assertThat(reason()).isEqualTo(Code.NO_NODES);
    scene.run(Scene.node()); // Too small for nine, and no time has passed.
    takeAll();
    assertThat(reason()).isNotEqualTo(Code.NO_NODES);
    assertThat(followed.explain(List.of(Scene.id(2)))).isEmpty();
    scene.run(Scene.submit(2, 1)); // Runs.
    takeAll();
    assertThat(followed.explain(List.of(Scene.id(2), Scene.id(1)))).containsOnlyKeys(Scene.id(1));
  }

  @Test
  void reasons_areTheWritersOwn() {
    scene.run(Scene.node());
    scene.run(Scene.submit(1, 3));
    scene.run(Scene.submit(2, 4));
    scene.run(Scene.submit(3, 4));
    takeAll();
    for (int job = 2; job <= 3; job++) {
      assertThat(followed.explain(Scene.id(job)))
          .isPresent()
          .isEqualTo(scene.controller.explain(Scene.id(job)));
    }
  }

  @Test
  void reasons_askedForAgainWithOthers_areTheSameForTheFirst_andThereForAll() {
    scene.run(Scene.submit(1, 9));
    scene.run(Scene.submit(2, 9));
    takeAll();
    Explanation first = followed.explain(List.of(Scene.id(1))).get(Scene.id(1));

    Map<JobId, Explanation> both = followed.explain(List.of(Scene.id(1), Scene.id(2)));

    assertThat(both).containsOnlyKeys(Scene.id(1), Scene.id(2));
    assertThat(both.get(Scene.id(1))).isSameAs(first);
    assertThat(followed.explain(List.of(Scene.id(1), Scene.id(2)))).isEqualTo(both);
  }

  private Code reason() {
    return followed.explain(Scene.id(1)).orElseThrow().reason().code();
  }
}
