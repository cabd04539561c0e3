package org.arkwright.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.arkwright.control.ControlPlane.NumberedEvent;
import org.arkwright.model.Command;
import org.arkwright.model.id.JobId;
import org.arkwright.model.job.PendingReason.Code;
import org.arkwright.scheduler.explain.Explanation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What readers see, and that the writer never waits for them. */
@Timeout(60)
final class FollowerTest {
  private final MemoryJournal journal = new MemoryJournal();
  private final RecordingEngine engine = new RecordingEngine();
  private final ControlThread control = ControlThread.start(journal, engine);
  private final StateReader follower = control.reader();

  @AfterEach
  void close() {
    control.close();
  }

  @Test
  void read_afterAnAnswer_seesWhatItTold() throws Exception {
    for (int i = 1; i <= 200; i++) {
      var answer = (ControlPlane.Answer.Done) control.submit(Scene.ask(Scene.submit(i, 1))).get();
      JobId id = Scene.id(i);
      assertThat(follower.read(state -> state.job(id)).get()).isPresent();
      assertThat(follower.position()).isGreaterThanOrEqualTo(answer.number());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void manyClients_submittingCancellingAndReading_seeTheirOwn(long seed) throws Exception {
    List<Thread> clients = new ArrayList<>();
    AtomicInteger wrong = new AtomicInteger();
    for (int client = 0; client < 8; client++) {
      int first = client * 1000;
      SplittableRandom random = new SplittableRandom(seed + client);
      clients.add(
          Thread.ofVirtual()
              .start(() -> {
                for (int i = first; i < first + 100; i++) {
                  JobId id = Scene.id(i);
                  control.submit(Scene.ask(Scene.submit(i, 1))).join();
                  boolean cancelled = random.nextInt(3) == 0;
                  if (cancelled) {
                    control.submit(Scene.ask(new Command.CancelJob(id))).join();
                  }
                  boolean seen = follower.read(state -> state.job(id).isPresent()).join();
                  wrong.addAndGet(seen == cancelled ? 1 : 0);
                }
              }));
    }
    for (Thread client : clients) {
      client.join();
    }
    assertThat(wrong).hasValue(0);
    assertThat(follower.ask(seen -> seen.number()).get()).isEqualTo(journal.lastNumber());
    assertThat(follower.read(state -> state.image()).get())
        .isEqualTo(Recovery.fromTheBeginning(journal).state().image());
  }

  @Test
  void outageOfTheJournal_readersSeeWhatIsDurableAndNothingElse() throws Exception {
    control.submit(Scene.ask(Scene.submit(1, 1))).get();
    journal.full(true);
    journal.unreadable(true);
    assertThatThrownBy(() -> control.submit(Scene.ask(Scene.submit(2, 1))).get())
        .hasCauseInstanceOf(UnavailableException.class);
    assertThat(follower.read(state -> state.jobs().size()).get()).isEqualTo(1);
    assertThat(follower.ask(seen -> seen.explain(Scene.id(1))).get()).isPresent();
    journal.full(false);
    journal.unreadable(false);
    while (!taken(Scene.submit(3, 1))) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
    assertThat(follower.read(state -> state.job(Scene.id(2))).get()).isEmpty();
    assertThat(follower.read(state -> state.job(Scene.id(3))).get()).isPresent();
  }

  private boolean taken(Command command) throws InterruptedException {
    try {
      control.submit(Scene.ask(command)).get();
      return true;
    } catch (ExecutionException _) {
      return false;
    }
  }

  @Test
  void slowReader_theWriterAnswersMeanwhile() throws Exception {
    CountDownLatch reading = new CountDownLatch(1);
    CountDownLatch enough = new CountDownLatch(1);
    CompletableFuture<Boolean> slow =
        follower.read(_ -> {
          reading.countDown();
          try {
            enough.await();
          } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
          }
          return true;
        });
    reading.await();
    for (int i = 0; i < 12_000; i += 500) {
      List<CompletableFuture<?>> answers = new ArrayList<>();
      for (int j = i; j < i + 500; j++) {
        answers.add(control.submit(Scene.ask(Scene.submit(j, 1))));
      }
      CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).get();
    }
    assertThat(slow).isNotDone();
    enough.countDown();
    assertThat(follower.read(state -> state.jobs().size()).get()).isEqualTo(12_000);
  }

