package org.arkwright.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.arkwright.gateway.route.Backend;
import org.arkwright.gateway.route.RouteLoad;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How far a request goes for an answer, and that it leaves no trace at the replicas it had. */
final class GatewayRetriesTest {
  private static final String STREAM = ",\"stream\":true";

  @TempDir Path folder;
  private GatewayHarness harness;
  private final List<StubReplica> replicas = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    harness = new GatewayHarness(folder);
    for (int i = 0; i < 4; i++) {
      replicas.add(new StubReplica());
    }
  }

  @AfterEach
  void stop() {
    harness.close();
    replicas.forEach(StubReplica::close);
  }

  private Backend[] backends(String edition) {
    return Stream.iterate(0, i -> i + 1)
        .limit(replicas.size())
        .map(i -> replicas.get(i).backend(edition + i))
        .toArray(Backend[]::new);
  }

  private List<Integer> asked() {
    return replicas.stream().map(replica -> replica.bodies.size()).sorted().toList();
  }

  @Test
  void replicasThatCannotNow_threeAreAsked_eachOnce() throws Exception {
    int edition = 0;
    for (int status : new int[] {502, 503, 504}) {
      for (String stream : List.of("", STREAM)) {
        replicas.forEach(replica -> {
          replica.status = status;
          replica.bodies.clear();
        });
        harness.route(false, backends("e" + edition++ + "-"));
        assertThat(harness.chat(stream).statusCode()).isEqualTo(status);
        assertThat(asked()).containsExactly(0, 1, 1, 1);
      }
    }
  }

  @Test
  void replicaThatAnswersAtLast_isTheOneThatCounts() throws Exception {
    replicas.get(0).status = 504;
    replicas.get(1).status = 502;
    harness.route(
        false,
        replicas.get(0).backend("a"),
        replicas.get(1).backend("b"),
        replicas.get(2).backend("c"));
    for (int i = 0; i < 3; i++) {
      assertThat(harness.chat(i == 1 ? STREAM : "").statusCode()).isEqualTo(200);
    }
    assertThat(harness.awaitRecorded(3)).allMatch(request -> request.backend().equals("c"));
  }

  @Test
  void replicaThatLeavesItsRoute_isJudgedAnewWhenItComesBack() throws Exception {
    StubReplica ill = replicas.get(0);
    ill.status = 503;
    Backend[] both = {ill.backend("ill"), replicas.get(1).backend("well")};
    harness.route(false, both);
    for (int i = 0; i < 24; i++) {
      assertThat(harness.chat("").statusCode()).isEqualTo(200);
    }
    int asked = ill.bodies.size();
    assertThat(asked).isBetween(3, 7); // Three, and a probe after each pause, but not half of all.
    ill.status = 200;
    harness.route(false, both[1]);
    harness.route(false, both);
    for (int i = 0; i < 2; i++) {
      assertThat(harness.chat("").statusCode()).isEqualTo(200);
    }
    assertThat(ill.bodies).hasSize(asked + 1);
  }

  @Test
  void requestsThatAreOver_holdNoReplica_howeverTheyEnded() throws Exception {
    StubReplica replica = replicas.getFirst();
    harness.route(false, replica.backend("a"));
    for (int status : new int[] {200, 400, 503, 301}) {
      replica.status = status;
      for (String stream : List.of("", STREAM)) {
        assertThat(harness.chat(stream).statusCode()).isEqualTo(status == 301 ? 502 : status);
        awaitIdle();
      }
    }
    replica.status = 200;
    replica.endsEarly = true;
    assertThat(harness.chat(STREAM).body()).contains("upstream_failed");
    awaitIdle();
    replica.breaksBeforeData = true;
    assertThat(harness.chat(STREAM).statusCode()).isEqualTo(502);
    awaitIdle();
  }

  private void awaitIdle() throws InterruptedException {
    RouteLoad load = harness.gateway.loads().of(GatewayHarness.ROUTE);
    for (int i = 0; i < 500 && load.outstanding() > 0; i++) {
      Thread.sleep(10);
      load = harness.gateway.loads().of(GatewayHarness.ROUTE);
    }
    assertThat(load.outstanding()).isZero();
    assertThat(load.lastActiveNanos()).isPositive();
    assertThat(harness.gateway.loads().outstanding("a")).isZero();
  }

  @Test
  void idOfARequest_isTakenWhereItIsOne() throws Exception {
    harness.route(false, replicas.getFirst().backend("a"));
    assertThat(idFor("x".repeat(128))).isEqualTo("x".repeat(128));
    assertThat(idFor("x".repeat(129))).startsWith("req-");
    assertThat(idFor("")).startsWith("req-");
    assertThat(idFor("with blank")).startsWith("req-");
  }

  private String idFor(String given) throws Exception {
    HttpRequest request = harness.request("/v1/models").header("x-request-id", given).build();
    return harness
        .http
        .send(request, HttpResponse.BodyHandlers.discarding())
        .headers()
        .firstValue("x-request-id")
        .orElseThrow();
  }
}
