package org.arkwright.system.journals;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.arkwright.control.EventLog;
import org.arkwright.control.Recovery;
import org.arkwright.journal.JournalReader;
import org.arkwright.journal.JournalReader.Verification.Intact;
import org.arkwright.journal.Journals;
import org.arkwright.model.ArtifactEvent;
import org.arkwright.model.Event;
import org.arkwright.model.id.JobId;
import org.arkwright.stored.EventForm;
import org.arkwright.twin.replay.DecisionReplay;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every journal that an earlier version wrote is read, folded and decided again as it was. */
class SampleReplayTest {
  @TempDir Path home;

  static List<JournalSample> samples() {
    List<JournalSample> samples = JournalSample.all();
    assertThat(samples).hasSizeGreaterThan(15);
    return samples;
  }

  @ParameterizedTest
  @MethodSource("samples")
  void hashes_areThoseThatWereWritten(JournalSample sample) {
    try (JournalReader journal = open(sample)) {
      assertThat(journal.verify())
          .isEqualTo(
              new Intact(
                  sample.facts().path("batches").asLong(),
                  sample.facts().path("entries").asLong(),
                  sample.facts().path("head").asText()));
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void everyEntry_isTheEventThatItWas(JournalSample sample) {
    TreeMap<String, Long> counts = new TreeMap<>();
    try (JournalReader journal = open(sample)) {
      EventLog.replay(
          journal, 0, (_, event) -> counts.merge(EventForm.forApi(event).name(), 1L, Long::sum));
    }
    TreeMap<String, Long> recorded = new TreeMap<>();
    sample
        .facts()
        .path("events")
        .properties()
        .forEach(kind -> recorded.put(kind.getKey(), kind.getValue().asLong()));
    assertThat(counts).isEqualTo(recorded);
  }

  /** A reader that begins in the middle has to know where nodes stand that joined before. */
  @ParameterizedTest
  @MethodSource("samples")
  void readerThatBeginsAnywhere_readsWhatOneFromTheBeginningReads(JournalSample sample) {
    try (JournalReader journal = open(sample)) {
      TreeMap<Long, Object> whole = new TreeMap<>();
      EventLog.replay(journal, 0, whole::put);
      long last = journal.lastNumber();
      for (long after : new TreeSet<>(List.of(1L, last / 3, last / 2, last - 1))) {
        TreeMap<Long, Object> tail = new TreeMap<>();
        EventLog.replay(journal, after, tail::put);
        assertThat(tail).isEqualTo(whole.tailMap(after, false));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void journal_folds_andAnOlderSnapshotIsPassedOver(JournalSample sample) {
    if (sample.folds()) {
      try (JournalReader journal = open(sample)) {
        Recovery recovery = Recovery.of(journal);
        assertThat(recovery.base()).isZero();
        assertThat(recovery.number()).isEqualTo(journal.lastNumber());
        assertThat(recovery.state().image())
            .isEqualTo(Recovery.fromTheBeginning(journal).state().image());
      }
    }
  }

  /** What was decided then is decided now, as far as the version itself decided it again. */
  @ParameterizedTest
  @MethodSource("samples")
  void decisions_areTheSame(JournalSample sample) {
    String recorded = sample.answer("twin-verify.txt").orElse("");
    if (recorded.isEmpty()) {
      return;
    }
    String then = recorded.lines().findFirst().orElseThrow().replace("error: ", "");
    try (JournalReader journal = open(sample)) {
      String now =
          switch (DecisionReplay.of(journal)) {
            case DecisionReplay.Result.Same(long entries, long decisions)
                when then.endsWith(EARLIER_WORDS) ->
                "%,d entries, %,d of them decisions: %s"
                    .formatted(entries, decisions - outputs(journal), EARLIER_WORDS);
            case DecisionReplay.Result.Same(long entries, long decisions) ->
                "%,d entries, %,d of them decisions: reproduced byte for byte"
                    .formatted(entries, decisions);
            case DecisionReplay.Result.Different different when decidesALossAnew(different) -> then;
            case DecisionReplay.Result.Different different ->
                "entry %d differs".formatted(different.number());
          };
      assertThat(now).isEqualTo(then);
    }
  }

  /**
   * Whether the first difference is of the one rule that has changed since: what the platform lost
   * was the job's failure, and is now started again under a count of its own.
   */
  private static boolean decidesALossAnew(DecisionReplay.Result.Different different) {
    return different.recorded().contains("\"type\":\"Lost\"")
        && (different.recorded().contains("\"type\":\"JobFailed\"")
            || different.recorded().contains("\"count\":\"FAILURE\""))
        && different.replayed().contains("\"count\":\"LOSS\"");
  }

  /**
   * Returns how many versions of artifacts the ends of jobs made. The first versions took them for
   * commands; now they are decided again with the end, and count as such.
   */
  private static long outputs(JournalReader journal) {
    Map<JobId, Long> ended = new HashMap<>();
    AtomicLong outputs = new AtomicLong();
    EventLog.replay(
        journal,
        0,
        (_, event) -> {
          switch (event) {
            case Event.RankEnded end -> ended.put(end.attempt().job(), end.atNanos());
            case ArtifactEvent.ArtifactRegistered registered
                when registered
                    .version()
                    .lineage()
                    .job()
                    .filter(job -> Objects.equals(ended.get(job), event.atNanos()))
                    .isPresent() ->
                outputs.incrementAndGet();
            default -> {}
          }
        });
    return outputs.get();
  }

  private JournalReader open(JournalSample sample) {
    return Journals.openReadOnly(
        sample.unpack(home.resolve("at-" + NUMBER.incrementAndGet())).toString());
  }

  /** How the versions said it that took what ends of jobs register for commands. */
  private static final String EARLIER_WORDS = "the same again, byte for byte";

  private static final AtomicLong NUMBER = new AtomicLong();
}
