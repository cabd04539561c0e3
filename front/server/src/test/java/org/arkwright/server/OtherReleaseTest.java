package org.arkwright.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.arkwright.protocol.FileCalls;
import org.arkwright.protocol.SampleBatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A server, and workers of other releases: the messages are as the last build of version 3 wrote
 * them, in {@code version-3.jsonl} of the protocol.
 */
final class OtherReleaseTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String HOST = "far-1";

  /** A node of that version, which has no addresses and does not say what it can do. */
  private static final String NODE =
      """
      {"id":"home/far-1","cpuMillis":2000,"memory":25237405696,"devices":[],\
      "topology":{"block":"","rack":""},"labels":{"arch":"amd64"},\
      "limits":[{"name":"memory","mechanism":"cgroup-v1","detail":"memory.limit_in_bytes"},\
      {"name":"sandbox","detail":"bwrap is not installed"}]}\
      """;

  private static final String UNKNOWN = "{\"mood\":{\"good\":[1,{}]},";

  @TempDir Path folder;
  private RemoteSite site;
  private UnaryOperator<String> edit = UnaryOperator.identity();

  @BeforeEach
  void up() throws Exception {
    site = new RemoteSite(folder);
  }

  @AfterEach
  void close() {
    site.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void workerOneReleaseOlder_runsAJob_whateverElseItSays(boolean withWhatNobodyKnows)
      throws Exception {
    if (withWhatNobodyKnows) {
      // Labels have whatever names somebody gives them.
      edit =
          text ->
              text.replace("{", UNKNOWN)
                  .replace(",}", "}")
                  .replace("\"labels\":" + UNKNOWN, "\"labels\":{");
    }
    JsonNode registered = say(registration(List.of()));
    assertThat(names(registered))
        .as("a reader of that version refuses what it does not know")
        .containsExactlyInAnyOrder(
            "server", "introduceYourself", "acknowledged", "orders", "leaseMillis");
    assertThat(registered.path("introduceYourself").asBoolean(true)).isFalse();

    JobId job = site.submit("name: a\ncommand: [sleep, '60']\nresources: {cpus: 1}");
    JsonNode launch = order();
    assertThat(launch.path("type").asText()).isEqualTo("Launch");
    assertThat(launch.path("masterAddress").asText()).isEqualTo("127.0.0.1");
    assertThat(names(launch)).doesNotContain("meeting");
    assertThat(names(launch.path("spec").path("gang"))).doesNotContain("nodes");
    AttemptId attempt = new AttemptId(job, 1);
    assertThat(launch.path("attempt").asText()).isEqualTo(attempt.toString());

    assertThat(say(report(1, started(attempt))).path("acknowledged").asInt()).isEqualTo(1);
    site.awaitState(job, "Running");
    otherCalls(attempt);
    assertThat(say(report(2, ended(attempt))).path("acknowledged").asInt()).isEqualTo(2);
    assertThat(site.await(job).path("state").asText()).isEqualTo("Succeeded");
  }

  /** The other messages that workers send as JSON. */
  private void otherCalls(AttemptId attempt) {
    String use =
        "{\"attempt\":\"%s\",\"rank\":0,\"cpuMillis\":7,\"memoryBytes\":1,\"processes\":1}"
            .formatted(attempt);
    for (List<String> each :
        List.of(
            List.of(
                "/worker/v1/use",
                "{\"node\":\"home/far-1\",\"ranks\":[%s],\"devices\":[]}".formatted(use)),
            List.of(
                SampleBatch.PATH,
                "{\"node\":\"home/far-1\",\"sentAtMillis\":2,\"dropped\":0,\"samples\":[{\"atMillis\":1,\"ranks\":[%s],\"devices\":[]}]}"
                    .formatted(use)),
            List.of(
                FileCalls.TRANSFERS,
                "{\"node\":\"home/far-1\",\"transfers\":[{\"attempt\":\"%s\",\"direction\":\"INPUTS\",\"doneBytes\":1,\"totalBytes\":2,\"bytesPerSecond\":3}]}"
                    .formatted(attempt)))) {
      RemoteSite.Reply reply =
          site.asWorker(HOST, "POST", each.getFirst(), edit.apply(each.getLast()));
      assertThat(reply.status()).as(each.getFirst() + reply.body()).isEqualTo(204);
    }
  }

  @Test
  void workerTwoReleasesOlder_keepsItsRanks_getsNoNewWork_andEveryoneSaysWhy() throws Exception {
    say(registration(List.of()));
    JobId before = site.submit("name: a\ncommand: [sleep, '60']\nresources: {cpus: 1}");
    AttemptId attempt = new AttemptId(before, 1);
    assertThat(order().path("attempt").asText()).isEqualTo(attempt.toString());
    say(report(1, started(attempt)));
    site.awaitState(before, "Running");

    // Another control plane, two releases later, is what this one is for such a worker.
    edit = text -> text.replaceFirst("\\{", "{\"versions\":{\"least\":1,\"latest\":2},");
    assertThat(say(poll(0)).path("introduceYourself").asBoolean()).isTrue();
    assertThat(say(registration(List.of(attempt))).path("introduceYourself").asBoolean()).isTrue();
    RemoteSite.until("its node takes no work", () -> node().has("cordon"));
    assertThat(node().path("cordon").path("reason").asText())
        .contains("home/far-1 speaks version 1 to 2", "start the worker of this release");
    assertThat(site.get("/api/v1/nodes").toString()).contains("speaks version 1 to 2");
    assertThat(site.view(before).path("state").asText()).isEqualTo("Running");

    JobId next = site.submit("name: b\ncommand: [a]\nresources: {cpus: 1}");
    RemoteSite.until("explain says it", () -> site.view(next).toString().contains("NodesCordoned"));
    assertThat(site.get("/api/v1/jobs/" + next).toString()).contains("speaks version 1 to 2");
    assertThat(site.view(next).path("attempts").asInt()).isZero();

    edit = UnaryOperator.identity();
    assertThat(say(registration(List.of(attempt))).path("introduceYourself").asBoolean(true))
        .isFalse();
    assertThat(node().has("cordon")).isFalse();
    say(report(1, ended(attempt)));
    assertThat(site.await(before).path("state").asText()).isEqualTo("Succeeded");
    assertThat(site.view(before).path("attempts").asInt()).isEqualTo(1);
    site.awaitState(next, "Starting");
    site.cancel(next);
  }

  @Test
  void workerTwoReleasesOlder_isRefusedByAServerThatHasJustStarted_andTakenAgainByTheNext()
      throws Exception {
    say(registration(List.of()));
    edit = text -> text.replaceFirst("\\{", "{\"versions\":{\"least\":1,\"latest\":2},");
    say(registration(List.of()));
    RemoteSite.until("its node takes no work", () -> node().has("cordon"));
    site.down();
    site.up();
    RemoteSite.until("the next server knows it", () -> node().has("cordon"));
    edit = UnaryOperator.identity();
    say(registration(List.of()));
    assertThat(node().has("cordon")).isFalse();
  }

  private JsonNode node() {
    try {
      return site.get("/api/v1/nodes/" + HOST);
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Sends a message, which has to be read, and returns the answer. */
  private JsonNode say(String message) throws IOException {
    RemoteSite.Reply[] reply = new RemoteSite.Reply[1];
    RemoteSite.until(
        "the server takes messages",
        () -> {
          reply[0] = site.asWorker(HOST, "POST", "/worker/v1/sync", edit.apply(message));
          return reply[0].status() != 503;
        });
    assertThat(reply[0].status()).as(reply[0].body()).isEqualTo(200);
    return JSON.readTree(reply[0].body());
  }

  /** Polls for the first order. */
  private JsonNode order() throws IOException {
    for (int polls = 0; polls < 20; polls++) {
      JsonNode orders = say(poll(3_000)).path("orders");
      if (!orders.isEmpty()) {
        return orders.path(0).path("order");
      }
    }
    throw new AssertionError("no order came");
  }

  private static String registration(List<AttemptId> attempts) {
    ArrayNode known = JSON.createArrayNode();
    attempts.forEach(attempt -> known.add(attempt.toString()));
    return message("\"introduction\":{\"spec\":%s,\"attempts\":%s},".formatted(NODE, known), "", 0);
  }

  private static String poll(int waitMillis) {
    return message("", "", waitMillis);
  }

  private static String report(int number, String observation) {
    return message("", "{\"number\":%d,\"observation\":%s}".formatted(number, observation), 0);
  }

  private static String message(String introduction, String observations, int waitMillis) {
    return ("{\"node\":\"%s\",\"incarnation\":\"inc-1\",%s\"carriedOut\":0,\"observations\":[%s],"
            + "\"waitMillis\":%d}")
        .formatted(NodeId.atHome(HOST), introduction, observations, waitMillis);
  }

  private static String started(AttemptId attempt) {
    return "{\"type\":\"ReportRankStarted\",\"attempt\":\"%s\",\"rank\":0,\"pid\":4711}"
        .formatted(attempt);
  }

  private static String ended(AttemptId attempt) {
    return ("{\"type\":\"ReportRankEnded\",\"attempt\":\"%s\",\"rank\":0,"
            + "\"exit\":{\"type\":\"Exited\",\"code\":0},\"usage\":{\"cpuNanos\":5000000},"
            + "\"endedAgoNanos\":77}")
        .formatted(attempt);
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    ((ObjectNode) object).fieldNames().forEachRemaining(names::add);
    return names;
  }
}
