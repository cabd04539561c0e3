package org.arkwright.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Survival of a kill -9 of the server while the built-in trainer runs as a job and logs every step.
 */
@Timeout(value = 300, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TrainingSurvivalTest {
  private static final Duration TIMEOUT = Duration.ofMinutes(2);
  private static final int STEPS = 600;
  private static final int PAGE = 50_000;
  private static final JsonNode NO_POINTS = JsonNodeFactory.instance.arrayNode();

  private static final String JAVA_ARGUMENTS =
      "-XX:+UseSerialGC --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"
          + " -Dorg.bytedeco.openblas.load=mkl_rt -Dorg.bytedeco.javacpp.maxBytes=0"
          + " -Dorg.bytedeco.javacpp.maxPhysicalBytes=0";

  /** A model whose steps take a few milliseconds. */
  private static final String TRAINER_ARGUMENTS =
      "--log-steps 1 --vocabulary 300 --layers 2 --hidden 64 --intermediate 128 --heads 2"
          + " --context 32 --batch 16";

  @TempDir private Path folder;
  private TestHome site;
  private RetryingClient client;

  @BeforeEach
  void start() throws IOException {
    site = TestHome.start(folder.resolve("home"));
    client = new RetryingClient(site);
    Files.createDirectory(folder.resolve("data"));
    Files.writeString(
        folder.resolve("data/text.txt"),
        IntStream.range(0, 400)
            .mapToObj("the cat sat on mat number %d. "::formatted)
            .collect(Collectors.joining()));
  }

  @AfterEach
  void stop() {
    site.close();
  }

  @Test
  void training_serverKilledTwice_givesTheSameCurveAndModel() throws Exception {
    String undisturbed = train("undisturbed");
    awaitSucceeded(undisturbed);
    List<String> curve = curve(undisturbed);
    assertThat(curve).hasSize(STEPS);

    String interrupted = train("struck");
    awaitLogged(interrupted, 20);
    site.killServer();
    awaitLogged(interrupted, STEPS / 2);
    site.killServer();
    JsonNode job = awaitSucceeded(interrupted);

    assertThat(job.path("attempts").asInt()).isEqualTo(1);
    assertThat(curve(interrupted)).as("each step once, with its loss").isEqualTo(curve);
    assertThat(status(interrupted)).isEqualTo("FINISHED");
    JsonNode model = client.json("/api/v1/projects/default/artifacts/model/struck/1");
    assertThat(model.at("/lineage/job").asText()).isEqualTo(interrupted);
    assertThat(digest(model))
        .isEqualTo(digest(client.json("/api/v1/projects/default/artifacts/model/undisturbed/1")));
    assertThat(client.json("/api/v1/journal/verify").path("intact").asBoolean()).isTrue();
  }

  private String train(String name) {
    ObjectNode spec = JsonNodeFactory.instance.objectNode().put("name", name);
    ArrayNode command = spec.putArray("command");
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    List.of(JAVA_ARGUMENTS.split(" ")).forEach(command::add);
    command
        .add("-cp")
        .add(System.getProperty("java.class.path"))
        .add("org.arkwright.train.TrainMain");
    command.add("--data").add(folder.resolve("data").toString());
    command.add("--steps").add(Integer.toString(STEPS));
    List.of(TRAINER_ARGUMENTS.split(" ")).forEach(command::add);
    spec.putObject("resources").put("cpus", 1);
    spec.putObject("env").put("OMP_NUM_THREADS", "1").put("MKL_THREADING_LAYER", "GNU");
    spec.putObject("outputs").put("model", "model/" + name);
    return client.submit(spec.toString(), name);
  }

  private JsonNode awaitSucceeded(String job) {
    TestHome.await("training ends", TIMEOUT, () -> view(job).has("finishedAt"));
    JsonNode view = view(job);
    assertThat(view.path("state").asText())
        .as("%s%n%s", view, client.text("/api/v1/jobs/" + job + "/logs"))
        .isEqualTo("Succeeded");
    return view;
  }

  private void awaitLogged(String job, int steps) {
    TestHome.await(
        steps + " steps are logged",
        TIMEOUT,
        () -> view(job).path("attempts").asInt() > 0 && curve(job).size() >= steps);
  }

  private JsonNode view(String job) {
    return client.json("/api/v1/jobs/" + job);
  }

  /** Returns the logged steps and losses, in the order logged; empty while there is no run. */
  private List<String> curve(String job) {
    List<String> curve = new ArrayList<>();
    String path =
        "/api/2.0/mlflow/metrics/get-history?metric_key=loss&max_results=%d&run_id=%s-1"
            .formatted(PAGE, job);
    JsonNode history =
        client.jsonIfPresent(path).map(answer -> answer.path("metrics")).orElse(NO_POINTS);
    for (JsonNode point : history) {
      curve.add(point.path("step") + " " + point.path("value"));
    }
    return curve;
  }

  private String status(String job) {
    return client
        .json("/api/2.0/mlflow/runs/get?run_id=" + job + "-1")
        .at("/run/info/status")
        .asText();
  }

  private static String digest(JsonNode model) {
    for (JsonNode file : model.path("files")) {
      if (file.path("path").asText().equals("model.safetensors")) {
        return file.path("sha256").asText();
      }
    }
    throw new AssertionError("no weights in " + model);
  }
}
