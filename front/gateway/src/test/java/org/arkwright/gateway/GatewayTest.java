package org.arkwright.gateway;

import static org.arkwright.gateway.GatewayHarness.KEY;
import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.MediaType;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.arkwright.gateway.key.KeyLimits;
import org.arkwright.gateway.key.KeyTable;
import org.arkwright.gateway.route.Backend;
import org.arkwright.gateway.usage.FinishedRequest;
import org.arkwright.gateway.usage.TokenCount;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gateway in front of stub replicas. */
final class GatewayTest {
  private static final String STREAM = ",\"stream\":true";
  @TempDir Path folder;
  private GatewayHarness harness;
  private final StubReplica replica = new StubReplica();
  private final StubReplica other = new StubReplica();

  @BeforeEach
  void start() throws Exception {
    harness = new GatewayHarness(folder);
    harness.route(false, replica.backend("a"));
  }

  @AfterEach
  void stop() {
    harness.close();
    replica.close();
    other.close();
  }

  @Test
  void whole_isForwarded_underTheReplicasModelName_withItsCost() throws Exception {
    HttpResponse<String> answer = harness.chat("");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("\"total_tokens\":12");
    assertThat(replica.bodies).containsExactly("{\"model\":\"inner-model\",\"messages\":[]}");
    assertThat(replica.authorizations).containsExactly("Bearer inner");
    assertThat(answer.headers().firstValue("x-arkwright-tokens")).contains("12");
    assertThat(answer.headers().firstValue("x-arkwright-joules")).contains("24.000000");
    assertThat(answer.headers().firstValue("x-arkwright-cost")).contains("0.000012 EUR");
    FinishedRequest recorded = harness.awaitRecorded(1).getFirst();
    assertThat(recorded.tokens()).isEqualTo(new TokenCount(5, 7));
    assertThat(recorded.key()).isEqualTo("k1");
    assertThat(recorded.counted()).isTrue();
  }

  @Test
  void stream_usageIsCounted_butNotShownUnrequested() throws Exception {
    HttpResponse<String> answer = harness.chat(STREAM);
    assertThat(answer.body().lines().filter(line -> !line.isEmpty()))
        .hasSize(4)
        .endsWith("data: [DONE]")
        .noneMatch(line -> line.contains("usage"));
    assertThat(replica.bodies.getFirst()).contains("\"stream_options\":{\"include_usage\":true}");
    assertThat(harness.awaitRecorded(1).getFirst().tokens()).isEqualTo(new TokenCount(5, 3));
  }

  @Test
  void stream_usageIsShown_onlyWhenRequested() throws Exception {
    assertThat(harness.chat(STREAM + ",\"stream_options\":{\"include_usage\":true}").body())
        .contains("\"usage\":{\"prompt_tokens\":5");
    assertThat(harness.chat(",\"stream_options\":{\"include_usage\":false}" + STREAM).body())
        .doesNotContain("usage");
    assertThat(replica.bodies.getLast()).contains("\"include_usage\":true").endsWith("}");
    assertThat(harness.awaitRecorded(2)).allMatch(FinishedRequest::counted);
  }

  @Test
  void stream_costFollowsInTrailers() throws Exception {
    try (Socket socket = harness.send("chat", STREAM)) {
      String text =
          new String(GatewayHarness.readUntil(socket, "x-arkwright-grams"), StandardCharsets.UTF_8);
      assertThat(text.substring(text.indexOf("[DONE]")))
          .contains("x-arkwright-tokens: 8", "x-arkwright-cost: 0.000012 EUR");
    }
  }

  @Test
  void stream_whoseClientAskedForUsage_endsWithTheCostAsAComment() throws Exception {
    assertThat(harness.chat(STREAM + ",\"stream_options\":{\"include_usage\":true}").body())
        .endsWith("data: [DONE]\n\n: x-arkwright-cost: 0.000012 EUR\n\n");
    assertThat(harness.chat(STREAM).body()).endsWith("data: [DONE]\n\n");
  }

