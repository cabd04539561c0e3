package org.arkwright.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.arkwright.dispatch.Channel;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.WorkerId;
import org.arkwright.protocol.ChannelTarget;
import org.arkwright.protocol.FileCalls;
import org.arkwright.protocol.LogPiece;
import org.arkwright.protocol.Order;
import org.arkwright.protocol.ProtocolForm;
import org.arkwright.protocol.Sample;
import org.arkwright.protocol.SecretValues;
import org.arkwright.protocol.SyncRequest;
import org.arkwright.protocol.TransferReport;
import org.arkwright.protocol.UseReport;
import org.arkwright.ranklog.RankLogs;
import org.arkwright.server.TestServer;
import org.arkwright.server.TestServer.Reply;
import org.arkwright.wire.Wire;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who has one worker's token reaches nothing of another worker's, by any call of workers. */
final class StolenWorkerApiTest {
  private static final String ABSENT = "0".repeat(64);
  private static final NodeId VICTIM = NodeId.atHome("node-1");
  private static final NodeId THIEF = NodeId.atHome("node-2");

  @TempDir private Path folder;
  private TestServer server;
  private AttemptId attempt;
  private String stolen;

  @BeforeEach
  void start() throws Exception {
    server = new TestServer(folder);
    JobId job = server.submit("name: victim\ncommand: [a]");
    server.awaitState(job, "Running");
    server.engine.join("node-2");
    attempt = new AttemptId(job, 1);
    stolen = server.issued.ofWorker(WorkerId.ofNode(THIEF), Duration.ofHours(1));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void message_inAnothersName_isRefused() throws Exception {
    for (WorkerId other :
        List.of(WorkerId.ofNode(VICTIM), new WorkerId("elsewhere", THIEF.name()))) {
      SyncRequest request =
          new SyncRequest(THIEF, Optional.empty(), "i", Optional.empty(), 0, List.of(), 0)
              .of(other);
      Reply reply = call("POST", "/worker/v1/sync", new ProtocolForm().write(request, 4), THIEF);
      assertThat(reply.status()).isEqualTo(403);
      assertThat(reply.json().toString())
          .contains("worker home/node-2 may not speak for worker " + other);
    }
    assertThat(refused("identity")).isEqualTo(2);
  }

  @Test
  void use_ofAnothersRanks_isNotShown() throws Exception {
    Sample.RankUse use =
        new Sample.RankUse(
            attempt,
            0,
            Optional.of(4000L),
            1,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            1);
    assertThat(
            json("/worker/v1/use", new UseReport(THIEF, List.of(use), List.of()), THIEF).status())
        .isEqualTo(204);
    assertThat(job().has("use")).isFalse();
    assertThat(
            json("/worker/v1/use", new UseReport(VICTIM, List.of(use), List.of()), THIEF).status())
        .isEqualTo(403);
    assertThat(refused("use")).isEqualTo(2);
    assertThat(
            server
                .report(
                    "node-1",
                    new String(
                        Wire.strict().write(new UseReport(VICTIM, List.of(use), List.of())),
                        StandardCharsets.UTF_8))
                .status())
        .isEqualTo(204);
    assertThat(job().has("use")).as("its own worker is believed").isTrue();
  }

  @Test
  void transfers_ofAnothersAttempt_areNotShown() throws Exception {
    TransferReport.Transfer transfer =
        new TransferReport.Transfer(attempt, TransferReport.Direction.INPUTS, 1, 2, 3);
    assertThat(
            json(FileCalls.TRANSFERS, new TransferReport(THIEF, List.of(transfer)), THIEF).status())
        .isEqualTo(204);
    assertThat(
            json(FileCalls.TRANSFERS, new TransferReport(VICTIM, List.of(transfer)), THIEF)
                .status())
        .isEqualTo(403);
    assertThat(job().has("transfers")).isFalse();
    assertThat(refused("transfers")).isEqualTo(2);
  }

  @Test
  void files_ofAnothersAttempt_areNeitherSentNorTaken() throws Exception {
    record Call(String method, String path) {}
    List<Call> calls =
        List.of(
            new Call("GET", FileCalls.MANIFESTS + "/" + ABSENT),
            new Call("PUT", FileCalls.MANIFESTS + "/" + ABSENT),
            new Call("GET", FileCalls.BLOBS + "/" + ABSENT),
            new Call("HEAD", FileCalls.BLOBS + "/" + ABSENT),
            new Call("PUT", FileCalls.BLOBS + "/" + ABSENT),
            new Call("PUT", FileCalls.BLOBS),
            new Call("POST", FileCalls.BLOBS),
            new Call("POST", FileCalls.MISSING));
    for (Call call : calls) {
      String path = call.path + "?attempt=" + attempt;
      Reply reply = call(call.method, path, "[]".getBytes(StandardCharsets.UTF_8), THIEF);
      assertThat(reply.status()).as("%s", call).isEqualTo(403);
      assertThat(call(call.method, path, new byte[0], VICTIM).status())
          .as("%s in another's name", call)
          .isEqualTo(400);
    }
    assertThat(refused("files")).isEqualTo(2L * calls.size());
  }

  @Test
  void secrets_ofAnothersAttempt_areNotOpened() throws Exception {
    String path = SecretValues.PATH + "?attempt=" + attempt;
    assertThat(call("GET", path, new byte[0], THIEF).status()).isEqualTo(403);
    assertThat(call("GET", path, new byte[0], VICTIM).status()).isEqualTo(400);
    assertThat(refused("secrets")).isEqualTo(2);
  }

  @Test
  void output_ofAnothersRank_isNotTaken() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] lie = "all is well\n".getBytes(StandardCharsets.UTF_8);
    new LogPiece(attempt, 0, 0, 0, 0, lie).writeTo(new DataOutputStream(bytes));
    Reply reply = call("POST", LogPiece.PATH, bytes.toByteArray(), THIEF);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().at("/ends/0/wanted").asBoolean(true)).isFalse();
    assertThat(call("POST", LogPiece.PATH, bytes.toByteArray(), VICTIM).status()).isEqualTo(403);
    assertThat(Files.exists(new RankLogs(server.logs()).file(attempt, 0))).isFalse();
    assertThat(refused("logs")).isEqualTo(2);
  }

  @Test
  void channel_thatAnotherWasAskedFor_isNotOpened_norRefused() throws Exception {
    CompletableFuture<Order.Open> ordered = new CompletableFuture<>();
    server.opening = (_, order, _) -> ordered.complete(order);
    CompletableFuture<Channel> opened =
        server.channels.open(WorkerId.ofNode(VICTIM), new ChannelTarget.Log(attempt, 0, 0));
    String path = "/worker/v1/channels/" + ordered.get(20, TimeUnit.SECONDS).channel();
    assertThat(call("GET", path, new byte[0], THIEF).status()).isEqualTo(404);
    assertThat(call("POST", path, new byte[0], THIEF).status()).isEqualTo(404);
    assertThat(call("DELETE", path, "no".getBytes(StandardCharsets.UTF_8), THIEF).status())
        .isEqualTo(204);
    assertThat(opened).isNotDone();
    assertThat(refused("channels")).isEqualTo(3);
    server.channels.close();
  }

  @Test
  void attemptsToken_ofAnotherAttemptOfTheJob_reportsNothing() throws Exception {
    String other = server.issued.ofAttempt(new AttemptId(attempt.job(), 2), Duration.ofHours(1));
    HttpRequest.Builder request =
        server
            .request("/api/2.0/mlflow/runs/log-metric")
            .POST(
                BodyPublishers.ofString(
                    "{\"run_id\":\"%s-1\",\"key\":\"loss\",\"value\":1,\"timestamp\":1}"
                        .formatted(attempt.job())))
            .setHeader("Authorization", "Bearer " + other);
    assertThat(server.send(request).status()).isEqualTo(403);
  }

  private Reply json(String path, Object report, NodeId node) throws Exception {
    return call("POST", path, Wire.strict().write(report), node);
  }

  /** Calls with the stolen token. */
  private Reply call(String method, String path, byte[] body, NodeId named) throws Exception {
    return server.send(
        server
            .request(path)
            .method(method, BodyPublishers.ofByteArray(body))
            .setHeader("Authorization", "Bearer " + stolen)
            .setHeader("Content-Type", "application/json")
            .setHeader(FileCalls.NODE, named.toString()));
  }

  private JsonNode job() throws Exception {
    return server.get("/api/v1/jobs/" + attempt.job()).json();
  }

  /** How often the server counts to have refused something at that door. */
  private long refused(String door) throws Exception {
    String metrics = new String(server.get("/metrics").response().body(), StandardCharsets.UTF_8);
    String sample = "arkwright_worker_claims_refused_total{door=\"" + door + "\"} ";
    return metrics
        .lines()
        .filter(line -> line.startsWith(sample))
        .mapToLong(line -> Long.parseLong(line.substring(sample.length())))
        .sum();
  }
}
