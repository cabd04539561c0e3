package org.arkwright.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.arkwright.control.ControlPlane.Answer;
import org.arkwright.control.ControlPlane.NumberedEvent;
import org.arkwright.model.Command;
import org.arkwright.scheduler.Scheduler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class ControlThreadTest {
  private static final int MANY = 2000;

  private final MemoryJournal journal = new MemoryJournal();
  private final RecordingEngine engine = new RecordingEngine();
  private ControlThread control = ControlThread.start(journal, engine, 500);

  @AfterEach
  void close() {
    control.close();
  }

  @Test
  void manySubmissions_areAllKept() throws Exception {
    List<CompletableFuture<Answer>> answers = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      answers.add(control.submit(Scene.ask(Scene.submit(i, 1))));
    }
    CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).get();
    assertThat(control.reader().read(state -> state.jobs().size()).get()).isEqualTo(MANY);
    assertThat(journal.appends()).isLessThan(MANY);
  }

  @Test
  void subscriber_joiningLate_seesEveryEventOnce() throws Exception {
    List<CompletableFuture<Answer>> answers = new ArrayList<>();
    for (int i = 0; i < MANY / 2; i++) {
      answers.add(control.submit(Scene.ask(Scene.submit(i, 1))));
    }
    BlockingQueue<NumberedEvent> seen = new LinkedBlockingQueue<>();
    try (ControlPlane.Subscription _ = control.reader().subscribe(10, seen::addAll)) {
      for (int i = MANY / 2; i < MANY; i++) {
        answers.add(control.submit(Scene.ask(Scene.submit(i, 1))));
      }
      List<Long> numbers = new ArrayList<>();
      while (numbers.size() < MANY - 10) {
        numbers.add(seen.take().number());
      }
      assertThat(numbers)
          .containsExactlyElementsOf(LongStream.rangeClosed(11, MANY).boxed().toList());
    }
    assertThat(answers).hasSize(MANY);
    control.submit(Scene.ask(Scene.submit(MANY, 1))).get();
    assertThat(seen).isEmpty();
  }

  @Test
  void subscriber_journalUnreadableAtFirst_seesEveryEventLater() throws Exception {
    control.submit(Scene.ask(Scene.submit(1, 1))).get();
    journal.unreadable(true);
    BlockingQueue<NumberedEvent> seen = new LinkedBlockingQueue<>();
    try (ControlPlane.Subscription _ = control.reader().subscribe(0, seen::addAll)) {
      until(() -> control.trouble().filter(text -> text.contains("arkwright-feed")).isPresent());
      control.submit(Scene.ask(Scene.submit(2, 1))).get();
      journal.unreadable(false);
      assertThat(List.of(seen.take().number(), seen.take().number())).containsExactly(1L, 2L);
    }
    assertThat(control.trouble()).isEmpty();
  }

  @Test
  void subscriber_throwingOnce_getsTheSameEventsAgain() throws Exception {
    BlockingQueue<NumberedEvent> seen = new LinkedBlockingQueue<>();
    AtomicBoolean failing = new AtomicBoolean();
    try (ControlPlane.Subscription _ =
        control
            .reader()
            .subscribe(
                0,
                events -> {
                  if (failing.getAndSet(false)) {
                    throw new IllegalStateException("not now");
                  }
                  seen.addAll(events);
                })) {
      control.submit(Scene.ask(Scene.submit(1, 1))).get();
      assertThat(seen.take().number()).isEqualTo(1);
      failing.set(true);
      control.submit(Scene.ask(Scene.submit(2, 1))).get();
      control.submit(Scene.ask(Scene.submit(3, 1))).get();
      assertThat(List.of(seen.take().number(), seen.take().number())).containsExactly(2L, 3L);
    }
  }

  @Test
  void snapshot_cannotBeSaved_isTold() throws Exception {
    journal.unreadable(true);
    for (int i = 0; i < 501; i++) {
      control.submit(Scene.ask(Scene.submit(i, 1))).get();
    }
    until(() -> control.trouble().filter(text -> text.contains("snapshot")).isPresent());
  }

  private static void until(BooleanSupplier condition) throws InterruptedException {
    while (!condition.getAsBoolean()) { // The class has a time limit.
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  @Test
  void observations_completeOnceDurable() throws Exception {
    engine
        .observer()
        .observe(List.of((Command.Observation) Scene.node()))
        .toCompletableFuture()
        .get();
    assertThat(journal.lastNumber()).isEqualTo(1);
    assertThat(control.reader().read(state -> state.nodes().size()).get()).isEqualTo(1);
  }

  @Test
  void restart_recoversEverything() throws Exception {
    control.submit(Scene.ask(Scene.submit(1, 1))).get();
    control.close();
    assertThatThrownBy(() -> control.submit(Scene.ask(Scene.submit(2, 1))).get())
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(UnavailableException.class);
    control = ControlThread.start(journal, engine, 500);
    assertThat(control.reader().read(state -> state.job(Scene.id(1))).get()).isPresent();
  }

  @Test
  void startWithARecordOfItsOwn_isTheFirstEntry_andTakesCommands() throws Exception {
    control.close();
    MemoryJournal fresh = new MemoryJournal();
    control = ControlThread.of(fresh, engine, new Scheduler());
    control.start(
        _ -> new Controller.Start(new Command.StartServer("home", "host", "boot"), false));

    control.submit(Scene.ask(Scene.submit(1, 1))).get(30, TimeUnit.SECONDS);

    assertThat(control.reader().read(state -> state.lastStart().isPresent()).get()).isTrue();
    assertThat(fresh.lastNumber()).isEqualTo(2);
    assertThat(engine.served()).isPresent();
    assertThat(control.trouble()).isEmpty();
  }

  @Test
  void growingJournal_isSnapshotted() throws Exception {
    for (int i = 0; i < 600; i++) {
      control.submit(Scene.ask(Scene.submit(i, 1))).get();
    }
    control.close();
    assertThat(journal.latestSnapshot()).isPresent();
  }

  @Test
  void fullDisk_failsSubmissionsAndServesReads() throws Exception {
    control.submit(Scene.ask(Scene.submit(1, 1))).get();
    journal.full(true);
    assertThatThrownBy(
            () -> control.submit(Scene.ask(Scene.submit(2, 1))).get(30, TimeUnit.SECONDS))
        .hasCauseInstanceOf(UnavailableException.class);
    assertThat(control.reader().read(state -> state.jobs().size()).get()).isEqualTo(1);
    until(() -> control.trouble().filter(text -> text.contains("journal")).isPresent());
    journal.full(false);
    until(() -> {
      var _ = control.submit(Scene.ask(Scene.submit(3, 1)));
      return control.trouble().isEmpty();
    });
  }
}
