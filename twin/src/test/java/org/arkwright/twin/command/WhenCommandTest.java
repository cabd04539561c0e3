package org.arkwright.twin.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.arkwright.model.id.JobId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How sure the twin is of a start, by what is known of the jobs in front. */
class WhenCommandTest {
  private static final Optional<Duration> NOT = Optional.empty();
  private static final Optional<Duration> HOUR = Optional.of(Duration.ofHours(1));
  private static final Optional<Duration> THREE_HOURS = Optional.of(Duration.ofHours(3));

  @TempDir Path folder;

  private TwinRunner twin = new TwinRunner(Path.of(""));
  private final Instant begin = Instant.ofEpochSecond(Instant.now().getEpochSecond() - 60);

  @BeforeEach
  void open() {
    twin = new TwinRunner(folder);
  }

  @Test
  void behindAJobWithoutAnEnd_isUnknown_andNamesTheJob() throws IOException {
    JsonNode start = start(NOT, NOT);

    assertThat(start.path("certainty").asText()).isEqualTo("Unknown");
    assertThat(start.path("because").asText())
        .isEqualTo("front (%s) has no timeout and no estimate".formatted(new JobId(1)));
    assertThat(start.has("expected")).isFalse();
    assertThat(start.has("latest")).isFalse();
  }

  @Test
  void behindAJobWithATimeoutAlone_isAtTheLatest() throws IOException {
    JsonNode start = start(NOT, HOUR);

    assertThat(start.path("certainty").asText()).isEqualTo("AtTheLatest");
    assertThat(start.path("latest").asText()).isEqualTo(begin.plusSeconds(3600).toString());
    assertThat(start.has("expected")).isFalse();
  }

  @Test
  void behindAJobWithAnEstimate_isExpected_andAtTheLatestWhereItHasATimeout() throws IOException {
    JsonNode estimate = start(HOUR, NOT);
    assertThat(estimate.path("certainty").asText()).isEqualTo("Expected");
    assertThat(estimate.path("expected").asText()).isEqualTo(begin.plusSeconds(3600).toString());
    assertThat(estimate.has("latest")).isFalse();

    twin = new TwinRunner(Files.createDirectory(folder.resolve("other")));
    JsonNode both = start(HOUR, THREE_HOURS);
    assertThat(both.path("certainty").asText()).isEqualTo("Expected");
    assertThat(both.path("expected").asText()).isEqualTo(begin.plusSeconds(3600).toString());
    assertThat(both.path("latest").asText()).isEqualTo(begin.plusSeconds(3 * 3600).toString());
  }

  @Test
  void behindTwoJobs_ofWhichTheOneThatIsKnownMakesRoom_isExpected() throws IOException {
    JobId waiting;
    try (RecordedSite site = new RecordedSite(twin.file("journal.db"), begin).node("a", 2)) {
      site.submits("endless");
      site.submits("known", HOUR, NOT);
      waiting = site.submits("waiting");
    }

    JsonNode start = when(waiting);

    assertThat(start.path("certainty").asText()).isEqualTo("Expected");
    assertThat(start.path("expected").asText()).isEqualTo(begin.plusSeconds(3600).toString());
  }

  /** The start of a job behind one whose end is known by what is given. */
  private JsonNode start(Optional<Duration> expected, Optional<Duration> timeout)
      throws IOException {
    JobId waiting;
    try (RecordedSite site = new RecordedSite(twin.file("journal.db"), begin).node("a", 1)) {
      site.submits("front", expected, timeout);
      waiting = site.submits("waiting");
    }
    return when(waiting);
  }

  private JsonNode when(JobId job) throws IOException {
    assertThat(twin.code("when", job.toString(), "--journal", twin.file("journal.db")))
        .as(twin.error())
        .isZero();
    return new JsonMapper().readTree(twin.output());
  }
}
