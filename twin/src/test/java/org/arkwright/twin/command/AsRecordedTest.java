package org.arkwright.twin.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.arkwright.model.NodeCommand;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The column "as recorded" of a what-if, beside what the journal tells. */
class AsRecordedTest {
  private static final NodeId A = NodeId.atHome("a");
  private static final NodeId B = NodeId.atHome("b");

  @TempDir Path folder;

  private TwinRunner twin = new TwinRunner(Path.of(""));

  @BeforeEach
  void open() {
    twin = new TwinRunner(folder);
  }

  @Test
  void jobsThatFailedOrWereCancelled_areNoSuccesses() throws IOException {
    try (RecordedSite site = new RecordedSite(twin.file("journal.db")).node("a", 1)) {
      JobId good = site.submits("good");
      site.passes(10).ends(good, 0);
      JobId bad = site.submits("bad");
      site.passes(10).ends(bad, 3);
      JobId unwanted = site.submits("unwanted");
      JobId waiting = site.submits("waiting");
      site.passes(10).cancels(waiting).cancels(unwanted);
    }

    JsonNode report = whatIf();
    JsonNode run = report.path("runs").path(0);

    assertThat(run.path("jobs").asInt()).isEqualTo(3);
    assertThat(run.path("succeeded").asInt()).isEqualTo(1);
    assertThat(run.path("failed").asInt()).isEqualTo(2);
    assertThat(run.path("makespanSeconds").asDouble()).isEqualTo(30);
    assertThat(report.path("notes").toString())
        .contains("1 jobs that were cancelled before they ran are left out");
    assertThat(twin.code("what-if", "--journal", twin.file("journal.db"))).isZero();
    assertThat(twin.output()).containsPattern("failed or cancelled +2");
  }

  @Test
  void cordonedNode_runsNothing_untilItTakesWorkAgain() throws IOException {
    try (RecordedSite site = new RecordedSite(twin.file("journal.db")).node("a", 1).node("b", 1)) {
      site.gives(new NodeCommand.Cordon(B, "dusty"));
      JobId first = site.submits("first");
      JobId second = site.submits("second");
      site.passes(10).ends(first, 0);
      site.starts(second);
      site.passes(10).ends(second, 0);
      site.gives(new NodeCommand.Uncordon(B));
      JobId third = site.submits("third");
      JobId fourth = site.submits("fourth");
      site.passes(10).ends(third, 0).ends(fourth, 0);
    }

    JsonNode run = whatIf().path("runs").path(0);

    assertThat(run.path("makespanSeconds").asDouble()).isEqualTo(30);
    assertThat(run.path("waitMaxSeconds").asDouble()).isEqualTo(10);
  }

  @Test
  void drainWithALateDeadline_doesNotMakeTheRunLonger() throws IOException {
    try (RecordedSite site = new RecordedSite(twin.file("journal.db")).node("a", 1).node("b", 1)) {
      JobId first = site.submits("first");
      JobId second = site.submits("second");
      site.passes(5).gives(new NodeCommand.Drain(A, "", Optional.of(Duration.ofHours(9))));
      site.passes(5).ends(first, 0).ends(second, 0);
    }

    assertThat(whatIf().path("runs").path(0).path("makespanSeconds").asDouble()).isEqualTo(10);
  }

  @Test
  void fleetWithoutAccelerators_isMeasuredInCores() throws IOException {
    try (RecordedSite site = new RecordedSite(twin.file("journal.db")).nodeOfACpu("a", 4)) {
      JobId only = site.submits("only");
      site.passes(3600).ends(only, 0);
    }

    JsonNode report = whatIf("--by", "size");
    JsonNode run = report.path("runs").path(0);

    assertThat(report.path("measuredIn").asText()).isEqualTo("cores");
    assertThat(run.path("allocation").asDouble()).isCloseTo(0.25, offset(1e-9));
    assertThat(run.path("utilisation").asDouble()).isCloseTo(0.25, offset(1e-9));
    assertThat(run.path("groups").path("size").path(0).path("name").asText()).isEqualTo("1");
    assertThat(run.path("groups").path("size").path(0).path("coreHours").asDouble())
        .isCloseTo(1, offset(1e-9));
  }

  private JsonNode whatIf(String... more) throws IOException {
    String[] all = new String[5 + more.length];
    String[] first = {"what-if", "--journal", twin.file("journal.db"), "--output", "json"};
    System.arraycopy(first, 0, all, 0, 5);
    System.arraycopy(more, 0, all, 5, more.length);
    assertThat(twin.code(all)).as(twin.error()).isZero();
    return new JsonMapper().readTree(twin.output());
  }
}
