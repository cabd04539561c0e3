package org.arkwright.bench.gpu;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.arkwright.bench.gpu.Report.CheckException;

/**
 * The product under test: its command, and its API for what is asked often.
 *
 * @param ark the command
 * @param home its home folder
 * @param probe the words that start {@link DeviceProbe}
 * @param folder where ranks leave what they found
 * @param variables for ranks, beside those that they get anyway
 */
record Product(
    Path ark, Path home, List<String> probe, Path folder, Map<String, String> variables) {
  private static final JsonMapper JSON = new JsonMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Duration COMMAND_MAX = Duration.ofMinutes(2);
  private static final List<String> FINAL = List.of("Succeeded", "Failed", "Cancelled");

  /** Runs the command, and returns what it printed. */
  String ark(String... words) throws IOException, InterruptedException, CheckException {
    List<String> line = new ArrayList<>(List.of(ark.toString(), "--home", home.toString()));
    line.addAll(List.of(words));
    Path out = Files.createTempFile(folder, "out", "");
    Process process =
        new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(out.toFile()).start();
    if (!process.waitFor(COMMAND_MAX.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new CheckException("`arkwright " + String.join(" ", words) + "` does not end");
    }
    String text = Files.readString(out);
    Files.delete(out);
    if (process.exitValue() != 0) {
      throw new CheckException(
          "`arkwright %s` ended with %d: %s"
              .formatted(String.join(" ", words), process.exitValue(), text));
    }
    return text;
  }

  JsonNode get(String path) throws IOException, InterruptedException, CheckException {
    return JSON.readTree(send(request(path).GET()));
  }

  /** Returns an answer of one object a line. */
  List<JsonNode> lines(String path) throws IOException, InterruptedException, CheckException {
    List<JsonNode> all = new ArrayList<>();
    for (String line : send(request(path).GET()).lines().toList()) {
      if (!line.isBlank()) {
        all.add(JSON.readTree(line));
      }
    }
    return all;
  }

  private HttpRequest.Builder request(String path) throws IOException {
    JsonNode server = JSON.readTree(Files.readAllBytes(home.resolve("server.json")));
    return HttpRequest.newBuilder(URI.create(server.path("url").asText() + "/api/v1" + path))
        .timeout(Duration.ofSeconds(60))
        .header("Authorization", "Bearer " + Files.readString(home.resolve("admin.token")).strip());
  }

  private static String send(HttpRequest.Builder request)
      throws IOException, InterruptedException, CheckException {
    HttpResponse<String> answer =
        HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    if (answer.statusCode() / 100 != 2) {
      throw new CheckException(
          "%s answered %d: %s".formatted(answer.uri(), answer.statusCode(), answer.body()));
    }
    return answer.body();
  }

  /**
   * Submits a job of this benchmark's program.
   *
   * @param devices for each rank; 0 for none
   * @param share thousandths of one device
   * @return its id
   */
  String submit(String name, int ranks, int devices, int share, String... words)
      throws IOException, InterruptedException, CheckException {
    ObjectNode spec = JSON.createObjectNode().put("name", name).put("ranks", ranks);
    ObjectNode resources = spec.putObject("resources").put("cpus", 0.1);
    if (devices > 0) {
      resources.putObject("devices").put("count", devices).put("share", share);
    }
    ArrayNode command = spec.putArray("command");
    probe.forEach(command::add);
    command.add(folder.toString());
    List.of(words).forEach(command::add);
    ObjectNode env = spec.putObject("env");
    variables.forEach(env::put);
    HttpRequest.Builder request =
        request("/jobs")
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(spec.toString()));
    return JSON.readTree(send(request)).path("id").asText();
  }

  JsonNode job(String id) throws IOException, InterruptedException, CheckException {
    return get("/jobs/" + id);
  }

  /** Waits until a job is in that state; fails when it ends in another, or stays in another. */
  JsonNode await(String id, String state, Duration atMost)
      throws IOException, InterruptedException, CheckException {
    long until = System.nanoTime() + atMost.toNanos();
    while (true) {
      JsonNode job = job(id);
      String now = job.path("state").asText();
      if (now.equals(state)) {
        return job;
      }
      if (FINAL.contains(now) || System.nanoTime() - until > 0) {
        throw new CheckException(
            "job %s is %s, expected %s: %s"
                .formatted(
                    job.path("name").asText(),
                    now,
                    state,
                    job.path("cause").path("text").asText(job.path("reason").toString())));
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  DeviceProbe.Left left(String job, int rank) throws IOException {
    return DeviceProbe.Left.of(folder, job, rank);
  }

  /** The process of the worker, as its home records it; 0 if there is none. */
  long worker() throws IOException {
    Path file = home.resolve("worker/worker.json");
    return Files.exists(file) ? JSON.readTree(Files.readAllBytes(file)).path("pid").asLong() : 0;
  }
}
