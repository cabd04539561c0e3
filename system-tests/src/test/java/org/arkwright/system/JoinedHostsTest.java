package org.arkwright.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three hosts that share nothing with the control plane and one another, joined to it. */
@Tag("engines")
final class JoinedHostsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration SOON = Duration.ofSeconds(90);

  @TempDir private Path folder;

  @Test
  void hostsThatShareNothing_runGangs_andSurviveACutLink() throws Exception {
    assumeTrue(TestHosts.missing().isEmpty(), TestHosts.missing());
    try (TestHosts hosts = new TestHosts(folder, 3)) {
      Files.writeString(hosts.home().resolve("site.yaml"), "lease: 6s\n");
      hosts.startServer();
      probe(hosts);
      join(hosts);
      refuseTheStolen(hosts);
      gangMeetsOverTheFabric(hosts);
      limitsHold(hosts);
      cutLinkFencesAndHeals(hosts);
    }
  }

  /** What is to be shown is worth nothing if a host sees the control plane's files or processes. */
  private static void probe(TestHosts hosts) throws Exception {
    assertThat(processes(hosts, 0)).contains("ServerMain");
    Files.writeString(hosts.ofHost(2).resolve("secret"), "of host 2");
    for (int host = 1; host <= 3; host++) {
      assertThat(hosts.run(host, "ls", hosts.home().toString()).code()).isNotZero();
      assertThat(hosts.run(host, "ls", hosts.ofHost(2).toString()).code()).isNotZero();
      assertThat(hosts.run(host, "cat", "/host/secret").code() == 0).isEqualTo(host == 2);
      assertThat(processes(hosts, host)).doesNotContain("ServerMain").contains("init");
      assertThat(hosts.run(host, "sh", "-c", "ls -d /proc/[0-9]* | wc -l").output().strip())
          .matches("[1-9]");
      assertThat(hosts.run(host, "sh", "-c", "echo x > /usr/x").code()).isNotZero();
      assertThat(hosts.run(host, "ip", "-o", "-4", "addr").output())
          .contains("10.78.0." + host, "10.78.1." + host);
    }
  }

  private static String processes(TestHosts hosts, int host) throws Exception {
    return hosts.run(host, "sh", "-c", "cat /proc/[0-9]*/cmdline | tr '\\0' ' '").output();
  }

  private static String token(TestHosts hosts) {
    JsonNode issued = hosts.json("POST", "/api/v1/join-tokens", "{\"ttl\": \"10m\"}");
    assertThat(issued.path("token").asText()).as(issued.toString()).startsWith("ark-join-1.");
    return issued.path("token").asText();
  }

  private String used = "";

  private void join(TestHosts hosts) throws Exception {
    for (int host = 1; host <= 3; host++) {
      used = token(hosts);
      TestHosts.Ended joined = hosts.join(host, used);
      assertThat(joined.output()).contains("home/host" + host);
      assertThat(joined.code()).isZero();
      hosts.startWorker(host);
    }
    TestHome.await(
        "three hosts are nodes",
        SOON,
        () ->
            hosts.call("GET", "/api/v1/nodes").contains("host1")
                && hosts.call("GET", "/api/v1/nodes").contains("host2")
                && hosts.call("GET", "/api/v1/nodes").contains("host3"));
  }

  /** A join token counts once, and the second use is told who was first, on both sides. */
  private void refuseTheStolen(TestHosts hosts) throws Exception {
    hosts.run(1, "mv", "/host/worker/identity", "/host/worker/identity-kept");
    TestHosts.Ended stolen = hosts.join(1, used);
    hosts.run(1, "rm", "-r", "/host/worker/identity");
    hosts.run(1, "mv", "/host/worker/identity-kept", "/host/worker/identity");

    assertThat(stolen.code()).isNotZero();
    assertThat(stolen.output()).contains("was used at", "from 10.78.0.3, by home/host3");
    assertThat(TestHosts.read(hosts.home().resolve("hosts.jsonl"))).contains("10.78.0.1");
  }

  private static String submit(TestHosts hosts, ObjectNode spec) {
    JsonNode submitted = hosts.json("POST", "/api/v1/jobs", spec.toString());
    assertThat(submitted.path("id").asText()).as(submitted.toString()).isNotEmpty();
    return submitted.path("id").asText();
  }

  private static ObjectNode job(String name, String script, int cpus) {
    ObjectNode spec = JSON.createObjectNode().put("name", name);
    spec.putArray("command").add("python3").add("-c").add(script);
    spec.putObject("resources").put("cpus", cpus);
    return spec;
  }

  private static JsonNode await(TestHosts hosts, String job, Predicate<JsonNode> condition) {
    JsonNode[] last = {JSON.missingNode()};
    try {
      TestHome.await(
          "job " + job,
          SOON,
          () -> {
            last[0] = hosts.json("GET", "/api/v1/jobs/" + job);
            return condition.test(last[0]);
          });
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + ": " + last[0], e);
    }
    return last[0];
  }

  private static boolean isOver(JsonNode job) {
    return List.of("Succeeded", "Failed", "Cancelled").contains(job.path("state").asText());
  }

  private static void gangMeetsOverTheFabric(TestHosts hosts) throws Exception {
    ObjectNode spec = job("allreduce", hosts.text("allreduce.py"), 2).put("ranks", 2);
    spec.putObject("outputs").put("sum", "dataset/sums");
    spec.putObject("env").put("LINGER", "3");
    String job = submit(hosts, spec);

    // LINGER keeps the ranks for a while after they have met.
    await(hosts, job, _ -> logs(hosts, job, 0).contains("begins"));
    await(hosts, job, _ -> logs(hosts, job, 1).contains("begins"));
    JsonNode ended = await(hosts, job, JoinedHostsTest::isOver);
    assertThat(ended.path("state").asText()).as(ended.toString()).isEqualTo("Succeeded");
    for (int rank = 0; rank < 2; rank++) {
      assertThat(logs(hosts, job, rank))
          .containsPattern("rank " + rank + " of 2 on host\\d met at 10\\.78\\.1\\.\\d: 3\\.0");
    }
    String versions = hosts.call("GET", "/api/v1/projects/default/artifacts/dataset/sums/1");
    assertThat(versions).contains("rank-0.txt", "rank-1.txt");
  }

  private static String logs(TestHosts hosts, String job, int rank) {
    return hosts.call("GET", "/api/v1/jobs/%s/logs?rank=%d".formatted(job, rank));
  }

  private static void limitsHold(TestHosts hosts) {
    ObjectNode greedy =
        job("greedy", "x = bytearray(1 << 30); print('got', len(x), flush=True)", 1);
    ((ObjectNode) greedy.path("resources")).put("memory", "256MiB");
    greedy.put("restart", "never");
    String job = submit(hosts, greedy);

    JsonNode ended = await(hosts, job, JoinedHostsTest::isOver);
    assertThat(ended.path("state").asText()).as(ended.toString()).isEqualTo("Failed");
    assertThat(logs(hosts, job, 0)).doesNotContain("got");
  }

  /** The ranks of a host that is cut off end with its lease, and begin anew elsewhere. */
  private static void cutLinkFencesAndHeals(TestHosts hosts) throws Exception {
    String sleeping = "import time; print('here', flush=True); time.sleep(600)";
    String job = submit(hosts, job("cut", sleeping, 2));
    JsonNode before = await(hosts, job, view -> view.path("state").asText().equals("Running"));
    int cut = hostOf(before);
    assertThat(ranks(hosts, cut)).isPositive();

    hosts.unplug(cut);
    JsonNode after =
        await(
            hosts,
            job,
            view ->
                view.path("state").asText().equals("Running")
                    && view.path("attempts").asInt() > 1
                    && hostOf(view) != cut);
    assertThat(ranks(hosts, cut)).as("no rank runs twice").isZero();
    assertThat(ranks(hosts, hostOf(after))).isPositive();

    hosts.plug(cut);
    TestHome.await(
        "the host that was cut off is there again",
        SOON,
        () -> isLive(hosts.json("GET", "/api/v1/nodes"), "host" + cut));
    hosts.call("POST", "/api/v1/jobs/" + job + "/cancel");
    await(hosts, job, JoinedHostsTest::isOver);
  }

  private static int hostOf(JsonNode job) {
    return Stream.of("host1", "host2", "host3")
        .filter(host -> job.path("nodes").toString().contains(host))
        .mapToInt(host -> host.charAt(4) - '0')
        .findFirst()
        .orElse(0);
  }

  private static long ranks(TestHosts hosts, int host) throws Exception {
    String found = hosts.run(host, "sh", "-c", "pgrep -f time.sleep.600 | wc -l").output().strip();
    // The shell that asks has the text in its own command line.
    return Long.parseLong(found) - 1;
  }

  private static boolean isLive(JsonNode nodes, String name) {
    for (JsonNode node : nodes.path("nodes")) {
      if (node.path("name").asText().equals(name)) {
        return node.path("state").asText().equalsIgnoreCase("Live");
      }
    }
    return false;
  }
}
