package org.arkwright.kernel;

import static org.arkwright.kernel.JobBuilder.aJob;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.arkwright.model.ArtifactEvent;
import org.arkwright.model.Command;
import org.arkwright.model.Event;
import org.arkwright.model.artifact.ArtifactVersion;
import org.arkwright.model.artifact.GangOutputs;
import org.arkwright.model.artifact.StoredFiles;
import org.arkwright.model.artifact.StoredOutputs;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.Digest;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.JobState;
import org.arkwright.model.job.RankExit;
import org.arkwright.model.unit.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/**
 * What a gang on several nodes leaves. A set of files is a set of bits here, written as a digest,
 * and the union of two sets is their bits together.
 */
class GangOutputsTest {
  private static final RankExit WELL = new RankExit.Exited(0);

  private final KernelScenario scenario =
      new KernelScenario().node("a", 8, "h100", 4).node("b", 8, "h100", 4).node("c", 8, "h100", 4);

  @AfterEach
  void replays() {
    scenario.replays();
  }

  @Test
  void nodesThatEndApart_leaveOneVersionOfAllFiles() {
    AttemptId attempt = running("a", "b");
    assertThat(report(attempt, 0, WELL, model(1)))
        .hasAtLeastOneElementOfType(Event.NodeOutputsStored.class)
        .noneMatch(ArtifactEvent.ArtifactRegistered.class::isInstance);
    assertThat(registered(report(attempt, 1, WELL, model(2)))).containsExactly("model/m 3");
    assertThat(scenario.state.job(attempt.job())).isEmpty();
  }

  @Test
  void reportThatComesAgain_changesNothing() {
    AttemptId attempt = running("a", "b");
    Command.ReportRankEnded first = together(attempt, 0, WELL, model(1));
    assertThat(scenario.events(first)).isNotEmpty();
    assertThat(scenario.events(first)).isEmpty();
    assertThat(registered(report(attempt, 1, WELL, model(2)))).containsExactly("model/m 3");
  }

  @Test
  void partPutTogetherWithAnythingElse_losesItsRank_andMakesNoVersion() {
    AttemptId attempt = running("a", "b");
    Command.ReportRankEnded stale = together(attempt, 1, WELL, model(2));
    var _ = report(attempt, 0, WELL, model(1));
    List<Event> events = scenario.events(stale);
    assertThat(registered(events)).isEmpty();
    assertThat(events)
        .filteredOn(Event.RankEnded.class::isInstance)
        .singleElement()
        .satisfies(event ->
            assertThat(((Event.RankEnded) event).exit()).isInstanceOf(RankExit.Lost.class));
    assertThat(scenario.job(attempt.job()).state()).isInstanceOf(JobState.Queued.class);
  }

  @Test
  void nodeThatIsLost_takesNothingOfWhatTheOthersStored() {
    AttemptId attempt = running("a", "b", "c");
    var _ = report(attempt, 0, new RankExit.Exited(1), checkpoints(1));
    var _ = report(attempt, 1, new RankExit.Stopped(false), checkpoints(2));
    assertThat(registered(scenario.lose("c"))).containsExactly("checkpoint/m 3");
  }

  @Test
  void nodeThatLeftNothing_leavesTheOthersFilesAsTheyAre() {
    AttemptId attempt = running("a", "b");
    var _ = report(attempt, 0, WELL, model(1));
    assertThat(registered(scenario.ended(attempt, 1, 0))).containsExactly("model/m 1");
  }