  @Test
  void key_missingWrongOrRevoked_isRefusedAsByOpenAi() throws Exception {
    HttpRequest without = HttpRequest.newBuilder(harness.uri("/v1/models")).build();
    HttpResponse<String> none = harness.http.send(without, HttpResponse.BodyHandlers.ofString());
    assertThat(none.statusCode()).isEqualTo(401);
    assertThat(none.body()).contains("\"code\":\"invalid_api_key\"");
    harness.gateway.tables().publish(KeyTable.of(List.of()));
    assertThat(harness.chat("").statusCode()).isEqualTo(401);
    assertThat(replica.bodies).isEmpty();
  }

  @Test
  void models_areThoseOfTheProject() throws Exception {
    HttpResponse<String> list =
        harness.http.send(
            harness.request("/v1/models").build(), HttpResponse.BodyHandlers.ofString());
    assertThat(list.body()).contains("\"id\":\"chat\"", "\"object\":\"list\"");
    HttpResponse<String> unknown =
        harness.http.send(
            harness.request("/v1/models/nope").build(), HttpResponse.BodyHandlers.ofString());
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(unknown.body()).contains("model_not_found");
  }

  @Test
  void adapter_isAModelOfItsOwnForClients_andPartOfItsDeploymentForTheBill() throws Exception {
    harness.route(new TreeSet<>(List.of("tone")), replica.backend("a"));
    String asking = "{\"model\":\"chat:tone\",\"messages\":[]}";
    assertThat(harness.post("/v1/chat/completions", asking).statusCode()).isEqualTo(200);
    assertThat(replica.bodies.getFirst())
        .contains("\"model\":\"" + replica.backend("a").model() + ":tone\"");
    assertThat(harness.awaitRecorded(1).getFirst().model()).isEqualTo("chat");
    assertThat(harness.post("/v1/chat/completions", "{\"model\":\"chat:rough\"}").statusCode())
        .isEqualTo(404);
    HttpResponse<String> list =
        harness.http.send(
            harness.request("/v1/models").build(), HttpResponse.BodyHandlers.ofString());
    assertThat(list.body()).contains("\"id\":\"chat\"", "\"id\":\"chat:tone\"");
  }

  @Test
  void body_malformedUnknownOrHuge_isRefused() throws Exception {
    String path = "/v1/chat/completions";
    assertThat(harness.post(path, "{\"model\":\"chat\"").statusCode()).isEqualTo(400);
    assertThat(harness.post(path, "[]").body()).contains("must be a JSON object");
    assertThat(harness.post(path, "{}").body()).contains("'model'");
    assertThat(harness.post(path, "{\"model\":\"chat\"} x").statusCode()).isEqualTo(400);
    assertThat(harness.post(path, "{\"model\":\"nope\"}").statusCode()).isEqualTo(404);
    try (Socket socket = harness.announce(17 << 20)) {
      assertThat(new String(GatewayHarness.readUntil(socket, "MiB"), StandardCharsets.UTF_8))
          .startsWith("HTTP/1.1 413")
          .contains("larger than 16 MiB");
    }
    assertThat(replica.bodies).isEmpty();
  }

  @Test
  void body_hugeOverHttp2_isAnswered_notReset() throws Exception {
    harness.chat(""); // The connection's first request changes it to HTTP/2.
    for (int i = 0; i < 5; i++) {
      HttpResponse<String> answer = harness.post("/v1/chat/completions", "x".repeat(24 << 20));
      assertThat(answer.statusCode()).isEqualTo(413);
      assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
    }
  }

  @Test
  void limits_requests_areReportedAndEnforced() throws Exception {
    harness.keys(GatewayHarness.limits(2, 1000));
    HttpResponse<String> first = harness.chat("");
    assertThat(first.headers().firstValue("x-ratelimit-limit-requests")).contains("2");
    assertThat(first.headers().firstValue("x-ratelimit-remaining-requests")).contains("1");
    assertThat(harness.chat("").statusCode()).isEqualTo(200);
    HttpResponse<String> third = harness.chat("");
    assertThat(third.statusCode()).isEqualTo(429);
    assertThat(third.body()).contains("rate_limit_exceeded");
    assertThat(Long.parseLong(third.headers().firstValue("retry-after").orElseThrow()))
        .isBetween(1L, 30L);
  }

