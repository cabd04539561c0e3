package org.arkwright.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pipelines on a real server that is killed again and again: each step runs once, in order. */
class PipelineKillTest {
  private static final long SEED = 7;

  @TempDir private Path folder;
  private final Random random = new Random(SEED);
  private TestHome site;
  private RetryingClient client;

  @BeforeEach
  void start() {
    site = TestHome.start(folder.resolve("home"));
    client = new RetryingClient(site);
    TestHome.await("the server is up", Duration.ofMinutes(1), () -> site.address().isPresent());
  }

  @AfterEach
  void stop() {
    site.close();
  }

  @Test
  void fivePipelinesOfEightSteps_serverKilledFiveTimes_runEachStepOnce() throws Exception {
    run(5, 8, 5, Duration.ofMinutes(4));
  }

  @Test
  @Tag("long")
  void twoHundredPipelinesOfFiftySteps_serverKilledAThousandTimes_runEachStepOnce()
      throws Exception {
    run(200, 50, 1000, Duration.ofHours(12));
  }

  private void run(int pipelines, int steps, int kills, Duration longest) throws Exception {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < pipelines; i++) {
      ids.add(client.change("POST", "/api/v1/pipelines", spec(i, steps)).path("id").asText());
    }
    long until = System.nanoTime() + longest.toNanos();
    int killed = 0;
    while (killed < kills || !allEnded(ids)) {
      assertThat(System.nanoTime()).as("killed %d times", killed).isLessThan(until);
      if (killed < kills) {
        TestHome.await("it is up", Duration.ofMinutes(1), () -> site.address().isPresent());
        Thread.sleep(random.nextInt(1500));
        site.killServer();
        killed++;
      } else {
        Thread.sleep(500);
      }
    }
    for (int i = 0; i < pipelines; i++) {
      JsonNode pipeline = client.json("/api/v1/pipelines/" + ids.get(i));
      assertThat(pipeline.path("state").asText()).as(pipeline.toString()).isEqualTo("Succeeded");
      checkRan(Files.readAllLines(ran(i)), steps);
    }
  }

  private boolean allEnded(List<String> ids) {
    return ids.stream()
        .noneMatch(id ->
            List.of("Running", "Stopping")
                .contains(client.json("/api/v1/pipelines/" + id).path("state").asText()));
  }

  /** Two chains that meet every third step; each step says that it ran. */
  private String spec(int number, int steps) {
    StringBuilder text = new StringBuilder("{\"name\":\"p%d\",\"steps\":{".formatted(number));
    for (int i = 0; i < steps; i++) {
      List<String> after = new ArrayList<>();
      if (i >= 2) {
        after.add("\"s%d\"".formatted(i - 2));
      }
      if (i >= 1 && i % 3 == 0) {
        after.add("\"s%d\"".formatted(i - 1));
      }
      text.append(
          "%s\"s%d\":{\"script\":\"sleep 0.2; echo s%d >> %s\",\"resources\":{\"cpus\":0.05},\"after\":[%s]}"
              .formatted(i == 0 ? "" : ",", i, i, ran(number), String.join(",", after)));
    }
    return text.append("}}").toString();
  }

  private Path ran(int number) {
    return folder.resolve("ran-" + number);
  }

  private static void checkRan(List<String> ran, int steps) {
    assertThat(ran).doesNotHaveDuplicates().hasSize(steps);
    for (int i = 0; i < steps; i++) {
      if (i >= 2) {
        assertThat(ran.indexOf("s" + (i - 2))).isLessThan(ran.indexOf("s" + i));
      }
      if (i >= 1 && i % 3 == 0) {
        assertThat(ran.indexOf("s" + (i - 1))).isLessThan(ran.indexOf("s" + i));
      }
    }
  }
}
