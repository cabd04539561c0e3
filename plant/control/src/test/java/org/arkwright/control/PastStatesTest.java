package org.arkwright.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.arkwright.journal.JournalReader.Snapshot;
import org.arkwright.kernel.Kernel;
import org.arkwright.kernel.state.State;
import org.arkwright.kernel.state.StateImage;
import org.arkwright.model.Command;
import org.arkwright.model.id.JobId;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.RankExit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is answered for the past. */
@Timeout(60)
final class PastStatesTest {
  private final Scene scene = new Scene();
  private PastStates past = past(Long.MAX_VALUE / 2);

  private PastStates past(long foldingNanosMax) {
    return new PastStates(scene.journal, scene.ordering(), () -> scene.now, foldingNanosMax);
  }

  @AfterEach
  void close() {
    past.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void everyPosition_inAnyOrder_isTheStateOfThen(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Map<Long, StateImage> writers = history(random);
    List<StateImage> folded = foldedOneByOne();

    for (long i = 0; i < 2L * folded.size(); i++) {
      int position = random.nextInt(folded.size());
      Past.At then = at(position);
      assertThat(then.position()).isEqualTo(position);
      StateImage image = then.source().read(State::image).join();
      assertThat(image).isEqualTo(folded.get(position));
      if (writers.containsKey((long) position)) {
        assertThat(image).isEqualTo(writers.get((long) position));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void everyTime_isThePositionOfItsLastEntry(long seed) {
    history(new SplittableRandom(seed));
    List<Long> times = new ArrayList<>(List.of(0L));
    EventLog.replay(scene.journal, 0, (_, event) -> times.add(event.atNanos()));
    for (int i = 1; i < times.size(); i++) {
      Past.At then = atTime(times.get(i) + 1);
      assertThat(times.get((int) then.position())).isEqualTo(times.get(i));
      boolean last =
          then.position() + 1 == times.size()
              || times.get((int) then.position() + 1) > times.get(i);
      assertThat(last).isTrue();
      assertThat(then.nowNanos()).isEqualTo(times.get(i) + 1);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void jobs_submittedByThen_areTold(long seed) {
    history(new SplittableRandom(seed));
    Map<JobId, Long> submitted = new HashMap<>();
    Map<JobId, Job> jobs = new HashMap<>();
    State state = new State(scene.ordering());
    EventLog.replay(
        scene.journal,
        0,
        (number, event) -> {
          Kernel.apply(state, event);
          event
              .subject()
              .flatMap(state::job)
              .ifPresent(job -> {
                submitted.putIfAbsent(job.id(), number);
                jobs.put(job.id(), job);
              });
        });
    for (long position = 0; position <= scene.journal.lastNumber(); position++) {
      Past.At then = at(position);
      for (Job job : jobs.values()) {
        assertThat(then.includes(job)).isEqualTo(submitted.get(job.id()) <= position);
      }
    }
  }

  @Test
  void positionsAndTimesThatAreNot_areRefused() {
    scene.run(Scene.node());
    long last = scene.journal.lastNumber();

    assertThat(answer(new Past.Point.Position(last + 1)))
        .isEqualTo(
            new Past.Nowhere(
                "a position of this journal, 0 to %d, where it ends now".formatted(last)));
    assertThat(answer(new Past.Point.Time(scene.now + 1))).isInstanceOf(Past.Nowhere.class);
    assertThat(answer(new Past.Point.Time(Scene.START - 1))).isInstanceOf(Past.Nowhere.class);
    assertThat(answer(new Past.Point.Position(0))).isInstanceOf(Past.At.class);
  }

  @Test
  void reasons_areThoseOfThen_andSayThatTheyWereWorkedOutAgain() {
    scene.run(Scene.submit(1, 1));
    long waited = scene.journal.lastNumber();
    scene.run(Scene.node());

    Past.At then = at(waited);
    var reason = then.source().ask(seen -> seen.explain(Scene.id(1))).join();
    assertThat(reason).isPresent();
    assertThat(then.source().ask(FollowedState::isPast).join()).isTrue();
    assertThat(
            at(scene.journal.lastNumber()).source().ask(seen -> seen.explain(Scene.id(1))).join())
        .isEmpty();
  }

  @Test
  void aFoldThatTakesTooLong_isRefusedAndGoesOnWhereItCame() {
    history(new SplittableRandom(1));
    past.close();
    past = past(0);
    long last = scene.journal.lastNumber();
    int refused = 0;
    StateImage image = null;
    while (image == null) {
      try {
        image = at(last).source().read(State::image).join();
      } catch (CompletionException e) {
        assertThat(e).cause().hasMessageContaining("Ask again");
        refused++;
      }
    }
    assertThat(refused).isBetween(1, (int) last);
    assertThat(image).isEqualTo(scene.controller.state().image());
  }

  @Test
  void tooManyQuestions_areRefused() throws Exception {
    scene.run(Scene.node());
    StateSource source = at(1).source();
    CountDownLatch enough = new CountDownLatch(1);
    List<CompletableFuture<Boolean>> answers = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      answers.add(
          source.read(_ -> {
            try {
              enough.await();
            } catch (InterruptedException _) {
              Thread.currentThread().interrupt();
            }
            return true;
          }));
    }
    assertThat(answers.stream().filter(CompletableFuture::isCompletedExceptionally).count())
        .isBetween(60L, 70L);
    assertThatThrownBy(() -> answers.getLast().join())
        .hasCauseInstanceOf(UnavailableException.class);
    enough.countDown();
    assertThat(answers.getFirst().join()).isTrue();
  }

  private Past answer(Past.Point point) {
    return past.at(point).join();
  }

  private Past.At at(long position) {
    return (Past.At) answer(new Past.Point.Position(position));
  }

  private Past.At atTime(long nanos) {
    return (Past.At) answer(new Past.Point.Time(nanos));
  }

  /** Makes a history with a snapshot in its middle; returns the writer's state after each step. */
  private Map<Long, StateImage> history(SplittableRandom random) {
    Map<Long, StateImage> states = new HashMap<>();
    scene.run(Scene.node());
    for (int i = 1; i <= 40; i++) {
      for (int j = random.nextInt(3); j >= 0; j--) {
        scene.offer(Scene.submit(i * 10 + j, 1 + random.nextInt(2)));
      }
      int other = (1 + random.nextInt(i)) * 10;
      switch (random.nextInt(3)) {
        case 0 -> scene.offer(new Command.CancelJob(Scene.id(other)));
        case 1 -> {
          scene.offer(new Command.ReportRankStarted(Scene.attempt(other), 0, 7));
          scene.offer(new Command.ReportRankEnded(Scene.attempt(other), 0, new RankExit.Exited(0)));
        }
        default -> {}
      }
      scene.step();
      states.put(scene.journal.lastNumber(), scene.controller.state().image());
      if (i == 20) {
        scene.journal.saveSnapshot(
            new Snapshot(
                scene.journal.lastNumber(), SnapshotForm.write(scene.controller.state().image())));
      }
    }
    scene.now += 10;
    return states;
  }

  private List<StateImage> foldedOneByOne() {
    State state = new State(scene.ordering());
    List<StateImage> images = new ArrayList<>(List.of(state.image()));
    EventLog.replay(
        scene.journal,
        0,
        (_, event) -> {
          Kernel.apply(state, event);
          images.add(state.image());
        });
    return images;
  }
}
