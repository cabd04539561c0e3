package org.arkwright.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Pipelines on a real server, run by the command in a separate process that can be killed. */
@Timeout(value = 150, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PipelineSurvivalTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  @TempDir private Path folder;
  private TestHome site;
  private RetryingClient client;
  private Path file;

  @BeforeEach
  void start() throws IOException {
    site = TestHome.start(folder.resolve("home"));
    client = new RetryingClient(site);
    // What lies beside a pipeline is its code: a change there would run its steps again.
    file = Files.createDirectories(folder.resolve("pipeline")).resolve("words.yaml");
    write("sort -u");
    TestHome.await("the server is up", TIMEOUT, () -> site.address().isPresent());
  }

  @AfterEach
  void stop() {
    site.close();
  }

  /**
   * Writes a pipeline of three steps in a row and one in parallel; the middle one waits for the
   * release.
   */
  private void write(String sort) throws IOException {
    Files.writeString(
        file,
        """
        name: words
        steps:
          make:
            script: printf 'b\\na\\nb\\n' > $ARKWRIGHT_OUTPUT_OUT/raw.txt
            outputs: {out: dataset/raw}
          sort:
            script: |
              until [ -e %s/go ]; do sleep 0.05; done
              echo ran >> %s/sorts
              %s $ARKWRIGHT_INPUT_IN/raw.txt > $ARKWRIGHT_OUTPUT_OUT/sorted.txt
            inputs: {in: dataset/raw}
            outputs: {out: dataset/sorted}
          count:
            script: wc -l < $ARKWRIGHT_INPUT_IN/sorted.txt > $ARKWRIGHT_OUTPUT_OUT/lines
            inputs: {in: dataset/sorted}
            outputs: {out: dataset/lines}
          beside:
            script: wc -c < $ARKWRIGHT_INPUT_IN/raw.txt > $ARKWRIGHT_OUTPUT_OUT/bytes
            inputs: {in: dataset/raw}
            outputs: {out: dataset/bytes}
        """
            .formatted(folder, folder, sort));
  }

  @Test
  void run_again_runsOnlyChangedStepsAndTheirReaders() throws Exception {
    release();
    Cli first = new Cli("first");
    assertThat(first.awaitExit()).as(first.output()).isZero();
    assertThat(first.output())
        .contains("└─ ✓ make  dataset/raw@1", "  └─ ✓ sort  dataset/sorted@1")
        .contains("    └─ ✓ count  dataset/lines@1", "  └─ ✓ beside  dataset/bytes@1");
    assertThat(content("dataset/lines/1", "lines").strip()).isEqualTo("2");

    Cli second = new Cli("second");
    assertThat(second.awaitExit()).as(second.output()).isZero();
    assertThat(second.output().lines().filter(line -> line.contains("✓")))
        .hasSize(4)
        .allMatch(line -> line.contains("unchanged: dataset/"));

    write("sort"); // Without -u, for another result.
    Cli third = new Cli("third");
    assertThat(third.awaitExit()).as(third.output()).isZero();
    assertThat(third.output())
        .contains("✓ make  unchanged: dataset/raw@1", "✓ beside  unchanged: dataset/bytes@1")
        .contains("✓ sort  dataset/sorted@2", "✓ count  dataset/lines@2");

    write("sort -u"); // As before: the first results are reused, although not the latest.
    Cli fourth = new Cli("fourth");
    assertThat(fourth.awaitExit()).as(fourth.output()).isZero();
    assertThat(fourth.output())
        .contains("✓ sort  unchanged: dataset/sorted@1", "✓ count  unchanged: dataset/lines@1");
  }

  @Test
  void run_commandKilledInTheMiddle_thePipelineGoesOn_andTheNextFollowsIt() throws Exception {
    Cli first = new Cli("first");
    first.awaitOutput("» sort  job ");
    first.kill();
    Cli second = new Cli("second");
    second.awaitOutput("» sort  job ");
    release();

    assertThat(second.awaitExit()).as(second.output()).isZero();
    assertThat(second.output()).contains("✓ make  dataset/raw@1", "✓ count  dataset/lines@1");
    assertThat(jobs("words-sort")).hasSize(1);
    assertThat(Files.readAllLines(folder.resolve("sorts"))).containsExactly("ran");
  }

  @Test
  void run_serverKilledInTheMiddle_completes() throws Exception {
    Cli cli = new Cli("cli");
    cli.awaitOutput("» sort  job ");
    site.killServer();
    release();

    assertThat(cli.awaitExit()).as(cli.output()).isZero();
    assertThat(cli.output()).contains("✓ count  dataset/lines@1");
    assertThat(Files.readAllLines(folder.resolve("sorts"))).containsExactly("ran");
    assertThat(jobs("words-sort")).hasSize(1);
  }

  @Test
  void run_stepFails_skipsItsReadersAndRunsTheOthers() throws Exception {
    release();
    write("false");
    Cli cli = new Cli("cli");

    assertThat(cli.awaitExit()).as(cli.output()).isEqualTo(1);
    assertThat(cli.output())
        .contains(
            "✗ sort  Failed: ", "arkwright logs ", "– count  not run: a step before it failed")
        .contains("✓ beside  dataset/bytes@1");
  }

  private void release() throws IOException {
    Files.writeString(folder.resolve("go"), "");
  }

  private List<JsonNode> jobs(String name) {
    List<JsonNode> found = new ArrayList<>();
    for (JsonNode job : client.json("/api/v1/jobs?limit=1000").path("jobs")) {
      if (job.path("name").asText().equals(name)) {
        found.add(job);
      }
    }
    return found;
  }

  private String content(String version, String path) {
    return client.text("/api/v1/projects/default/artifacts/" + version + "/file?path=" + path);
  }

  /** `arkwright pipeline run` in a separate process. */
  private final class Cli {
    private final Path out;
    private final Process process;

    Cli(String name) throws IOException {
      out = folder.resolve(name + ".out");
      process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:+UseSerialGC",
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  "org.arkwright.cli.Main",
                  "--home",
                  folder.resolve("home").toString(),
                  "pipeline",
                  "run",
                  file.toString())
              .redirectErrorStream(true)
              .redirectOutput(out.toFile())
              .start();
    }

    String output() throws IOException {
      return Files.readString(out);
    }

    void awaitOutput(String text) {
      TestHome.await(
          "the output contains " + text,
          TIMEOUT,
          () -> {
            try {
              return output().contains(text);
            } catch (IOException _) {
              return false;
            }
          });
    }

    void kill() throws InterruptedException {
      process.destroyForcibly().waitFor();
    }

    int awaitExit() throws InterruptedException {
      assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
      return process.exitValue();
    }
  }
}
