package org.arkwright.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three hosts that share nothing with the control plane and one another, joined to it. */
@Tag("engines")
final class JoinedHostsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration SOON = Duration.ofSeconds(90);

  /** Host 3 is at a site that costs more, which is worth it only when home is full. */
  private static final String SITE =
      """
      lease: 6s
      waitCost: 40
      sites: {cloud: {prices: {cpuHour: 0.1}}}
      transfers: {perWorker: 4MiB}
      workers: {host3: {labels: {tier: far}}}
      """;

  private static final String SECRET = "hf-2718281828";

  @TempDir private Path folder;

  @Test
  void hostsThatShareNothing_runGangs_andSurviveACutLink() throws Exception {
    assumeTrue(TestHosts.missing().isEmpty(), TestHosts.missing());
    try (TestHosts hosts = new TestHosts(folder, 3)) {
      Files.writeString(hosts.home().resolve("site.yaml"), SITE);
      hosts.startServer();
      probe(hosts);
      join(hosts);
      refuseTheStolen(hosts);
      gangMeetsOverTheFabric(hosts);
      linksAreMeasuredOverEachNetwork(hosts);
      limitsHold(hosts);
      filesKeepToTheirBound_andOffTheFabric(hosts);
      hostOfAnotherSite_runsWhatHomeCannot_followedOverAShortCut(hosts);
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

  private static String token(TestHosts hosts, String site) {
    JsonNode issued =
        hosts.json(
            "POST", "/api/v1/join-tokens", "{\"ttl\": \"10m\", \"site\": \"%s\"}".formatted(site));
    assertThat(issued.path("token").asText()).as(issued.toString()).startsWith("ark-join-1.");
    return issued.path("token").asText();
  }

  private String used = "";

  private void join(TestHosts hosts) throws Exception {
    for (int host = 1; host <= 3; host++) {
      String site = host == 3 ? "cloud" : "home";
      used = token(hosts, site);
      TestHosts.Ended joined = hosts.join(host, used);
      assertThat(joined.output()).contains(site + "/host" + host);
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
    assertThat(hosts.call("GET", "/api/v1/nodes")).contains("far");
  }

  /** A join token counts once, and the second use is told who was first, on both sides. */
  private void refuseTheStolen(TestHosts hosts) throws Exception {
    hosts.run(1, "mv", "/host/worker/identity", "/host/worker/identity-kept");
    TestHosts.Ended stolen = hosts.join(1, used);
    hosts.run(1, "rm", "-r", "/host/worker/identity");
    hosts.run(1, "mv", "/host/worker/identity-kept", "/host/worker/identity");

    assertThat(stolen.code()).isNotZero();
    assertThat(stolen.output()).contains("was used at", "from 10.78.0.3, by cloud/host3");
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

  private static void linksAreMeasuredOverEachNetwork(TestHosts hosts) throws Exception {
    TestHosts.Ended tested =
        hosts.arkwright("node", "test", "host1", "host2", "--seconds", "0.2", "-o", "json");

    assertThat(tested.code()).as(tested.output()).isZero();
    JsonNode test = JSON.readTree(tested.output()).path("tests").path(0);
    assertThat(List.of(test.path("from").asText(), test.path("to").asText()))
        .containsExactlyInAnyOrder("home/host1", "home/host2");
    List<String> networks = new ArrayList<>();
    for (JsonNode link : test.path("links")) {
      networks.add(link.path("network").asText());
      assertThat(link.path("p50Nanos").asLong()).as(link.toString()).isPositive();
      assertThat(link.path("up").asDouble()).as(link.toString()).isGreaterThan(1e6);
      assertThat(link.path("down").asDouble()).as(link.toString()).isGreaterThan(1e6);
      // Both hosts have this machine's clock.
      assertThat(Math.abs(link.path("clockNanos").asLong()))
          .as(link.toString())
          .isLessThanOrEqualTo(link.path("clockErrorNanos").asLong());
    }
    assertThat(networks).containsExactlyInAnyOrder("management", "fabric");
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

  /** Bytes that left a host, by /proc/net/dev. */
  private static long sent(TestHosts hosts, int host, String network) {
    try {
      String found =
          hosts
              .run(host, "sh", "-c", "sed -n 's/^ *%s: *//p' /proc/net/dev".formatted(network))
              .output();
      return Long.parseLong(found.strip().split(" +", -1)[8]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private record Sample(long nanos, long bytes) {}

  private static void filesKeepToTheirBound_andOffTheFabric(TestHosts hosts) {
    String script =
        "import os; open(os.environ['ARKWRIGHT_OUTPUT_BIG'] + '/f', 'wb').write(os.urandom(40 <<"
            + " 20))";
    ObjectNode spec = job("big", script, 2);
    spec.putObject("outputs").put("big", "dataset/big");
    long fabric = sent(hosts, 1, "fab0") + sent(hosts, 2, "fab0");
    List<Sample> samples = new ArrayList<>();
    String job = submit(hosts, spec);
    JsonNode ended =
        await(
            hosts,
            job,
            view -> {
              long bytes = sent(hosts, 1, "eth0") + sent(hosts, 2, "eth0");
              samples.add(new Sample(System.nanoTime(), bytes));
              return isOver(view);
            });

    assertThat(ended.path("state").asText()).as(ended.toString()).isEqualTo("Succeeded");
    assertThat(samples.getLast().bytes - samples.getFirst().bytes).isGreaterThan(40L << 20);
    assertThat(fastest(samples)).as("MiB a second, over 3").isLessThan(8);
    assertThat(sent(hosts, 1, "fab0") + sent(hosts, 2, "fab0") - fabric).isLessThan(1 << 20);
  }

  /** The highest rate over at least three seconds: what waits in buffers comes on top. */
  private static double fastest(List<Sample> samples) {
    double fastest = 0;
    for (Sample from : samples) {
      for (Sample to : samples) {
        double seconds = (to.nanos - from.nanos) / 1e9;
        if (seconds >= 3) {
          fastest = Math.max(fastest, (to.bytes - from.bytes) / seconds / (1 << 20));
        }
      }
    }
    return fastest;
  }

  /** With a secret, which no disk has and which only the host of the rank gets. */
  private static void hostOfAnotherSite_runsWhatHomeCannot_followedOverAShortCut(TestHosts hosts)
      throws Exception {
    List<String> filling = new ArrayList<>();
    for (int host = 1; host <= 2; host++) {
      ObjectNode sleeper = job("fill" + host, "import time; time.sleep(900)", 2);
      filling.add(submit(hosts, sleeper.put("expectedDuration", "40m")));
    }
    for (String job : filling) {
      JsonNode view = await(hosts, job, found -> found.path("state").asText().equals("Running"));
      assertThat(hostOf(view)).isLessThan(3);
    }
    String script =
        """
        import os, time
        assert os.environ["HF_TOKEN"] == "hf-" + str(2718281828)
        for i in range(400):
            print("line", i, flush=True)
            time.sleep(0.02)
        """;
    ObjectNode far = job("far", script, 2).put("expectedDuration", "40m");
    far.putObject("secrets").put("HF_TOKEN", SECRET);
    String job = submit(hosts, far);
    CompletableFuture<String> followed =
        CompletableFuture.supplyAsync(
            () -> hosts.call("GET", "/api/v1/jobs/" + job + "/logs?follow=true"),
            Thread::startVirtualThread);
    await(hosts, job, _ -> logs(hosts, job, 0).contains("line 50"));
    hosts.unplug(3);
    Thread.sleep(1_500);
    hosts.plug(3);

    JsonNode ended = await(hosts, job, JoinedHostsTest::isOver);
    assertThat(ended.path("state").asText()).as(ended.toString()).isEqualTo("Succeeded");
    assertThat(ended.path("attempts").asInt()).isEqualTo(1);
    assertThat(hostOf(ended)).isEqualTo(3);
    String expected =
        IntStream.range(0, 400).mapToObj("line %d\n"::formatted).collect(Collectors.joining());
    assertThat(followed.get(60, TimeUnit.SECONDS)).isEqualTo(expected);
    assertThat(logs(hosts, job, 0)).isEqualTo(expected);
    for (Path disk : List.of(hosts.home(), hosts.ofHost(1), hosts.ofHost(2), hosts.ofHost(3))) {
      assertThat(hosts.run(0, "grep", "-rlF", SECRET, disk.toString()).output()).isEmpty();
    }
    filling.forEach(each -> hosts.call("POST", "/api/v1/jobs/" + each + "/cancel"));
    filling.forEach(each -> await(hosts, each, JoinedHostsTest::isOver));
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