  @Test
  void commitsThatAreNotKept_areReadFromTheJournal() throws Exception {
    Scene scene = new Scene();
    try (Follower small = new Follower(scene.journal, scene.ordering(), 3)) {
      small.begin(scene.controller);
      BlockingQueue<NumberedEvent> seen = new LinkedBlockingQueue<>();
      CountDownLatch enough = new CountDownLatch(1);
      CompletableFuture<Boolean> slow = small.read(_ -> await(enough));
      ControlPlane.Subscription subscription = small.subscribe(0, seen::addAll);
      for (int i = 1; i <= 50; i++) {
        scene.run(Scene.submit(i, 1));
      }
      enough.countDown();
      assertThat(slow.get()).isTrue();
      assertThat(small.read(state -> state.jobs().size()).get()).isEqualTo(50);
      List<Long> numbers = new ArrayList<>();
      while (numbers.size() < 50) {
        numbers.add(seen.take().number());
      }
      assertThat(numbers).isEqualTo(LongStream.rangeClosed(1, 50).boxed().toList());
      subscription.close();
    }
  }

  private static boolean await(CountDownLatch latch) {
    try {
      return latch.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Test
  void queryThatThrows_failsAlone() throws Exception {
    control.submit(Scene.ask(Scene.submit(1, 1))).get();
    assertThatThrownBy(() ->
            follower
                .read(_ -> {
                  throw new IllegalStateException("a bug of the reader");
                })
                .get())
        .hasRootCauseMessage("a bug of the reader");
    assertThat(follower.read(state -> state.jobs().size()).get()).isEqualTo(1);
    assertThat(control.trouble()).isEmpty();
  }

  @Test
  void explanations_areOfTheWritersLatestCycle() throws Exception {
    control.submit(Scene.ask(Scene.submit(1, 1))).get();
    assertThat(follower.ask(seen -> seen.explain(Scene.id(1))).get())
        .hasValueSatisfying(why -> assertThat(why.reason().code()).isEqualTo(Code.NO_NODES));
    control.submit(Scene.ask(Scene.node())).get();
    assertThat(follower.ask(seen -> seen.explain(Scene.id(1))).get()).isEmpty();
  }

  @Test
  void explanation_toldAgain_isOfTheJobsPresentState() throws Exception {
    control.submit(Scene.ask(Scene.submit(1, 1))).get();
    control.submit(Scene.ask(Scene.submit(2, 1))).get();
    List<JobId> both = List.of(Scene.id(1), Scene.id(2));
    Map<JobId, Explanation> first = follower.ask(seen -> seen.explain(both)).get();
    control.submit(Scene.ask(new Command.CancelJob(Scene.id(1)))).get();
    control.submit(Scene.ask(Scene.submit(3, 1))).get();

    List<JobId> all = List.of(Scene.id(1), Scene.id(2), Scene.id(3));
    Map<JobId, Explanation> then = follower.ask(seen -> seen.explain(all)).get();

    assertThat(first).containsOnlyKeys(Scene.id(1), Scene.id(2));
    assertThat(then).containsOnlyKeys(Scene.id(2), Scene.id(3));
    assertThat(then.get(Scene.id(2)).reason()).isEqualTo(first.get(Scene.id(2)).reason());
  }

  @Test
  void closing_failsWhoWaits_andWhoComesLater() {
    CountDownLatch enough = new CountDownLatch(1);
    CompletableFuture<Boolean> first = follower.read(_ -> await(enough));
    CompletableFuture<Integer> second = follower.read(state -> state.jobs().size());
    CompletableFuture<Void> closing = CompletableFuture.runAsync(control::close);
    enough.countDown();
    closing.join();
    assertThat(first).isDone();
    assertThat(second).isDone();
    assertThatThrownBy(() -> follower.read(state -> state.jobs().size()).get())
        .hasCauseInstanceOf(UnavailableException.class);
  }
}