  @RepeatedTest(200)
  void anyOrderOfEndsAndLosses_registersTheUnionOfWhatWasReported(RepetitionInfo seed) {
    SplittableRandom random = new SplittableRandom(seed.getCurrentRepetition());
    List<String> nodes = new ArrayList<>(List.of("a", "b", "c"));
    AttemptId attempt = running("a", "b", "c");
    List<Integer> order = new ArrayList<>(List.of(0, 1, 2));
    Collections.shuffle(order, new Random(seed.getCurrentRepetition()));
    long checkpoints = 0;
    long outputs = 0;
    boolean well = true;
    List<Event> last = List.of();
    for (int rank : order) {
      if (random.nextInt(5) == 0) {
        last = scenario.lose(nodes.get(rank));
        well = false;
        continue;
      }
      boolean ranWell = random.nextInt(4) > 0;
      long left = random.nextInt(3) == 0 ? 0 : 1L << (4 * rank);
      long made = ranWell ? 2L << (4 * rank) : 0;
      well &= ranWell;
      StoredOutputs part =
          new StoredOutputs(
              new TreeMap<>(made == 0 ? Map.of() : Map.of("out", files(made))),
              left == 0 ? Optional.empty() : Optional.of(files(left)));
      Command.ReportRankEnded report =
          together(attempt, rank, ranWell ? WELL : new RankExit.Exited(3), part);
      last = scenario.events(report);
      assertThat(scenario.events(report)).as("repeated").isEmpty();
      checkpoints |= left;
      outputs |= made;
    }
    List<String> expected = new ArrayList<>();
    if (well) {
      expected.add("model/m " + Long.toHexString(outputs));
    }
    if (checkpoints != 0) {
      expected.add("checkpoint/m " + Long.toHexString(checkpoints));
    }
    assertThat(registered(last)).containsExactlyInAnyOrderElementsOf(expected);
  }

  private AttemptId running(String... nodes) {
    AttemptId attempt =
        scenario.start(
            scenario.submit(
                aJob("train")
                    .ranks(nodes.length)
                    .restarts(3, Duration.ZERO)
                    .makes("out", "model/m")),
            nodes);
    for (int rank = 0; rank < nodes.length; rank++) {
      var _ = scenario.started(attempt, rank);
    }
    return attempt;
  }

  private List<Event> report(AttemptId attempt, int rank, RankExit exit, StoredOutputs part) {
    return scenario.events(together(attempt, rank, exit, part));
  }

  /** The report as whoever puts parts together sends it, by what is known now. */
  private Command.ReportRankEnded together(
      AttemptId attempt, int rank, RankExit exit, StoredOutputs part) {
    var live = scenario.job(attempt.job()).state().liveAttempt().orElseThrow();
    NodeId node = live.placements().get(rank).node();
    GangOutputs before = live.outputs();
    Command.ReportRankEnded bare =
        new Command.ReportRankEnded(attempt, rank, exit, Optional.of(part), Optional.empty());
    return part.isEmpty()
        ? bare
        : bare.with(before.with(node, part, union(before.together(), part)));
  }

  private static StoredOutputs union(StoredOutputs one, StoredOutputs other) {
    TreeMap<String, StoredFiles> outputs = new TreeMap<>(one.outputs());
    other.outputs().forEach((mount, files) -> outputs.merge(mount, files, GangOutputsTest::union));
    return new StoredOutputs(
        outputs,
        one.checkpoints().isPresent() && other.checkpoints().isPresent()
            ? Optional.of(union(one.checkpoints().get(), other.checkpoints().get()))
            : one.checkpoints().or(other::checkpoints));
  }

  private static StoredFiles union(StoredFiles one, StoredFiles other) {
    return files(bits(one) | bits(other));
  }

  private static StoredOutputs model(long bits) {
    return new StoredOutputs(new TreeMap<>(Map.of("out", files(bits))), Optional.empty());
  }

  private static StoredOutputs checkpoints(long bits) {
    return new StoredOutputs(Collections.emptySortedMap(), Optional.of(files(bits)));
  }

  private static StoredFiles files(long bits) {
    return new StoredFiles(
        new Digest("%064x".formatted(bits)), new Bytes(Long.bitCount(bits)), Long.bitCount(bits));
  }

  private static long bits(StoredFiles files) {
    return Long.parseLong(files.manifest().hex(), 16);
  }

  private static List<String> registered(List<Event> events) {
    return events.stream()
        .filter(ArtifactEvent.ArtifactRegistered.class::isInstance)
        .map(event -> ((ArtifactEvent.ArtifactRegistered) event).version())
        .map(GangOutputsTest::text)
        .toList();
  }

  private static String text(ArtifactVersion version) {
    return version.name() + " " + Long.toHexString(bits(version.files()));
  }
}
