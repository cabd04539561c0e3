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

/** Pipelines on a real server, by the command as a process of its own that can be killed. */
@Timeout(value = 150, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PipelineSurvivalTest {
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir private Path folder;
  private TestHome site;
  private PatientClient client;
  private Path file;

  @BeforeEach
  void start() throws IOException {
    site = TestHome.start(folder.resolve("home"));
    client = new PatientClient(site);
    file = folder.resolve("words.yaml");
    write("sort -u");
    TestHome.await("the server is up", SOON, () -> site.address().isPresent());
  }

  @AfterEach
  void stop() {
    site.close();
  }

  /** Three steps in a row and one beside them; the middle one waits until it is let go. */
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
  void run_again_onlyWhatChangedAndWhatReadsItRuns() throws Exception {
    letGo();
    Cli first = new Cli("first");
    assertThat(first.end()).as(first.said()).isZero();
    assertThat(first.said())
        .contains("└─ ✓ make  dataset/raw@1", "  └─ ✓ sort  dataset/sorted@1")
        .contains("    └─ ✓ count  dataset/lines@1", "  └─ ✓ beside  dataset/bytes@1");
    assertThat(content("dataset/lines/1", "lines").strip()).isEqualTo("2");

    Cli second = new Cli("second");
    assertThat(second.end()).as(second.said()).isZero();
    assertThat(second.said().lines().filter(line -> line.contains("✓")))
        .hasSize(4)
        .allMatch(line -> line.contains("unchanged: dataset/"));

    write("sort"); // Without -u: another result.
    Cli third = new Cli("third");
    assertThat(third.end()).as(third.said()).isZero();
    assertThat(third.said())
        .contains("✓ make  unchanged: dataset/raw@1", "✓ beside  unchanged: dataset/bytes@1")
        .contains("✓ sort  dataset/sorted@2", "✓ count  dataset/lines@2");

    write("sort -u"); // As at first: the first results stand in, though they are not the latest.
    Cli fourth = new Cli("fourth");
    assertThat(fourth.end()).as(fourth.said()).isZero();
    assertThat(fourth.said())
        .contains("✓ sort  unchanged: dataset/sorted@1", "✓ count  unchanged: dataset/lines@1");
  }

  @Test
  void run_commandKilledInTheMiddle_theNextJoinsTheJobThatGoesOn() throws Exception {
    Cli first = new Cli("first");
    first.awaitSaid("» sort  job ");
    first.kill();
    Cli second = new Cli("second");
    second.awaitSaid("» sort  goes on as job ");
    letGo();

    assertThat(second.end()).as(second.said()).isZero();
    assertThat(second.said()).contains("✓ make  unchanged", "✓ count  dataset/lines@1");
    assertThat(Files.readAllLines(folder.resolve("sorts"))).containsExactly("ran");
  }

  @Test
  void run_serverKilledInTheMiddle_goesOnToTheEnd() throws Exception {
    Cli cli = new Cli("cli");
    cli.awaitSaid("» sort  job ");
    site.killServer();
    letGo();

    assertThat(cli.end()).as(cli.said()).isZero();
    assertThat(cli.said()).contains("✓ count  dataset/lines@1");
    assertThat(Files.readAllLines(folder.resolve("sorts"))).containsExactly("ran");
    assertThat(jobs("words-sort")).hasSize(1);
  }

  @Test
  void run_stepFails_whatReadsItIsNotRunAndTheOthersAre() throws Exception {
    letGo();
    write("false");
    Cli cli = new Cli("cli");

    assertThat(cli.end()).as(cli.said()).isEqualTo(1);
    assertThat(cli.said())
        .contains(
            "✗ sort  Failed: ", "arkwright logs ", "– count  not run: a step before it failed")
        .contains("✓ beside  dataset/bytes@1");
  }

  private void letGo() throws IOException {
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

  /** `arkwright pipeline run` in a process of its own. */
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

    String said() throws IOException {
      return Files.readString(out);
    }

    void awaitSaid(String text) {
      TestHome.await(
          "it says " + text,
          SOON,
          () -> {
            try {
              return said().contains(text);
            } catch (IOException _) {
              return false;
            }
          });
    }

    void kill() throws InterruptedException {
      process.destroyForcibly().waitFor();
    }

    int end() throws InterruptedException {
      assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
      return process.exitValue();
    }
  }
}
