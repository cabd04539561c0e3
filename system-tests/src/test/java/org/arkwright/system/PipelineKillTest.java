package org.arkwright.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pipelines on a real server that is killed again and again: each step runs once, in order. */
class PipelineKillTest {
  private static final long SEED = 7;
  private static final Pattern STEP = Pattern.compile("step (s[0-9]+)");

  @TempDir private Path folder;
  private final Random random = new Random(SEED);
  private TestHome site;
  private RetryingClient client;
  private int reasons;

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
    long until = System.nanoTime() + longest.toNanos();
    int whileRunning = 0;
    for (int killed = 0; killed < kills; killed++) {
      assertThat(System.nanoTime()).as("killed %d times", killed).isLessThan(until);
      if (random.nextInt(4) > 0) { // Else it is killed while it starts.
        submitThoseDue(ids, 1 + killed * pipelines * 5 / (kills * 4), pipelines, steps);
        checkReasons(ids.get(random.nextInt(ids.size())));
      }
      Thread.sleep(random.nextInt(1000));
      whileRunning += ranAll(ids.size(), steps) ? 0 : 1;
      site.killServer();
    }
    submitThoseDue(ids, pipelines, pipelines, steps);
    while (!allEnded(ids)) {
      assertThat(System.nanoTime()).as("all kills are done").isLessThan(until);
      ids.forEach(this::checkReasons);
      Thread.sleep(500);
    }
    assertThat(whileRunning).as("kills while steps ran").isGreaterThanOrEqualTo(kills * 4 / 5);
    assertThat(reasons).as("reasons seen").isGreaterThanOrEqualTo(pipelines);
    for (int i = 0; i < pipelines; i++) {
      JsonNode pipeline = client.json("/api/v1/pipelines/" + ids.get(i));
      assertThat(pipeline.path("state").asText()).as(pipeline.toString()).isEqualTo("Succeeded");
      checkRan(Files.readAllLines(ran(i)), steps);
    }
  }

  private void submitThoseDue(List<String> ids, int due, int pipelines, int steps) {
    while (ids.size() < Math.min(due, pipelines)) {
      String spec = spec(ids.size(), steps);
      ids.add(client.change("POST", "/api/v1/pipelines", spec).path("id").asText());
    }
  }

  /** Each waiting step's reason names the steps that it needs and that are not done. */
  private void checkReasons(String id) {
    JsonNode pipeline = client.json("/api/v1/pipelines/" + id);
    Map<String, String> states = new HashMap<>();
    pipeline
        .path("steps")
        .forEach(step -> states.put(step.path("name").asText(), step.path("state").asText()));
    for (JsonNode step : pipeline.path("steps")) {
      if (step.path("state").asText().equals("Waiting")) {
        Set<String> due = new TreeSet<>();
        step.path("needs").forEach(need -> due.add(need.asText()));
        due.removeIf(need -> states.get(need).equals("Succeeded"));
        JsonNode reason = step.path("reason");
        assertThat(reason.path("code").asText()).isEqualTo("WaitingForStep");
        assertThat(due).as(step.toString()).isNotEmpty();
        Set<String> named = new TreeSet<>();
        // The step for which one of them waits in turn is no need of this one.
        STEP.matcher(reason.path("text").asText().replaceAll("waits in turn for step [\\w-]+", ""))
            .results()
            .forEach(found -> named.add(found.group(1)));
        assertThat(named).as(step.toString()).isEqualTo(due);
        reasons++;
      }
    }
  }

  /** Whether each step of the pipelines so far has run. */
  private boolean ranAll(int pipelines, int steps) throws IOException {
    for (int i = 0; i < pipelines; i++) {
      if (Files.notExists(ran(i)) || Files.readAllLines(ran(i)).size() < steps) {
        return false;
      }
    }
    return true;
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
