package org.arkwright.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.model.job.RankExit;
import org.arkwright.server.TestServer;
import org.arkwright.server.TestServer.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrackingApiTest {
  private static final String ROOT = "/api/2.0/mlflow/";

  @TempDir Path home;
  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    server = new TestServer(home);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void run_loggedStepByStep_isReadBackWithItsHistory() throws Exception {
    String experiment =
        post("experiments/create", "{\"name\": \"lm\"}").get("experiment_id").asText();
    String run =
        post(
                "runs/create",
                "{\"experiment_id\": \"%s\", \"run_name\": \"a\"}".formatted(experiment))
            .at("/run/info/run_id")
            .asText();
    for (int step = 0; step < 3; step++) {
      post(
          "runs/log-metric",
          "{\"run_id\":\"%s\",\"key\":\"loss\",\"value\":%s,\"timestamp\":%d,\"step\":%d}"
              .formatted(run, step == 2 ? "\"NaN\"" : "0.5", 100 + step, step));
    }
    post(
        "runs/log-batch",
        """
        {"run_id":"%s","metrics":[{"key":"acc","value":0.9,"timestamp":5,"step":1}],
         "params":[{"key":"lr","value":"0.1"}],"tags":[{"key":"team","value":"nlp"}]}
        """
            .formatted(run));

    JsonNode history = get("metrics/get-history?metric_key=loss&run_id=" + run);
    assertThat(history.get("metrics")).hasSize(3);
    assertThat(history.at("/metrics/1/step").asInt()).isEqualTo(1);
    assertThat(history.at("/metrics/2/value").asText()).isEqualTo("NaN");
    JsonNode page = get("metrics/get-history?metric_key=loss&max_results=2&run_id=" + run);
    JsonNode rest =
        get(
            "metrics/get-history?metric_key=loss&run_id=%s&page_token=%s"
                .formatted(run, page.get("next_page_token").asText()));
    assertThat(rest.get("metrics")).hasSize(1);
    JsonNode found =
        post(
            "runs/search",
            "{\"experiment_ids\":[\"%s\"],\"filter\":\"metrics.acc > 0.5 and params.lr = '0.1'\"}"
                .formatted(experiment));
    assertThat(found.at("/runs/0/info/run_id").asText()).isEqualTo(run);
    assertThat(
            post(
                    "runs/search",
                    "{\"experiment_ids\":[\"%s\"],\"filter\":\"metrics.acc > 0.95\"}"
                        .formatted(experiment))
                .get("runs"))
        .isEmpty();
  }

  private String newRun() throws Exception {
    String experiment =
        post("experiments/create", "{\"name\": \"lm\"}").get("experiment_id").asText();
    return post("runs/create", "{\"experiment_id\": \"%s\"}".formatted(experiment))
        .at("/run/info/run_id")
        .asText();
  }

  @Test
  void metric_sentTwice_isStoredOnce() throws Exception {
    String run = newRun();
    String batch =
        """
        {"run_id":"%s","metrics":[{"key":"loss","value":0.9,"timestamp":5,"step":1},
         {"key":"loss","value":0.8,"timestamp":6,"step":1},
         {"key":"loss","value":"NaN","timestamp":7,"step":2}]}
        """
            .formatted(run);
    post("runs/log-batch", batch);
    post("runs/log-batch", batch);

    JsonNode history = get("metrics/get-history?metric_key=loss&run_id=" + run).get("metrics");
    assertThat(history).hasSize(3);
    assertThat(history.at("/1/value").asDouble()).isEqualTo(0.8);
  }

  @Test
  void badRequests_areRefusedAsByMlflow_andStoreNothing() throws Exception {
    String run = newRun();

    refused(
        400,
        "INVALID_PARAMETER_VALUE",
        "runs/log-batch",
        ("{\"run_id\":\"%s\",\"metrics\":"
                + "[{\"key\":\"ok\",\"value\":1},{\"key\":\"x\",\"value\":\"high\"}]}")
            .formatted(run));
    refused(
        400,
        "INVALID_PARAMETER_VALUE",
        "runs/log-batch",
        "{\"run_id\":\"%s\",\"metrics\":5}".formatted(run));
    refused(400, "INVALID_PARAMETER_VALUE", "runs/log-batch", "not json");
    refused(
        400, "INVALID_PARAMETER_VALUE", "experiments/create", "{\"name\": \"a\"}{\"name\": \"b\"}");
    refused(400, "RESOURCE_ALREADY_EXISTS", "experiments/create", "{\"name\": \"lm\"}");
    refused(
        404,
        "RESOURCE_DOES_NOT_EXIST",
        "runs/log-metric",
        "{\"run_id\":\"x\",\"key\":\"k\",\"value\":1}");
    post("runs/log-parameter", "{\"run_id\":\"%s\",\"key\":\"lr\",\"value\":\"1\"}".formatted(run));
    refused(
        400,
        "INVALID_PARAMETER_VALUE",
        "runs/log-parameter",
        "{\"run_id\":\"%s\",\"key\":\"lr\",\"value\":\"2\"}".formatted(run));
    assertThat(get("metrics/get-history?metric_key=ok&run_id=" + run).get("metrics")).isEmpty();
    assertThat(server.get(ROOT + "experiments/get-by-name?experiment_name=no").status())
        .isEqualTo(404);
  }

  @Test
  void rank_logsToItsOwnRun_untilItsAttemptEnds() throws Exception {
    JobId job = server.submit("name: train\nproject: lab\ncommand: [a]");
    server.awaitState(job, "Running");
    String token = server.issued.ofAttempt(new AttemptId(job, 1), Duration.ofMinutes(1));
    String run = job + "-1";

    Reply logged = asRank(token, "runs/log-metric", metric(run));
    assertThat(logged.status()).isEqualTo(200);
    JsonNode info = get("runs/get?run_id=" + run).at("/run/info");
    assertThat(info.get("status").asText()).isEqualTo("RUNNING");
    assertThat(info.has("end_time")).isFalse();
    assertThat(
            server
                .get(
                    ROOT + "experiments/get-by-name?experiment_name=train",
                    "x-mlflow-workspace",
                    "lab")
                .status())
        .isEqualTo(200);
    assertThat(asRank(token, "runs/log-metric", metric(job + "-2")).status()).isEqualTo(404);

    server.engine.end(job, new RankExit.Exited(1));
    server.await(job);
    assertThat(asRank(token, "runs/log-metric", metric(run)).status()).isEqualTo(403);
    assertThat(get("runs/get?run_id=" + run).at("/run/info/status").asText()).isEqualTo("FAILED");
  }

  @Test
  void rank_whoseJobNamesAnExperiment_logsThere() throws Exception {
    JobId job = server.submit("name: lr-1\ncommand: [a]\nenv: {MLFLOW_EXPERIMENT_NAME: A sweep}");
    server.awaitState(job, "Running");
    String run = job + "-1";
    asRank(
        server.issued.ofAttempt(new AttemptId(job, 1), Duration.ofMinutes(1)),
        "runs/log-metric",
        metric(run));

    JsonNode info = get("runs/get?run_id=" + run).at("/run/info");
    JsonNode sweep = get("experiments/get-by-name?experiment_name=A%20sweep");
    assertThat(info.path("experiment_id"))
        .isEqualTo(sweep.at("/experiment/experiment_id"))
        .isNotEqualTo("");
    assertThat(info.path("run_name").asText()).isEqualTo("lr-1-1");
  }

  @Test
  void rank_seesNoOtherProject_andNoOtherPartOfTheApi() throws Exception {
    String experiment =
        post("experiments/create", "{\"name\": \"theirs\"}").get("experiment_id").asText();
    JobId job = server.submit("name: train\nproject: lab\ncommand: [a]");
    server.awaitState(job, "Running");
    String token = server.issued.ofAttempt(new AttemptId(job, 1), Duration.ofMinutes(1));

    assertThat(
            asRank(token, "runs/create", "{\"experiment_id\":\"%s\"}".formatted(experiment))
                .status())
        .isEqualTo(404);
    Reply stranger = asRank(token + "x", "experiments/search", "{}");
    assertThat(stranger.status()).isEqualTo(401);
    assertThat(stranger.json().path("error_code").asText()).isEqualTo("UNAUTHENTICATED");
    assertThat(stranger.json().path("message").asText()).contains("MLFLOW_TRACKING_TOKEN");
    assertThat(
            server
                .send(
                    server
                        .request("/api/v1/jobs")
                        .GET()
                        .setHeader("Authorization", "Bearer " + token))
                .status())
        .isEqualTo(401);
  }

  @Test
  void restart_keepsAcknowledgedData() throws Exception {
    String experiment =
        post("experiments/create", "{\"name\": \"lm\"}").get("experiment_id").asText();
    server.close();
    server = new TestServer(home);
    assertThat(get("experiments/get?experiment_id=" + experiment).at("/experiment/name").asText())
        .isEqualTo("lm");
  }

  private static String metric(String run) {
    return "{\"run_id\":\"%s\",\"key\":\"loss\",\"value\":1,\"timestamp\":1,\"step\":1}"
        .formatted(run);
  }

  private Reply asRank(String token, String path, String body) throws Exception {
    return server.send(
        server
            .request(ROOT + path)
            .POST(BodyPublishers.ofString(body))
            .setHeader("Authorization", "Bearer " + token));
  }

  private JsonNode post(String path, String body) throws Exception {
    Reply reply = server.post(ROOT + path, body);
    assertThat(reply.status()).as("%s", reply.json()).isEqualTo(200);
    return reply.json();
  }

  private JsonNode get(String path) throws Exception {
    Reply reply = server.get(ROOT + path);
    assertThat(reply.status()).as("%s", reply.json()).isEqualTo(200);
    return reply.json();
  }

  private void refused(int status, String code, String path, String body) throws Exception {
    Reply reply = server.post(ROOT + path, body);
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.json().path("error_code").asText()).isEqualTo(code);
  }
}
