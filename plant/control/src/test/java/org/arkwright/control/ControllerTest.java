package org.arkwright.control;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.arkwright.control.ControlPlane.Answer;
import org.arkwright.control.ControlPlane.NumberedEvent;
import org.arkwright.journal.JournalException;
import org.arkwright.journal.JournalReader;
import org.arkwright.model.Command;
import org.arkwright.model.CommandOrigin;
import org.arkwright.model.IdempotencyKey;
import org.arkwright.model.id.PrincipalId;
import org.arkwright.model.id.WorkerId;
import org.arkwright.model.job.JobState;
import org.arkwright.model.job.RankExit;
import org.arkwright.stored.RecordedEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ControllerTest {
  private final Scene scene = new Scene();

  @AfterEach
  void replayGivesAnEqualState() {
    scene.journal.unreadable(false);
    scene.journal.full(false);
    scene.now += Controller.RETRY_NANOS_MAX;
    scene.step();
    assertThat(Recovery.fromTheBeginning(scene.journal).state().image())
        .isEqualTo(scene.controller.state().image());
    assertThat(scene.published)
        .extracting(NumberedEvent::number)
        .containsExactlyElementsOf(
            java.util.stream.LongStream.rangeClosed(1, scene.journal.lastNumber())
                .boxed()
                .toList());
    assertThat(scene.bugs).isEmpty();
  }

  @Test
  void submission_isAnsweredOnceDurable() {
    Scene.Call call = scene.offer(Scene.submit(1, 1));
    assertThat(call.answer).isEmpty();
    scene.step();
    assertThat(call.entriesWhenAnswered).isEqualTo(1);
    assertThat(call.answer)
        .hasValueSatisfying(answer -> assertThat(((Answer.Done) answer).job()).isPresent());
  }

  @Test
  void submission_startsInTheSameAppend() {
    scene.run(Scene.node());
    int before = scene.journal.appends();
    scene.run(Scene.submit(1, 2));
    assertThat(scene.journal.appends()).isEqualTo(before + 1);
    assertThat(scene.engine.calls()).contains("launch " + Scene.attempt(1) + " []");
  }

  @Test
  void originOfACommand_isStoredWithItsPartOfTheBatchOnly() {
    scene.run(Scene.node());
    CommandOrigin ada =
        new CommandOrigin(
            new PrincipalId("p-1"),
            Optional.of("r-1"),
            Optional.of("127.0.0.1"),
            Optional.of("POST /api/v1/jobs"));
    long before = scene.journal.lastNumber();
    scene.offerFrom(Scene.submit(1, 1), ada);
    scene.step(); // The plan that starts it comes from the control plane itself.
    Map<Long, RecordedEvent.Part> parts = new TreeMap<>();
    EventLog.records(
        scene.journal, (number, record) -> record.part().ifPresent(p -> parts.put(number, p)));
    assertThat(scene.journal.lastNumber()).isGreaterThan(before + 1);
    CommandOrigin worker = CommandOrigin.of(PrincipalId.of(new WorkerId("home", "one")));
    assertThat(parts)
        .isEqualTo(
            Map.of(
                before,
                new RecordedEvent.Part(worker, 1),
                before + 1,
                new RecordedEvent.Part(ada, 1)));
  }

  @Test
  void reportOfARank_isByTheWorkerOfItsNode() {
    scene.run(Scene.node());
    scene.run(Scene.submit(1, 1));
    long before = scene.journal.lastNumber();
    scene.run(new Command.ReportRankStarted(Scene.attempt(1), 0, 1));
    scene.run(new Command.ReportRankEnded(Scene.attempt(1), 0, new RankExit.Exited(0)));

    List<RecordedEvent> recorded = new ArrayList<>();
    EventLog.records(scene.journal, (_, entry) -> recorded.add(entry));

    List<RecordedEvent> reports = recorded.subList((int) before, recorded.size());
    CommandOrigin worker = CommandOrigin.of(PrincipalId.of(new WorkerId("home", "one")));
    assertThat(reports)
        .extracting(RecordedEvent::part)
        .containsExactly(
            Optional.of(new RecordedEvent.Part(worker, 2)), // and the attempt runs
            Optional.empty(),
            Optional.of(new RecordedEvent.Part(worker, 2)), // and the job succeeded
            Optional.empty());
  }

  @Test
  void entryThatCannotBeRead_isNamed() {
    MemoryJournal journal = new MemoryJournal();
    long last = journal.append(List.of("{\"v\":99,\"event\":{}}".getBytes(UTF_8)));
    assertThatExceptionOfType(JournalException.class)
        .isThrownBy(() -> Recovery.of(journal))
        .withMessageContainingAll("entry " + last, "start the later version");
  }

  @Test
  void snapshotOfAnotherShape_isIgnored_andTheJournalIsReplayed() {
    scene.run(Scene.node());
    scene.run(Scene.submit(1, 1));
    for (String other : List.of("{\"jobs\":[]}", "{\"shape\":\"0123456789abcdef\",\"image\":{}}")) {
      scene.journal.saveSnapshot(
          new JournalReader.Snapshot(1, other.getBytes(StandardCharsets.UTF_8)));
      assertThat(Recovery.of(scene.journal).base()).isZero();
      assertThat(Recovery.of(scene.journal).state().image())
          .isEqualTo(scene.controller.state().image());
    }
    scene.snapshot();
    assertThat(Recovery.of(scene.journal).base()).isEqualTo(scene.journal.lastNumber());
  }

  @Test
  void manyCommands_shareOneAppend() {
    for (int i = 0; i < 100; i++) {
      scene.offer(Scene.submit(i, 1));
    }
    scene.step();
    assertThat(scene.journal.appends()).isEqualTo(1);
    assertThat(scene.controller.state().jobs()).hasSize(100);
  }

  @Test
  void fullDisk_discardsTheBatch_keepsEarlierEvents() {
    scene.run(Scene.node());
    scene.run(Scene.submit(1, 1));
    scene.journal.full(true);
    Scene.Call refused = scene.offer(Scene.submit(1, 1));
    Scene.Call failed = scene.run(Scene.submit(2, 1));
    assertThat(failed.failure)
        .hasValueSatisfying(
            e -> assertThat(e).hasMessageContaining("disk is full").hasMessageContaining("again"));
    assertThat(refused.failure).isPresent();
    assertThat(scene.controller.state().job(Scene.id(1))).isPresent();
    assertThat(scene.controller.state().job(Scene.id(2))).isEmpty();
    assertThat(scene.engine.calls()).doesNotContain("launch " + Scene.attempt(2) + " []");

    scene.journal.full(false);
    assertThat(scene.run(Scene.submit(2, 1)).answer).isPresent();
  }

  @Test
  void unreadableJournal_failsReads_untilReadableAgain() {
    scene.run(Scene.submit(1, 1));
    scene.journal.full(true);
    scene.journal.unreadable(true);
    scene.run(Scene.submit(2, 1));
    assertThatThrownBy(() -> scene.controller.state()).isInstanceOf(UnavailableException.class);
    scene.journal.full(false);
    scene.journal.unreadable(false);
    assertThat(scene.controller.state().job(Scene.id(1))).isPresent();
  }

  @Test
  void unreadableJournal_isReadAgainAfterPauses_andCountsAsAnOutageEachTime() {
    scene.run(Scene.submit(1, 1));
    scene.journal.full(true);
    scene.journal.unreadable(true);
    scene.run(Scene.submit(2, 1));
    for (int i = 2; i < 6; i++) {
      scene.now = scene.controller.nextStepNanos().orElseThrow();
      scene.controller.step(scene.now);
      assertThat(scene.controller.journalFailures()).isEqualTo(i);
      assertThat(scene.controller.nextStepNanos().orElseThrow()).isGreaterThan(scene.now);
    }
    scene.journal.full(false);
    scene.journal.unreadable(false);
    scene.now += Controller.RETRY_NANOS_MAX;
    assertThat(scene.run(Scene.submit(2, 1)).answer).isPresent();
    assertThat(scene.controller.journalFailures()).isZero();
  }

  @Test
  void restart_informsTheEngineOfLiveAttempts() {
    scene.run(Scene.node());
    scene.run(Scene.submit(1, 2));
    scene.run(Scene.submit(2, 1));
    scene.run(new Command.ReportRankStarted(Scene.attempt(1), 1, 4711));
    scene.run(new Command.CancelJob(Scene.id(2)));
    scene.restart();
    assertThat(scene.engine.calls())
        .containsExactly(
            "start " + List.of(Scene.attempt(1), Scene.attempt(2)),
            "launch " + Scene.attempt(1) + " [1]",
            "launch " + Scene.attempt(2) + " []",
            "stop " + Scene.attempt(2));
  }

  @Test
  void endedJob_isForgottenByTheEngine() {
    scene.run(Scene.node());
    scene.run(Scene.submit(1, 1));
    scene.run(new Command.ReportRankStarted(Scene.attempt(1), 0, 4711));
    scene.run(new Command.ReportRankEnded(Scene.attempt(1), 0, new RankExit.Exited(0)));
    assertThat(scene.controller.state().jobs()).isEmpty();
    assertThat(scene.engine.calls()).contains("forget " + Scene.attempt(1));
  }

  @Test
  void cancelledWhileQueued_answersWithTheFinalJob() {
    scene.run(Scene.submit(1, 1));
    Scene.Call call = scene.run(new Command.CancelJob(Scene.id(1)));
    assertThat(call.answer)
        .hasValueSatisfying(answer ->
            assertThat(((Answer.Done) answer).job().orElseThrow().state())
                .isInstanceOf(JobState.Cancelled.class));
  }

  @Test
  void repeatedKey_answersWithTheFirstJob() {
    Command.SubmitJob first = Scene.submit(1, 1);
    Optional<IdempotencyKey> key = Optional.of(IdempotencyKey.of("once"));
    scene.run(Scene.ask(first).keyed(key));
    scene.restart();
    scene.run(new Command.CancelJob(Scene.id(1)));
    Scene.Call again =
        scene.run(Scene.ask(new Command.SubmitJob(Scene.id(9), first.spec())).keyed(key));
    assertThat(again.answer).contains(new Answer.Repeated(Scene.id(1), Optional.empty()));
  }

  @Test
  void snapshotAndTail_equalTheFullJournal() {
    scene.run(Scene.node());
    scene.run(Scene.submit(1, 1));
    scene.snapshot();
    scene.run(Scene.submit(2, 1));
    assertThat(Recovery.of(scene.journal).state().image())
        .isEqualTo(Recovery.fromTheBeginning(scene.journal).state().image());
  }

  @Test
  void startingAttempt_isLaunchedAgain() {
    scene.run(Scene.node());
    scene.run(Scene.submit(1, 1));
    scene.now += Controller.REPEAT_NANOS;
    scene.step();
    assertThat(scene.engine.calls())
        .filteredOn(call -> call.startsWith("launch"))
        .hasSize(2)
        .containsOnly("launch " + Scene.attempt(1) + " []");
  }

  @Test
  void queuedJob_isExplained() {
    scene.run(Scene.submit(1, 1));
    assertThat(scene.controller.explain(Scene.id(1))).isPresent();
    assertThat(scene.controller.explain(Scene.id(2))).isEmpty();
  }

  @Test
  void startOfACopy_tellsTheEngineNothingOfTheOriginalsAttempts() {
    scene.run(Scene.node());
    scene.run(Scene.submit(1, 1));
    assertThat(scene.engine.calls()).anyMatch(call -> call.startsWith("launch"));

    scene.restart(
        new Controller.Start(
            new Command.StartServer("h-2", "host", "boot", Optional.of("h-1"), 0), false));

    assertThat(scene.engine.calls()).containsExactly("start []");
    assertThat(scene.controller.state().jobs()).isEmpty();
    scene.restart(
        new Controller.Start(
            new Command.StartServer("h-2", "host", "boot", Optional.empty(), 0), false));
    assertThat(scene.engine.calls()).containsExactly("start []");
  }
}
