package org.arkwright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventsTest {
  private static final String FAILED =
      """
      {"number":7,"at":"2029-12-01T11:00:00Z","type":"JobFailed","job":"0123456789abc",\
      "subject":"train","text":"failed: rank 0 exited with code 3","event":{"type":"JobFailed"}}
      """;
  private final FakeApi api = new FakeApi();

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void events_areSentences_theLastHundredUnlessNarrowed() {
    api.on("GET /events/past", 200, FAILED);
    CommandShell shell = CommandShell.at(api);

    assertThat(shell.run("events")).isZero();
    assertThat(shell.out()).contains("train", "failed: rank 0 exited with code 3", "2029-12-01");
    assertThat(shell.out()).doesNotContain("atNanos", "JobFailed");
    assertThat(api.requests().getLast().line()).isEqualTo("GET /events/past?tail=100");

    assertThat(CommandShell.at(api).run("events", "--since", "2h", "--type", "JobFailed")).isZero();
    assertThat(api.requests().getLast().line())
        .isEqualTo("GET /events/past?type=JobFailed&since=2030-01-01T10:00:00Z");
  }

  @Test
  void events_asJson_areTheServersLines() {
    api.on("GET /events/past", 200, FAILED);
    CommandShell shell = CommandShell.at(api);

    assertThat(shell.run("events", "-o", "json")).isZero();
    assertThat(shell.out()).isEqualTo(FAILED);
  }

  @Test
  void events_ofAJobThatEnds_followToItsEnd() {
    new FakeJob(api, 1, FakeJob.ended("Failed", 3));
    api.on("GET /events/last", 200, "{\"number\":6}");
    api.on("GET /events/past", 200, FAILED);
    api.on(
        "GET /jobs/" + FakeJob.ID + "/events",
        exchange ->
            FakeApi.send(
                exchange,
                200,
                FakeApi.parameter(exchange, "after").equals("6")
                    ? "id: 7\nevent: JobFailed\ndata: " + FAILED + "\n"
                    : ": nothing more\n\n"));
    CommandShell shell = CommandShell.at(api);

    assertThat(shell.run("events", "-f", "--job", FakeJob.ID)).isZero();
    assertThat(shell.out().lines()).hasSize(1);
  }
}