  @Test
  void limits_tokens_areChargedOnceKnown() throws Exception {
    harness.keys(GatewayHarness.limits(100, 10));
    assertThat(harness.chat("").statusCode()).isEqualTo(200);
    HttpResponse<String> second = harness.chat("");
    assertThat(second.statusCode()).isEqualTo(429);
    assertThat(second.body()).contains("\"type\":\"tokens\"");
    harness.keys(KeyLimits.NONE);
    assertThat(harness.chat("").statusCode()).isEqualTo(200);
  }

  @Test
  void limits_ofARevokedKey_areForgotten() throws Exception {
    harness.keys(GatewayHarness.limits(1, 1000));
    assertThat(harness.chat("").statusCode()).isEqualTo(200);
    assertThat(harness.chat("").statusCode()).isEqualTo(429);
    harness.gateway.tables().publish(KeyTable.of(List.of()));
    harness.keys(GatewayHarness.limits(1, 1000));
    assertThat(harness.chat("").statusCode()).isEqualTo(200);
  }

  @Test
  void retry_beforeTheFirstByte_anotherReplicaAnswers() throws Exception {
    Backend dead =
        new Backend("dead", URI.create("http://127.0.0.1:1"), Optional.empty(), "inner-model");
    harness.route(false, dead, replica.backend("a"));
    for (int i = 0; i < 6; i++) {
      assertThat(harness.chat("").statusCode()).isEqualTo(200);
      assertThat(harness.chat(STREAM).body()).contains("[DONE]");
    }
    other.status = 503;
    harness.route(false, other.backend("busy"), replica.backend("a"));
    for (int i = 0; i < 4; i++) {
      assertThat(harness.chat(STREAM).body()).contains("[DONE]");
    }
    // After three failures in a row it gets no more requests.
    assertThat(other.bodies.size()).isBetween(1, 3);
  }

  @Test
  void retry_everyReplicaDead_isOneClearError() throws Exception {
    harness.route(
        false, new Backend("dead", URI.create("http://127.0.0.1:1"), Optional.empty(), "m"));
    HttpResponse<String> whole = harness.chat("");
    assertThat(whole.statusCode()).isEqualTo(502);
    assertThat(whole.body()).contains("upstream_failed");
    assertThat(harness.chat(STREAM).statusCode()).isEqualTo(502);
  }

  @Test
  void stream_thatEndsEarly_isNotRetried_andReportsAnError() throws Exception {
    replica.endsEarly = true;
    harness.route(false, replica.backend("a"), replica.backend("b"));
    HttpResponse<String> answer = harness.chat(STREAM);
    assertThat(answer.body()).contains("upstream_failed").doesNotContain("[DONE]");
    assertThat(replica.bodies).hasSize(1);
    FinishedRequest recorded = harness.awaitRecorded(1).getFirst();
    assertThat(recorded.outcome()).isEqualTo(502);
    assertThat(recorded.tokens().completion()).isEqualTo(3);
    assertThat(recorded.counted()).isFalse();
  }

  /** Read to its end, it cost the server all its memory, and with it every other deployment. */
  @Test
  void wholeAnswer_withoutEnd_isOneError_andLeavesRoomForOthers() throws Exception {
    String usual = replica.whole;
    replica.whole = " ".repeat(65 << 20);
    harness.route(false, replica.backend("a"));
    HttpResponse<String> answer = harness.chat("");
    assertThat(answer.statusCode()).isEqualTo(502);
    assertThat(answer.body()).contains("larger than 64 MiB", "upstream_failed");
    assertThat(harness.awaitRecorded(1).getFirst().outcome()).isEqualTo(502);
    assertThat(replica.bodies).hasSize(1);

    replica.whole = usual;
    assertThat(harness.chat("").statusCode()).isEqualTo(200);
  }

