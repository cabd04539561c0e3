package org.arkwright.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A follower that cannot keep up, and how it comes back. */
@Timeout(60)
final class FollowerBehindTest {
  private final Scene scene = new Scene();
  private final Follower follower = new Follower(scene.journal, scene.ordering(), 3);
  private final CountDownLatch enough = new CountDownLatch(1);
  private int sequence;

  FollowerBehindTest() {
    follower.begin(scene.controller);
  }

  @AfterEach
  void close() {
    enough.countDown();
    follower.close();
  }

  private CompletableFuture<Integer> jobs() {
    return follower.read(state -> state.jobs().size());
  }

  private void submit(int count) {
    for (int i = 0; i < count; i++) {
      scene.run(Scene.submit(++sequence, 1));
    }
  }

  /** Occupies the follower's thread until {@link #enough}. */
  private CompletableFuture<Boolean> occupy() throws InterruptedException {
    CountDownLatch occupied = new CountDownLatch(1);
    CompletableFuture<Boolean> slow = occupy(occupied, enough);
    occupied.await();
    return slow;
  }

  private CompletableFuture<Boolean> occupy(CountDownLatch occupied, CountDownLatch until) {
    return follower.read(_ -> {
      occupied.countDown();
      try {
        return until.await(30, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    });
  }

  @Test
  void questionsBehindWhatWasNotKept_areAnsweredWithAllThatWasToldBefore() throws Exception {
    var slow = occupy();
    submit(10);
    List<CompletableFuture<Integer>> first = List.of(jobs(), jobs());
    submit(10);
    CompletableFuture<Integer> later = jobs();
    enough.countDown();
    assertThat(slow.get()).isTrue();
    for (CompletableFuture<Integer> answer : first) {
      assertThat(answer.get()).isBetween(10, 20);
    }
    assertThat(later.get()).isEqualTo(20);
    assertThat(follower.position()).isEqualTo(20);
  }

  @Test
  void onceCaughtUp_itNeedsTheJournalNoMore() throws Exception {
    var slow = occupy();
    submit(10);
    enough.countDown();
    assertThat(slow.get()).isTrue();
    assertThat(jobs().get()).isEqualTo(10);
    int replays = scene.journal.replays();
    for (int i = 11; i <= 30; i++) {
      submit(1);
      assertThat(jobs().get()).isEqualTo(i);
    }
    assertThat(scene.journal.replays()).isEqualTo(replays);
  }

  @Test
  void commitBehindOthersThatWereNotKept_isTakenWhole_withWhatTheWriterSaysOfItself()
      throws Exception {
    CountDownLatch between = new CountDownLatch(1);
    CountDownLatch then = new CountDownLatch(1);
    var slow = occupy();
    submit(3);
    var slowAgain = occupy(between, then);
    submit(7); // None of them is kept.
    enough.countDown();
    assertThat(slow.get()).isTrue();
    between.await();
    submit(1);
    CompletableFuture<Long> batches = follower.ask(seen -> seen.times().appends());
    then.countDown();
    assertThat(slowAgain.get()).isTrue();
    assertThat(batches.get()).isEqualTo(11);
    assertThat(jobs().get()).isEqualTo(11);
  }

  @Test
  void nobodyAsks_whatWasNotKeptReachesSubscribersAllTheSame() throws Exception {
    CountDownLatch all = new CountDownLatch(20);
    try (var _ = follower.subscribe(0, events -> events.forEach(_ -> all.countDown()))) {
      var slow = occupy();
      submit(20);
      enough.countDown();
      assertThat(slow.get()).isTrue();
      assertThat(all.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void whatWasNotKept_reachesSubscribersInChunks_inOrder() throws Exception {
    List<Integer> sizes = new CopyOnWriteArrayList<>();
    List<Long> numbers = new CopyOnWriteArrayList<>();
    CountDownLatch all = new CountDownLatch(1_203);
    ControlPlane.EventListener listener =
        events -> {
          sizes.add(events.size());
          events.forEach(each -> {
            numbers.add(each.number());
            all.countDown();
          });
        };
    try (var _ = follower.subscribe(0, listener)) {
      var slow = occupy();
      submit(1_203);
      enough.countDown();
      assertThat(slow.get()).isTrue();
      assertThat(all.await(20, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(numbers)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 1_203).boxed().toList());
    assertThat(sizes).as("neither one by one nor all at once").contains(500);
  }

  @Test
  void errorInAQuestion_costsTheStateAndNothingElse() throws Exception {
    submit(3);
    CompletableFuture<Integer> poisoned =
        follower.read(_ -> {
          throw new StackOverflowError("planted");
        });
    submit(3);
    assertThat(jobs().get()).isEqualTo(6);
    assertThat(follower.trouble()).isPresent(); // It says so for a while.
    assertThatThrownBy(poisoned::get).hasRootCauseMessage("planted");
  }

  @Test
  void questionThatWaitsAtTheEnd_isToldSo() {
    try (Follower never = new Follower(scene.journal, scene.ordering(), 3)) {
      CompletableFuture<Integer> waiting = never.read(state -> state.jobs().size());
      assertThat(waiting).as("it has not begun").isNotDone();
      never.close();
      assertThat(waiting).isCompletedExceptionally();
    }
  }

  @Test
  void questionAfterTheEnd_isRefusedAtOnce() {
    follower.close();
    assertThat(jobs()).isCompletedExceptionally();
  }
}
