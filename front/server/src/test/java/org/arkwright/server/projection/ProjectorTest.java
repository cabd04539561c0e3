package org.arkwright.server.projection;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.arkwright.control.ControlThread;
import org.arkwright.journal.Journal;
import org.arkwright.journal.Journals;
import org.arkwright.model.Command;
import org.arkwright.model.Request;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.PrincipalId;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.JobSpec;
import org.arkwright.projection.JobCount;
import org.arkwright.projection.JobQuery;
import org.arkwright.projection.JobRecord;
import org.arkwright.projection.Projector;
import org.arkwright.server.FakeEngine;
import org.arkwright.spec.Reading;
import org.arkwright.spec.job.JobSpecReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProjectorTest {
  @TempDir private Path folder;
  private Journal journal;
  private ControlThread control;

  @BeforeEach
  void start() {
    journal = Journals.open(folder.resolve("journal.db").toString());
    control = ControlThread.start(journal, new FakeEngine());
  }

  @AfterEach
  void stop() {
    control.close();
    journal.close();
  }

  @Test
  void history_afterRestart_continues() {
    submit(1);
    List<JobRecord> before = project();
    submit(2);

    assertThat(before).hasSize(1);
    assertThat(project())
        .extracting(jobRecord -> jobRecord.job().id())
        .containsExactly(id(2), id(1));
  }

  @Test
  void history_lost_isRebuiltFromTheJournal() throws Exception {
    submit(1);
    submit(2);
    List<JobRecord> before = project();
    Files.delete(file());

    assertThat(project()).isEqualTo(before);
  }

  @Test
  void history_corrupt_isRebuiltFromTheJournal() throws Exception {
    submit(1);
    List<JobRecord> before = project();
    Files.writeString(file(), "this is no database, but it is long enough to look at".repeat(100));

    assertThat(project()).isEqualTo(before);
  }

  @Test
  void history_ofAnotherJournal_isRebuilt() {
    submit(1);
    submit(2);
    project();
    stop();
    journal = Journals.open(folder.resolve("another.db").toString());
    control = ControlThread.start(journal, new FakeEngine());
    submit(3);

    assertThat(project()).extracting(jobRecord -> jobRecord.job().id()).containsExactly(id(3));
  }

  @Test
  void find_byNameAndId_seesEverythingDurable() {
    try (Projector projector = started(Projector.open(file(), journal, control.reader()))) {
      for (int i = 1; i <= 50; i++) {
        submit(i);
        projector.reached(journal.lastNumber()).join();

        assertThat(projector.find(id(i))).isPresent();
        assertThat(projector.findNamed(ProjectName.DEFAULT, "job" + i)).isPresent();
      }
    }
  }

  @Test
  void reached_farAhead_reportsProgressInsteadOfWaiting() {
    submit(1);
    try (Projector projector = started(Projector.open(file(), journal, control.reader()))) {
      projector.reached(journal.lastNumber()).join();

      assertThat(projector.reached(journal.lastNumber() + 1_000_000))
          .isCompletedExceptionally()
          .failsWithin(Duration.ZERO)
          .withThrowableThat()
          .withMessageContaining("entries so far");
    }
  }

  @Test
  void sweep_byAge_removesWhatEndedLongAgo_andNothingElse() {
    submit(1);
    submit(2);
    cancel(1);
    try (Projector projector = started(Projector.open(file(), journal, control.reader()))) {
      projector.reached(journal.lastNumber()).join();

      assertThat(projector.sweep(inDays(4), Duration.ofDays(5), Long.MAX_VALUE).join()).isZero();
      assertThat(projector.sweep(inDays(6), Duration.ofDays(5), Long.MAX_VALUE).join()).isOne();
      assertThat(projector.find(id(1))).isEmpty();
      submit(3);
    }
    assertThat(project())
        .extracting(jobRecord -> jobRecord.job().id())
        .containsExactly(id(3), id(2));
  }

  @Test
  void sweep_bySize_removesTheFirstSubmitted_butNothingOfTheLastDay() {
    for (int i = 1; i <= 4; i++) {
      submit(i);
      if (i != 2) {
        cancel(i);
      }
    }
    try (Projector projector = started(Projector.open(file(), journal, control.reader()))) {
      projector.reached(journal.lastNumber()).join();
      Duration age = Duration.ofDays(999);
      List<JobCount> counts = projector.counts();

      assertThat(projector.sweep(inDays(0), age, 0).join()).isZero();
      assertThat(projector.sweep(inDays(2), age, 1).join()).isEqualTo(3);
      assertThat(projector.sweep(inDays(2), age, 1).join()).isZero();
      assertThat(projector.counts()).as("what ever ended").isEqualTo(counts);
    }
    assertThat(project()).extracting(jobRecord -> jobRecord.job().id()).containsExactly(id(2));
  }

  private static Instant inDays(int days) {
    return Instant.now().plus(Duration.ofDays(days));
  }

  private void cancel(int number) {
    control.submit(Request.of(new Command.CancelJob(id(number)), new PrincipalId("test"))).join();
  }

  private List<JobRecord> project() {
    try (Projector projector = started(Projector.open(file(), journal, control.reader()))) {
      projector.reached(journal.lastNumber()).join();
      return new ArrayList<>(
          projector
              .list(
                  new JobQuery(
                      Optional.empty(),
                      Optional.empty(),
                      Optional.empty(),
                      Collections.unmodifiableSortedMap(new TreeMap<>()),
                      Optional.empty(),
                      100))
              .jobs());
    }
  }

  private Path file() {
    return folder.resolve("projections.db");
  }

  /** Submits a job that fits on no node, so that its state does not change. */
  private void submit(int number) {
    byte[] text =
        "{name: job%d, command: [a], resources: {devices: {kind: none}}}"
            .formatted(number)
            .getBytes(StandardCharsets.UTF_8);
    if (JobSpecReader.read(text, "x") instanceof Reading.Read<JobSpec>(JobSpec spec)) {
      control
          .submit(Request.of(new Command.SubmitJob(id(number), spec), new PrincipalId("test")))
          .join();
    }
  }

  private static JobId id(int number) {
    return JobId.of(1_700_000_000_000L, number);
  }

  private static Projector started(Projector projector) {
    projector.start();
    return projector;
  }
}