  @Test
  void status_thatIsNoAnswer_isAnError() throws Exception {
    harness.route(false, replica.backend("a"));
    for (int status : new int[] {301, 304, 999}) {
      replica.status = status;
      for (String stream : List.of("", STREAM)) {
        HttpResponse<String> answer = harness.chat(stream);
        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.body()).contains("answered with status " + status);
      }
    }
  }

  @Test
  void replicaError_reachesTheClientUnchanged() throws Exception {
    replica.status = 400;
    HttpResponse<String> answer = harness.chat(STREAM);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).isEqualTo("{\"error\":{\"message\":\"no\"}}");
  }

  @Test
  void wake_requestsAreHeld_untilThereIsAReplica() throws Exception {
    harness.route(true);
    CompletableFuture<HttpResponse<String>> held = harness.chatLater(STREAM);
    for (int i = 0; i < 300 && harness.woken.isEmpty(); i++) {
      Thread.sleep(10);
    }
    assertThat(harness.woken).containsExactly(GatewayHarness.ROUTE);
    assertThat(harness.gateway.loads().of(GatewayHarness.ROUTE).held()).isEqualTo(1);
    harness.route(true, replica.backend("a"));
    assertThat(held.get().body()).contains("[DONE]");
    assertThat(harness.gateway.loads().of(GatewayHarness.ROUTE).held()).isZero();
  }

  @Test
  void wake_requestsBeyondTheLimit_areRefused() throws Exception {
    harness.route(true);
    List<CompletableFuture<HttpResponse<String>>> held =
        IntStream.range(0, 6).mapToObj(_ -> harness.chatLater("")).toList();
    for (int i = 0; i < 300 && held.stream().filter(CompletableFuture::isDone).count() < 2; i++) {
      Thread.sleep(10);
    }
    harness.route(true, replica.backend("a"));
    assertThat(held.stream().map(answer -> answer.join().statusCode()).sorted())
        .containsExactly(200, 200, 200, 200, 503, 503);
  }

  @Test
  void stream_notBegun_goesToAnotherReplica_butOnlyOneMore() throws Exception {
    replica.breaksBeforeData = true;
    harness.route(false, replica.backend("a"), other.backend("b"));
    for (int i = 0; i < 4; i++) {
      assertThat(harness.chat(STREAM).body()).contains("[DONE]");
    }
    other.breaksBeforeData = true;
    try (StubReplica third = new StubReplica()) {
      third.breaksBeforeData = true;
      harness.route(false, replica.backend("a2"), other.backend("b2"), third.backend("c2"));
      int before = replica.bodies.size() + other.bodies.size();
      assertThat(harness.chat(STREAM).statusCode()).isEqualTo(502);
      assertThat(replica.bodies.size() + other.bodies.size() + third.bodies.size() - before)
          .isEqualTo(2);
    }
  }

  @Test
  void replicaError_inAnyForm_isOpenAis_andKeepsRetryAfter() throws Exception {
    replica.status = 429;
    replica.retryAfter = "17";
    replica.errorType = MediaType.PLAIN_TEXT_UTF_8;
    replica.errorBody = "Too busy";
    for (String stream : List.of("", STREAM)) {
      HttpResponse<String> answer = harness.chat(stream);
      assertThat(answer.statusCode()).isEqualTo(429);
      assertThat(answer.headers().firstValue("retry-after")).contains("17");
      assertThat(answer.headers().firstValue("content-type").orElseThrow()).contains("json");
      assertThat(answer.body()).contains("\"message\":\"Too busy\"", "\"type\":");
    }
    replica.status = 404;
    assertThat(harness.post("/v1/embeddings", "{\"model\":\"chat\"}").body())
        .contains(
            "does not make embeddings",
            "Models that write text are at",
            "\"code\":\"unsupported_operation\"");
    replica.status = 503;
    replica.errorBody = "";
    assertThat(harness.chat(STREAM).body()).contains("\"error\":{\"message\"");
    replica.status = 422;
    replica.errorBody = "{\"detail\":\"field required\"}";
    assertThat(harness.chat("").body()).contains("\"message\":\"field required\"");
    assertThat(harness.awaitRecorded(3)).allMatch(FinishedRequest::counted);
  }

  @Test
  void body_inWideCharacters_isRefused_andAMarkIsNot() throws Exception {
    String body = "{\"model\":\"chat\",\"messages\":[]}";
    for (String charset : List.of("UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32")) {
      HttpResponse<String> answer =
          harness.http.send(
              harness
                  .request("/v1/chat/completions")
                  .POST(
                      HttpRequest.BodyPublishers.ofByteArray(
                          body.getBytes(Charset.forName(charset))))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.body()).contains("UTF-8");
    }
    assertThat(harness.post("/v1/chat/completions", "\uFEFF" + body).statusCode()).isEqualTo(200);
    assertThat(replica.bodies.getLast()).startsWith("{\"model\":\"inner-model\"");
  }

  @Test
  void answers_carryTheRequestsId_andTheBackendIsTold() throws Exception {
    HttpResponse<String> named =
        harness.http.send(
            harness
                .request("/v1/chat/completions")
                .header("x-request-id", "mine-7")
                .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"chat\"}"))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(named.headers().firstValue("x-request-id")).contains("mine-7");
    assertThat(replica.requestIds).containsExactly("mine-7");
    HttpResponse<String> refused = harness.post("/v1/chat/completions", "[]");
    assertThat(refused.headers().firstValue("x-request-id").orElseThrow()).startsWith("req-");
    assertThat(harness.post("/v1/nothing", "{}").headers().firstValue("x-request-id")).isPresent();
  }

  @Test
  void answers_nameTheModelThatWasAskedFor() throws Exception {
    replica.whole = "{\"model\":\"/data/inner.gguf\",\"choices\":[]}";
    assertThat(harness.chat("").body()).contains("\"model\":\"chat\"");
  }

  @Test
  void key_asXApiKey_isTaken() throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(harness.uri("/v1/models"));
    assertThat(
            harness
                .http
                .send(
                    request.header("x-api-key", KEY).build(), HttpResponse.BodyHandlers.ofString())
                .statusCode())
        .isEqualTo(200);
  }

  @Test
  void pages_ofAllowedOrigins_mayCall_andOthersMayNot() throws Exception {
    HttpResponse<String> allowed = preflight("https://app.example");
    assertThat(allowed.statusCode()).isEqualTo(204);
    assertThat(allowed.headers().firstValue("access-control-allow-origin"))
        .contains("https://app.example");
    assertThat(allowed.headers().firstValue("access-control-allow-headers"))
        .contains("authorization, x-custom");
    HttpResponse<String> other = preflight("https://other.example");
    assertThat(other.statusCode()).isEqualTo(204);
    assertThat(other.headers().map()).doesNotContainKey("access-control-allow-origin");
  }

  private HttpResponse<String> preflight(String origin) throws Exception {
    return harness.http.send(
        HttpRequest.newBuilder(harness.uri("/v1/chat/completions"))
            .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
            .header("origin", origin)
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "authorization, x-custom")
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void root_andHealth_areAnsweredWithoutAKey() throws Exception {
    for (String path : List.of("/", "/health", "/healthz")) {
      HttpRequest request = HttpRequest.newBuilder(harness.uri(path)).build();
      assertThat(harness.http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void strangerWithASlowBody_isCutOff() throws Exception {
    harness.gateway.tables().publish(KeyTable.of(List.of()));
    long begun = System.nanoTime();
    try (Socket socket = harness.announce(100)) {
      socket.setSoTimeout(30_000);
      InputStream in = socket.getInputStream();
      while (in.read() >= 0) {
        // Until the gateway closes.
      }
    }
    assertThat((System.nanoTime() - begun) / 1_000_000_000L).isLessThan(20);
  }

  @Test
  void slowClient_slowsTheReplica() throws Exception {
    replica.events = 100_000;
    replica.eventBytes = 4_000;
    try (Socket socket = harness.send("chat", STREAM)) {
      GatewayHarness.readUntil(socket, "content");
      long before = -1;
      for (int i = 0; i < 100 && before != replica.written.get(); i++) {
        before = replica.written.get();
        Thread.sleep(300);
      }
      // 400 MB are waiting; only what fits into sockets and a few buffers is written.
      assertThat(replica.written.get()).isEqualTo(before).isLessThan(32 << 20);
    }
  }
}
