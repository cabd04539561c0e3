package org.arkwright.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.arkwright.api.Endpoint;
import org.arkwright.identity.IssuedTokens;
import org.arkwright.identity.Permission;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.WorkerId;
import org.arkwright.model.job.RankExit;
import org.arkwright.protocol.UseReport;
import org.arkwright.server.TestServer;
import org.arkwright.server.TestServer.Reply;
import org.arkwright.wire.Wire;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may call what with whose token. */
final class TokensApiTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final WorkerId WORKER = new WorkerId("home", "node-1");

  @TempDir private Path folder;
  private TestServer server;
  private JobId mine;
  private JobId theirs;

  @BeforeEach
  void start() throws Exception {
    server = new TestServer(folder);
    mine = server.submit("name: mine\nproject: lab\ncommand: [a]");
    theirs = server.submit("name: theirs\nproject: lab\ncommand: [a]");
    server.awaitState(mine, "Running");
    server.awaitState(theirs, "Running");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** A call, by its method, path and body. */
  private record Call(String method, String path, String body) {}

  private Reply call(String token, Call call) throws Exception {
    return server.send(
        server
            .request(call.path)
            .method(call.method, BodyPublishers.ofString(call.body))
            .setHeader("Authorization", "Bearer " + token)
            .setHeader("Content-Type", "application/json"));
  }

  private static Call use(String site, String node) {
    UseReport report = new UseReport(new NodeId(site, node), List.of(), List.of());
    return new Call(
        "POST", "/worker/v1/use", new String(Wire.strict().write(report), StandardCharsets.UTF_8));
  }

  private static Call metric(JobId job) {
    return new Call(
        "POST",
        "/api/2.0/mlflow/runs/log-metric",
        "{\"run_id\":\"%s-1\",\"key\":\"loss\",\"value\":1,\"timestamp\":1,\"step\":0}"
            .formatted(job));
  }

  @Test
  void everyToken_opensItsOwnCalls_andNoOther() throws Exception {
    IssuedTokens later =
        new IssuedTokens("another home's key", () -> Instant.now().plus(Duration.ofDays(1)));
    Map<String, String> tokens = new LinkedHashMap<>();
    tokens.put("administrator", TestServer.TOKEN);
    tokens.put("worker", server.issued.ofWorker(WORKER, HOUR));
    tokens.put("attempt", server.issued.ofAttempt(new AttemptId(mine, 1), HOUR));
    tokens.put("expired worker", server.issued.ofWorker(WORKER, HOUR.negated()));
    tokens.put("expired attempt", server.issued.ofAttempt(new AttemptId(mine, 1), HOUR.negated()));
    tokens.put("worker of another home", later.ofWorker(WORKER, HOUR));
    tokens.put("attempt of another home", later.ofAttempt(new AttemptId(mine, 1), HOUR));
    tokens.put("altered", server.issued.ofWorker(WORKER, HOUR).replace("node-1", "node-2"));
    Map<String, Call> calls = new LinkedHashMap<>();
    calls.put("jobs", new Call("GET", "/api/v1/jobs", ""));
    calls.put("own node", use("home", "node-1"));
    calls.put("other node", use("home", "node-2"));
    calls.put("other site", use("cloud", "node-1"));
    calls.put("own usage", new Call("GET", "/api/v1/attempt/usage", ""));
    calls.put("own run", metric(mine));
    calls.put("other run", metric(theirs));

    StringBuilder found = new StringBuilder();
    for (Map.Entry<String, String> token : tokens.entrySet()) {
      found.append(token.getKey()).append(':');
      for (Map.Entry<String, Call> call : calls.entrySet()) {
        found.append(' ').append(call(token.getValue(), call.getValue()).status());
      }
      found.append('\n');
    }
    // Columns: jobs, own node, other node, other site, own usage, own run, another attempt's run.
    assertThat(found.toString())
        .isEqualTo(
            """
            administrator: 200 401 401 401 404 404 404
            worker: 401 204 403 403 401 401 401
            attempt: 401 401 401 401 200 200 404
            expired worker: 401 401 401 401 401 401 401
            expired attempt: 401 401 401 401 401 401 401
            worker of another home: 401 401 401 401 401 401 401
            attempt of another home: 401 401 401 401 401 401 401
            altered: 401 401 401 401 401 401 401
            """);
  }

  @Test
  void wrongTokens_atEveryCallOfWorkers_areToldWhatIsWrong_andWhereWorkersGetTheirs()
      throws Exception {
    Map<String, String> wrong = new LinkedHashMap<>();
    wrong.put(TestServer.TOKEN, "the administrator's token opens what users call");
    wrong.put(
        server.issued.ofWorker(WORKER, HOUR.negated()), "the token of worker home/node-1 exp");
    wrong.put(
        server.issued.ofAttempt(new AttemptId(mine, 1), HOUR), "the token of attempt " + mine);
    wrong.put("guessed", "the token is not valid for this server");
    List<Endpoint> calls =
        server.endpoints().stream()
            .filter(each -> each.permission() == Permission.WORKER_EXCHANGE)
            .toList();
    assertThat(calls).hasSizeGreaterThan(10);
    for (Endpoint each : calls) {
      String path = each.path().replaceAll("\\{[^}]*\\}", "0");
      for (Map.Entry<String, String> token : wrong.entrySet()) {
        Reply reply = call(token.getKey(), new Call(each.method().name(), path, "{}"));
        assertThat(reply.status()).as(path).isEqualTo(401);
        if (!each.method().name().equals("HEAD")) {
          assertThat(reply.json().path("detail").asText()).as(path).contains(token.getValue());
          assertThat(reply.json().path("advice").asText())
              .as(path)
              .contains("arkwright worker join")
              .doesNotContain("admin.token");
        }
      }
    }
    assertThat(call("guessed", new Call("GET", "/api/v1/jobs", "")).json().toString())
        .contains("admin.token");
  }

  @Test
  void attemptThatHasEnded_canReportNoMore() throws Exception {
    String token = server.issued.ofAttempt(new AttemptId(mine, 1), HOUR);
    server.engine.end(mine, new RankExit.Exited(0));
    server.await(mine);

    assertThat(call(token, metric(mine)).status()).isEqualTo(403);
    assertThat(call(token, new Call("GET", "/api/v1/attempt/usage", "")).status()).isEqualTo(404);
  }

  @Test
  void rank_getsATokenForItsOwnAttempt_unlessTheJobBringsOne() throws Exception {
    String token = env(mine, "ARKWRIGHT_TOKEN").orElseThrow();
    assertThat(server.issued.attempt(token)).contains(new AttemptId(mine, 1));
    assertThat(env(mine, "MLFLOW_TRACKING_TOKEN")).contains(token);
    assertThat(server.get("/api/v1/jobs/" + mine).json().toString()).doesNotContain(token);

    JobId own = server.submit("name: own\ncommand: [a]\nenv: {MLFLOW_TRACKING_TOKEN: elsewhere}");
    server.awaitState(own, "Running");
    assertThat(env(own, "MLFLOW_TRACKING_TOKEN").orElseThrow()).startsWith("sealed:");
  }

  private Optional<String> env(JobId job, String name) {
    return Optional.ofNullable(server.engine.env(job).get(name));
  }
}
