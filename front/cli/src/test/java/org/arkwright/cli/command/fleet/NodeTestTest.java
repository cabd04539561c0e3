package org.arkwright.cli.command.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.arkwright.cli.CommandShell;
import org.arkwright.cli.FakeApi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What `node test` submits, says and refuses. */
final class NodeTestTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String JOB = "06exmp0000000";
  private static final String MEASURED =
      """
      {"from":"b","links":[{"network":"fabric","address":"10.1.0.1","p50Nanos":40000,\
      "p99Nanos":90000,"clockNanos":3600000000000,"clockErrorNanos":20000,"nic":12500000000,\
      "up":4000000000,"down":4100000000,"upStreams":5000000000,"downStreams":5100000000,\
      "streams":4},{"network":"management","address":"192.0.2.1","problem":"no route",\
      "p50Nanos":0,"p99Nanos":0,"clockNanos":0,"clockErrorNanos":0,"nic":0,"up":0,"down":0,\
      "upStreams":0,"downStreams":0,"streams":4}]}
      """;

  private final FakeApi api = new FakeApi();
  private final List<String> all = new ArrayList<>();

  @BeforeEach
  void answer() {
    node("a", "Live", "4", ",\"addresses\":{\"fabric\":\"10.1.0.1\",\"management\":\"192.0.2.1\"}");
    node("b", "Live", "4", ",\"addresses\":{\"fabric\":\"10.1.0.2\"}");
    node("full", "Live", "0.5", "");
    node(
        "closed",
        "Cordoned",
        "4",
        ",\"cordon\":{\"since\":\"2030-01-01T00:00:00Z\",\"reason\":\"new fans\"}");
    api.on("GET /nodes", 200, "{\"nodes\":[" + String.join(",", all) + "]}");
    String job = "{\"id\":\"" + JOB + "\",\"name\":\"t\",\"state\":\"%s\",\"cause\":\"\"}";
    api.on("POST /jobs", 201, job.formatted("Queued"));
    api.on("GET /jobs/" + JOB + "/wait", 200, job.formatted("Succeeded"));
    api.on(
        "GET /jobs/" + JOB + "/logs",
        exchange -> FakeApi.send(exchange, 200, "noise\n" + MEASURED));
  }

  private void node(String name, String state, String free, String more) {
    String json =
        "{\"name\":\"%s\",\"site\":\"home\",\"state\":\"%s\",\"cpus\":{\"total\":4,\"free\":%s}%s}"
            .formatted(name, state, free, more);
    all.add(json);
    api.on("GET /nodes/" + name, 200, json);
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void aTestThatWaits_saysWhy_andIsCancelledAtItsTimeout() {
    String waits =
        "{\"id\":\"%s\",\"name\":\"t\",\"state\":\"Queued\",\"reason\":{\"code\":\"Capacity\",\"text\":\"no"
            + " free cores\"}}";
    api.on("GET /jobs/" + JOB + "/wait", 200, waits.formatted(JOB));
    api.on("POST /jobs/" + JOB + "/cancel", 200, waits.formatted(JOB));
    CommandShell shell = CommandShell.at(api);

    assertThat(shell.run("node", "test", "a", "b", "--timeout", "1s")).isEqualTo(1);

    assertThat(shell.err())
        .contains(
            "waits: Capacity: no free cores", "still Queued after 1 seconds, and is cancelled");
    assertThat(api.requests()).anyMatch(each -> each.toString().contains("/cancel"));
  }

  @Test
  void twoNodes_areTestedByAJobOfTwoRanks_andWhatIsPoorIsSaid() throws Exception {
    CommandShell shell = CommandShell.at(api).columns(300);
    assertThat(shell.run("node", "test", "a", "b", "--seconds", "0.5")).isZero();
    JsonNode spec = submitted().getFirst();
    assertThat(spec.path("ranks").asInt()).isEqualTo(2);
    assertThat(spec.path("topology").asText()).isEqualTo("spread");
    assertThat(spec.path("nodes").toString()).isEqualTo("[\"home/a\",\"home/b\"]");
    assertThat(spec.path("builtin").toString())
        .isEqualTo(
            "[\"links\",\"--seconds\",\"0.500\",\"--streams\",\"4\",\"--networks\","
                + "\"a/fabric=10.1.0.1,a/management=192.0.2.1,b/fabric=10.1.0.2\"]");
    assertThat(shell.out())
        .contains("home/b", "home/a", "40 us", "90 us", "32.00 Gbit/s", "100.00 Gbit/s")
        .contains("over fabric: 40.00 Gbit/s of the 100.00 Gbit/s that its interface says")
        .contains("the clocks are 3600.0 s apart")
        .contains("over management: cannot be reached: no route");
  }

  @Test
  void nodeWithItself_staysOnIt() throws Exception {
    assertThat(CommandShell.at(api).run("node", "test", "a", "a", "-o", "json")).isZero();
    JsonNode spec = submitted().getFirst();
    assertThat(spec.path("topology").asText()).isEqualTo("same-node");
    assertThat(spec.path("nodes").toString()).isEqualTo("[\"home/a\"]");
  }

  @Test
  void json_hasWhatTheTableHas() throws Exception {
    CommandShell shell = CommandShell.at(api);
    assertThat(shell.run("node", "test", "a", "b", "-o", "json")).isZero();
    JsonNode test = JSON.readTree(shell.out()).path("tests").path(0);
    assertThat(test.path("from").asText()).isEqualTo("home/b");
    assertThat(test.path("to").asText()).isEqualTo("home/a");
    assertThat(test.at("/links/0/findings").size()).isEqualTo(2);
  }

  @Test
  void nodesThatCannotBeTested_areRefused_andNothingIsSubmitted() {
    refused(1, "closed is Cordoned", "a", "closed");
    refused(1, "new fans", "closed", "a");
    refused(1, "node full is busy: 0.5 of its 4 cores are free", "a", "full");
    refused(1, "there is nothing at /nodes/nowhere", "a", "nowhere");
    refused(2, "one node is named: 'a'", "a");
    refused(2, "--streams is '0'", "a", "b", "--streams", "0");
    refused(2, "--seconds is '99'", "a", "b", "--seconds", "99");
    assertThat(submitted()).isEmpty();
  }

  @Test
  void withoutNames_allPairsThatCanBeTestedAre_upToTheBound() {
    CommandShell shell = CommandShell.at(api);
    assertThat(shell.run("node", "test")).isZero();
    assertThat(submitted()).hasSize(1);
    assertThat(shell.err()).contains("left out: node full is busy", "left out: node closed");
  }

  @Test
  void pairs_areEachOnce_andEachNodeIsSoonInOne() throws Exception {
    for (int count = 2; count <= 9; count++) {
      List<JsonNode> nodes = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        nodes.add(JSON.readTree("{\"site\":\"home\",\"name\":\"n%d\"}".formatted(i)));
      }
      Set<Set<String>> seen = new HashSet<>();
      List<NodePairs.Pair> pairs = NodePairs.all(nodes);
      pairs.forEach(
          pair -> seen.add(Set.of(NodePairs.name(pair.first()), NodePairs.name(pair.second()))));
      assertThat(seen).hasSize(count * (count - 1) / 2).hasSameSizeAs(pairs);
      Set<JsonNode> soon = new HashSet<>();
      pairs
          .subList(0, count / 2 + (count > 2 ? count / 2 - 1 + count % 2 : 0))
          .forEach(pair -> {
            soon.add(pair.first());
            soon.add(pair.second());
          });
      assertThat(soon).hasSize(count);
    }
  }

  private void refused(int code, String why, String... arguments) {
    CommandShell shell = CommandShell.at(api);
    List<String> line = new ArrayList<>(List.of("node", "test"));
    line.addAll(List.of(arguments));
    assertThat(shell.run(line.toArray(String[]::new))).as(why).isEqualTo(code);
    assertThat(shell.err()).contains(why);
  }

  private List<JsonNode> submitted() {
    return api.requests().stream()
        .filter(request -> request.line().equals("POST /jobs"))
        .map(request -> {
          try {
            return JSON.readTree(request.body());
          } catch (java.io.IOException e) {
            throw new AssertionError(e);
          }
        })
        .toList();
  }
}
