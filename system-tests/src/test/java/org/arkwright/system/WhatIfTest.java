package org.arkwright.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real server asks its twin, a process of its own, about what really ran. */
class WhatIfTest {
  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  @TempDir private Path folder;
  private TestHome site;
  private RetryingClient client;

  @BeforeEach
  void start() {
    site = TestHome.start(folder.resolve("home"));
    client = new RetryingClient(site);
  }

  @AfterEach
  void stop() {
    site.close();
  }

  @Test
  void whatIf_ofJobsThatRan_comparesThem_andReadsNoFileOfTheServer() throws Exception {
    String first = client.submit("{name: a, script: 'true', resources: {cpus: 2}}", "a");
    String last =
        client.submit(
            "{name: b, script: 'sleep 600', resources: {cpus: 2}, expectedDuration: 10m}", "b");
    TestHome.await(
        "the second runs",
        TIMEOUT,
        () -> client.json("/api/v1/jobs/" + last).path("state").asText().equals("Running"));
    assertThat(client.json("/api/v1/jobs/" + first).path("state").asText()).isEqualTo("Succeeded");

    JsonNode run = answer("{\"policies\": [\"fifo\"], \"arrivals\": [2], \"page\": true}");
    assertThat(run.path("state").asText()).as(run.toString()).isEqualTo("Succeeded");
    assertThat(run.path("result").path("runs"))
        .extracting(column -> column.path("name").asText() + ": " + column.path("jobs").asInt())
        .containsExactly("as recorded: 2", "policy fifo: 2", "arrivals 2: 2");
    assertThat(run.path("page").asText()).contains("<html", "policy fifo");
    assertThat(run.path("messages").toString()).contains("as recorded: ");

    String waiting = client.submit("{name: c, script: 'true', resources: {cpus: 2}}", "c");
    JsonNode when = answer("{\"when\": \"" + waiting + "\"}");
    assertThat(when.path("result").path("expected").asText()).as(when.toString()).startsWith("20");
    assertThat(answer("{\"when\": \"" + first + "\"}").path("problem").asText())
        .isEqualTo(first + " is not queued");

    Path secret = Files.writeString(folder.resolve("secret.csv"), "at,price\n2026-01-01,1\n");
    String site = "{\"sites\": [{\"name\": \"s.yaml\", \"text\": \"tariff: {source: %s}\"%s}]}";
    assertThatThrownBy(() -> answer(site.formatted(secret, "")))
        .hasMessageContaining("names the series '" + secret + "', whose text was not sent");
    JsonNode sent =
        answer(site.formatted(secret, ", \"series\": {\"%s\": \"nonsense\"}".formatted(secret)));
    assertThat(sent.path("problem").asText()).contains("secret.csv", "expected a header");
    assertThat(sent.path("wrongUse").asBoolean()).isTrue();
  }

  private JsonNode answer(String question) {
    String id = client.change("POST", "/api/v1/whatif", question).path("id").asText();
    AtomicReference<JsonNode> run = new AtomicReference<>();
    TestHome.await(
        "the twin has answered",
        TIMEOUT,
        () -> {
          run.set(client.json("/api/v1/whatif/" + id));
          return run.get().has("endedAt");
        });
    return run.get();
  }
}
