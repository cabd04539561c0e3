package org.arkwright.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.arkwright.model.id.JobId;
import org.arkwright.model.job.RankExit;
import org.arkwright.server.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That docs/reference/metrics.md and a scrape agree, and both with the field's conventions. */
final class MetricsReferenceTest {
  private static final Pattern ROW =
      Pattern.compile("\\| `([a-z_]+)` \\| (\\w+) \\| ([a-z, ]*) \\| (.+) \\|");
  private static final Pattern SAMPLE = Pattern.compile("([a-z_]+)(?:\\{(.*)})? (-?[0-9.]+)");
  private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"");

  /** A metric, as the page or a scrape tells of it. */
  private record Told(String type, String meaning) {}

  @TempDir private Path home;
  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    server = new TestServer(home);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void page_tellsEveryMetricOfAScrape_withItsTypeLabelsAndMeaning() throws Exception {
    run();
    Map<String, Told> scraped = new TreeMap<>();
    Map<String, Told> documented = new TreeMap<>();
    Map<String, List<String>> labels = new TreeMap<>();
    String help = "";
    for (String line : Files.readAllLines(Path.of("../../docs/reference/metrics.md"))) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        documented.put(row.group(1), new Told(row.group(2), row.group(4)));
        labels.put(
            row.group(1), row.group(3).isBlank() ? List.of() : List.of(row.group(3).split(", ")));
      }
    }
    String metric = "";
    for (String line : scrape()) {
      Matcher sample = SAMPLE.matcher(line);
      if (line.startsWith("# HELP ")) {
        metric = line.split(" ", 4)[2];
        help = line.split(" ", 4)[3];
      } else if (line.startsWith("# TYPE ")) {
        scraped.put(metric, new Told(line.split(" ", 4)[3], help));
      } else {
        assertThat(sample.matches()).as(line).isTrue();
        assertThat(labelsOf(sample)).as(line).isEqualTo(labels.get(metric));
      }
    }
    assertThat(documented).isEqualTo(scraped);
  }

  @Test
  void names_followTheConventions() throws Exception {
    for (String line : scrape()) {
      if (line.startsWith("# TYPE ")) {
        String name = line.split(" ", 4)[2];
        String type = line.split(" ", 4)[3];
        assertThat(name).matches("(arkwright|process)_[a-z]+(_[a-z]+)*");
        assertThat(name.endsWith("_total")).as(name).isEqualTo(type.equals("counter"));
        assertThat(name).doesNotContain("_millis", "_ms", "_minutes", "_percent", "_kilobytes");
        assertThat(type.equals("summary") && !name.endsWith("_seconds")).as(name).isFalse();
      }
    }
  }

  @Test
  void queueSchedulerAndJournal_areThoseOfTheFollower() throws Exception {
    run();
    server.submit("name: large\ncommand: [a]\nranks: 3\nresources: {devices: {count: 1}}");
    server.submit("name: large-2\ncommand: [a]\nranks: 3\nresources: {devices: {count: 1}}");
    Map<String, Double> values = values();

    assertThat(values)
        .containsEntry("arkwright_queue_jobs", 2.0)
        .containsEntry("arkwright_queue_ranks", 6.0)
        .containsEntry("arkwright_queue_classes", 1.0)
        .containsEntry("arkwright_scheduler_starts_total", 1.0)
        .containsEntry("arkwright_scheduler_preemptions_total", 0.0)
        .containsEntry("arkwright_follower_behind_entries", 0.0)
        .containsEntry("arkwright_log_followers", 0.0);
    assertThat(values.get("arkwright_queue_oldest_seconds")).isBetween(0.0, 60.0);
    assertThat(values.get("arkwright_journal_entries_total"))
        .isEqualTo(server.get("/api/v1/events/last").json().path("number").asDouble());
    assertThat(values.get("arkwright_scheduler_cycle_seconds_count")).isGreaterThanOrEqualTo(1);
    assertThat(values.get("arkwright_scheduler_cycle_seconds_sum")).isPositive();
    assertThat(values.get("arkwright_journal_append_seconds_count")).isGreaterThanOrEqualTo(3);
    assertThat(values.get("arkwright_journal_append_seconds_sum")).isPositive();
    assertThat(values.get("arkwright_journal_last_entry_timestamp_seconds"))
        .isCloseTo(
            System.currentTimeMillis() / 1000.0, org.assertj.core.api.Assertions.within(60.0));
  }

  private void run() throws Exception {
    JobId job = server.submit("name: first\nproject: lab\ncommand: [a]");
    server.awaitState(job, "Running");
    server.engine.end(job, new RankExit.Exited(0));
    server.await(job);
  }

  private static List<String> labelsOf(Matcher sample) {
    String text = sample.group(2);
    return text == null
        ? List.of()
        : LABEL.matcher(text).results().map(found -> found.group(1)).toList();
  }

  private Map<String, Double> values() throws Exception {
    Map<String, Double> values = new TreeMap<>();
    for (String line : scrape()) {
      Matcher sample = SAMPLE.matcher(line);
      if (sample.matches() && sample.group(2) == null) {
        values.put(sample.group(1), Double.parseDouble(sample.group(3)));
      }
    }
    return values;
  }

  private List<String> scrape() throws Exception {
    return new String(server.get("/metrics").response().body(), StandardCharsets.UTF_8)
        .lines()
        .toList();
  }
}
