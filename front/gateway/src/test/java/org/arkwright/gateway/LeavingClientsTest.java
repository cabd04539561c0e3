package org.arkwright.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import org.arkwright.gateway.usage.FinishedRequest;
import org.arkwright.gateway.usage.TokenBasis;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What those pay who leave before their answer is there, and what is not told. */
final class LeavingClientsTest {
  private static final String STREAM = ",\"stream\":true";
  @TempDir Path folder;
  private GatewayHarness harness;
  private final StubReplica replica = new StubReplica();

  @BeforeEach
  void start() throws Exception {
    harness = new GatewayHarness(folder);
    harness.route(false, replica.backend("a"));
  }

  @AfterEach
  void stop() {
    harness.close();
    replica.close();
  }

  @Test
  void clientGone_stopsTheReplica_andRecordsItsOutput() throws Exception {
    replica.events = 100_000;
    replica.pauseMillis = 5;
    try (Socket socket = harness.send("chat", STREAM)) {
      GatewayHarness.readUntil(socket, "content");
    }
    FinishedRequest recorded = harness.awaitRecorded(1).getFirst();
    assertThat(recorded.outcome()).isEqualTo(499);
    assertThat(recorded.tokens().completion()).isPositive();
    for (int i = 0; i < 300 && !replica.abandoned; i++) {
      Thread.sleep(10);
    }
    assertThat(replica.abandoned).isTrue();
    assertThat(harness.gateway.loads().outstanding("a")).isZero();
  }

  @Test
  void clientGone_paysForItsPromptAndText_andTheLimitSeesIt() throws Exception {
    harness.keys(GatewayHarness.limits(1000, 1000));
    replica.events = 100_000;
    replica.eventBytes = 40;
    replica.pauseMillis = 5;
    String words = "word ".repeat(1_000);
    try (Socket socket = harness.send("chat", STREAM + ",\"prompt\":\"" + words + "\"")) {
      GatewayHarness.readUntil(socket, "content");
    }
    FinishedRequest recorded = harness.awaitRecorded(1).getFirst();
    assertThat(recorded.basis()).isEqualTo(TokenBasis.ESTIMATED);
    assertThat(recorded.tokens().prompt()).isBetween(1_000L, 1_500L);
    assertThat(recorded.tokens().completion()).isGreaterThanOrEqualTo(10);
    assertThat(harness.chat("").statusCode()).isEqualTo(429);
  }

  @Test
  void clientGone_beforeAWholeAnswer_paysByWhatTheModelShowedBefore() throws Exception {
    replica.whole = replica.whole.replace(":5,", ":500,").replace(":7,", ":1000,");
    replica.pauseMillis = 100;
    String prompt = ",\"prompt\":\"%s\"".formatted("x".repeat(1_000));
    assertThat(harness.chat(prompt).statusCode()).isEqualTo(200);
    replica.pauseMillis = 60_000;
    try (Socket _ = harness.send("chat", prompt)) {
      Thread.sleep(300);
    }
    FinishedRequest left = harness.awaitRecorded(2).getLast();
    assertThat(left.outcome()).isEqualTo(499);
    assertThat(left.basis()).isEqualTo(TokenBasis.ESTIMATED);
    assertThat(left.tokens().prompt()).isEqualTo(500);
    assertThat(left.tokens().completion()).isGreaterThan(500);
  }

  @Test
  void clientGone_paysForNoMoreTokensThanItAllowed() throws Exception {
    replica.whole = replica.whole.replace(":5,", ":500,").replace(":7,", ":1000,");
    assertThat(harness.chat("").statusCode()).isEqualTo(200);
    replica.pauseMillis = 60_000;
    List<String> bounds =
        List.of(
            ",\"max_tokens\":7",
            ",\"max_completion_tokens\":7,\"max_tokens\":900",
            ",\"max_tokens\":3,\"n\":2",
            ",\"max_tokens\":3,\"prompt\":[\"a\",\"b\"]",
            ",\"max_tokens\":7,\"prompt\":[1,2,3]",
            ",\"prompt\":[\"a\",\"b\"],\"n\":2,\"max_tokens\":2");
    for (String bound : bounds) {
      try (Socket _ = harness.send("chat", bound)) {
        Thread.sleep(200);
      }
    }
    assertThat(harness.awaitRecorded(1 + bounds.size()).subList(1, 1 + bounds.size()))
        .allMatch(left -> left.basis() == TokenBasis.ESTIMATED)
        .extracting(left -> left.tokens().completion())
        .containsExactly(7L, 7L, 6L, 6L, 7L, 8L);
  }

  @Test
  void clientGone_whoseBoundsAreBeyondAllCounts_freesItsReplica() throws Exception {
    replica.pauseMillis = 60_000;
    String prompts = "\"a\",".repeat(9) + "\"a\"";
    String bounds = ",\"n\":999999999,\"max_tokens\":999999999,\"prompt\":[%s]".formatted(prompts);
    try (Socket _ = harness.send("chat", bounds)) {
      Thread.sleep(200);
    }
    assertThat(harness.awaitRecorded(1).getFirst().outcome()).isEqualTo(499);
    for (int i = 0; i < 300 && harness.gateway.loads().outstanding("a") > 0; i++) {
      Thread.sleep(10);
    }
    assertThat(harness.gateway.loads().outstanding("a")).isZero();
  }

  @Test
  void clientGone_afterShortPromptsInALongTemplate_paysForItsTextAlone() throws Exception {
    replica.whole = "{\"usage\":{\"prompt_tokens\":50,\"completion_tokens\":4}}";
    assertThat(harness.chat(",\"prompt\":\"ok\"").statusCode()).isEqualTo(200);
    replica.events = 100_000;
    replica.pauseMillis = 5;
    try (Socket socket = harness.send("chat", STREAM + ",\"prompt\":\"" + "x".repeat(60) + "\"")) {
      GatewayHarness.readUntil(socket, "content");
    }
    assertThat(harness.awaitRecorded(2).getLast().tokens().prompt()).isBetween(10L, 70L);
  }

  @Test
  void usage_thatNoCountCanBe_isTakenAsNotTold() throws Exception {
    replica.whole = "{\"usage\":{\"prompt_tokens\":-1,\"completion_tokens\":0}}";
    assertThat(harness.chat("").statusCode()).isEqualTo(200);
    replica.whole = "{\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4}}";
    assertThat(harness.chat("").statusCode()).isEqualTo(200);
    assertThat(harness.awaitRecorded(2))
        .extracting(FinishedRequest::basis)
        .containsExactly(TokenBasis.UNTOLD, TokenBasis.COUNTED);
  }
}
