package org.arkwright.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.model.job.RankExit;
import org.arkwright.server.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsageApiTest {
  @TempDir Path home;

  @Test
  void endedJob_isOnTheBill_andThePostingsReconcile() throws Exception {
    try (TestServer server = new TestServer(home)) {
      runJob(server);

      JsonNode usage = server.get("/api/v1/usage?project=lab").json();
      assertThat(usage.at("/site/reconciles").asBoolean()).isTrue();
      assertThat(usage.at("/usage/0/workload/name").asText()).isEqualTo("train");
      JsonNode bill = server.get("/api/v1/projects/lab/bill").json();
      assertThat(new BigDecimal(bill.get("total").asText())).isPositive();
      assertThat(sumOfRows(bill)).isEqualByComparingTo(bill.get("total").asText());
      assertThat(server.get("/api/v1/projects/other/bill").json().get("rows")).isEmpty();
    }
  }

  @Test
  void period_thatIsNone_isRefused() throws Exception {
    try (TestServer server = new TestServer(home)) {
      for (String path :
          List.of("/api/v1/usage", "/api/v1/usage/summary", "/api/v1/projects/lab/bill")) {
        for (String days :
            List.of(
                "since=2026-11-02&until=2026-11-01",
                "since=2026-11-02&until=2026-11-02",
                "since=%2B999999999-01-01",
                "until=-0001-01-01",
                "since=2026-02-30")) {
          assertThat(server.get(path + "?" + days).status()).as(path + days).isEqualTo(400);
        }
        assertThat(server.get(path + "?since=2026-11-01&until=2026-11-02").status()).isEqualTo(200);
      }
    }
  }

  @Test
  void bill_asCsv_hasFocusColumns() throws Exception {
    try (TestServer server = new TestServer(home)) {
      runJob(server);

      String csv = csv(server);
      assertThat(csv)
          .startsWith("BillingAccountId,")
          .contains("BilledCost,EffectiveCost,")
          .contains(",lab/job/train,train,job,cpu-seconds,");
      String[] lines = csv.split("\r\n");
      assertThat(lines).allMatch(line -> line.split(",", -1).length == columns(lines[0]));
    }
  }

  @Test
  void limit_listsTheMostExpensive_andSumsUpTheOthers() throws Exception {
    try (TestServer server = new TestServer(home)) {
      runJob(server, "one");
      runJob(server, "two");

      JsonNode all = server.get("/api/v1/usage").json();
      JsonNode one = server.get("/api/v1/usage?limit=1").json();
      assertThat(all.get("usage")).hasSize(2);
      assertThat(all.has("others")).isFalse();
      assertThat(one.get("usage")).hasSize(1);
      int mostExpensive = cost(all, 0).compareTo(cost(all, 1)) >= 0 ? 0 : 1;
      assertThat(one.at("/usage/0")).isEqualTo(all.get("usage").get(mostExpensive));
      assertThat(one.at("/others/count").asInt()).isEqualTo(1);
      assertThat(new BigDecimal(one.at("/others/cost").asText()))
          .isEqualByComparingTo(cost(all, 1 - mostExpensive));
      assertThat(one.get("total")).isEqualTo(all.get("total"));
      JsonNode bill = server.get("/api/v1/projects/lab/bill?limit=1").json();
      assertThat(bill.get("rows")).hasSize(1);
      assertThat(sumOfRows(bill).add(new BigDecimal(bill.at("/others/cost").asText())))
          .isEqualByComparingTo(bill.get("total").asText());
      assertThat(server.get("/api/v1/usage?limit=0").status()).isEqualTo(400);
    }
  }

  @Test
  void rebuiltProjections_giveAnIdenticalBill() throws Exception {
    String before;
    try (TestServer server = new TestServer(home)) {
      runJob(server);
      before = csv(server);
    }
    for (String suffix : new String[] {"", "-wal", "-shm"}) {
      Files.deleteIfExists(home.resolve("projections.db" + suffix));
    }
    try (TestServer server = new TestServer(home)) {
      assertThat(csv(server)).isEqualTo(before);
    }
  }

  @Test
  void changedPrices_leaveEarlierUsageUnchanged() throws Exception {
    String before;
    try (TestServer server = new TestServer(home)) {
      runJob(server);
      before = csv(server);
    }
    Files.writeString(home.resolve("site.yaml"), "prices: {cpuHour: 1000}\n");
    try (TestServer server = new TestServer(home)) {
      assertThat(csv(server)).isEqualTo(before);
    }
  }

  @Test
  void usage_wrongDay_isRefused() throws Exception {
    try (TestServer server = new TestServer(home)) {
      assertThat(server.get("/api/v1/usage?since=yesterday").status()).isEqualTo(400);
    }
  }

  @Test
  void rank_seesItsJobsUsageSoFar_andTheAdministratorHasNoAttempt() throws Exception {
    try (TestServer server = new TestServer(home)) {
      JobId job = server.submit("name: train\nproject: lab\ncommand: [a]\nresources: {cpus: 1}");
      server.awaitState(job, "Running");
      String token = server.issued.ofAttempt(new AttemptId(job, 1), Duration.ofMinutes(1));

      BigDecimal first = joules(server, token);
      Thread.sleep(20);
      assertThat(joules(server, token)).isGreaterThan(first);
      assertThat(server.get("/api/v1/attempt/usage").status()).isEqualTo(404);
    }
  }

  private static BigDecimal joules(TestServer server, String token) throws Exception {
    JsonNode used =
        server
            .send(
                server
                    .request("/api/v1/attempt/usage")
                    .GET()
                    .setHeader("Authorization", "Bearer " + token))
            .json();
    assertThat(used.get("basis").asText()).isEqualTo("modelled");
    assertThat(new BigDecimal(used.get("cost").asText())).isPositive();
    return new BigDecimal(used.get("joules").asText());
  }

  private static void runJob(TestServer server) throws Exception {
    runJob(server, "train");
  }

  private static void runJob(TestServer server, String name) throws Exception {
    JobId job =
        server.submit(
            "name: %s\nproject: lab\ncommand: [a]\nresources: {devices: {kind: h100}}"
                .formatted(name));
    server.awaitState(job, "Running");
    Thread.sleep(20);
    server.engine.end(job, new RankExit.Exited(0));
    server.await(job);
  }

  private static String csv(TestServer server) throws Exception {
    String month = LocalDate.now(ZoneOffset.UTC).toString().substring(0, 7);
    return new String(
        server.get("/api/v1/projects/lab/bill?format=csv&month=" + month).response().body(),
        StandardCharsets.UTF_8);
  }

  private static BigDecimal cost(JsonNode usage, int account) {
    return new BigDecimal(usage.at("/usage/" + account + "/cost").asText());
  }

  private static int columns(String header) {
    return header.split(",", -1).length;
  }

  private static BigDecimal sumOfRows(JsonNode bill) {
    BigDecimal sum = BigDecimal.ZERO;
    for (JsonNode row : bill.get("rows")) {
      sum = sum.add(new BigDecimal(row.get("BilledCost").asText()));
    }
    return sum;
  }
}
