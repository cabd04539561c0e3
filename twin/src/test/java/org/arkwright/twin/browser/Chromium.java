package org.arkwright.twin.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A headless Chromium with its own profile and one page, driven over its debugging port; returns
 * what a reader would see and what the browser reports as errors.
 */
final class Chromium implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final JsonMapper JSON = new JsonMapper();

  private final Process process;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<Integer, CompletableFuture<JsonNode>> pending = new ConcurrentHashMap<>();
  private final AtomicInteger requestIds = new AtomicInteger();
  private final List<String> problems = new CopyOnWriteArrayList<>();
  private final WebSocket socket;
  private final String session;
  private volatile CompletableFuture<Void> loaded = new CompletableFuture<>();

  private Chromium(Process process, URI address) throws Exception {
    this.process = process;
    socket =
        http.newWebSocketBuilder().buildAsync(address, new Listener()).get(60, TimeUnit.SECONDS);
    JsonNode target = ask("", "Target.createTarget", Map.of("url", "about:blank"));
    session =
        ask(
                "",
                "Target.attachToTarget",
                Map.of("targetId", target.path("targetId").asText(), "flatten", true))
            .path("sessionId")
            .asText();
    for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
      ask(domain + ".enable", Map.of());
    }
  }

  /** Where Chromium is installed; empty where it is not. */
  static Optional<Path> installed() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
        .flatMap(place -> Stream.of("chromium", "chromium-browser").map(Path.of(place)::resolve))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * Starts Chromium with a profile in the given new folder, and its output in a log file beside it.
   */
  static Chromium start(Path program, Path profile) throws Exception {
    List<String> command = new ArrayList<>(List.of(program.toString(), "--headless"));
    if (System.getProperty("user.name").equals("root")) {
      command.add("--no-sandbox"); // It refuses to start as root otherwise.
    }
    command.addAll(
        List.of(
            "--disable-gpu",
            "--disable-quic",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--remote-debugging-port=0",
            "--user-data-dir=" + Files.createDirectories(profile),
            "about:blank"));
    Path log = profile.resolveSibling(profile.getFileName() + ".log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      // Two lines, once it listens: the port and the path.
      Path port = profile.resolve("DevToolsActivePort");
      long until = System.nanoTime() + TIMEOUT.toNanos();
      while (!Files.exists(port) || Files.readAllLines(port).size() < 2) {
        assertThat(process.isAlive() && System.nanoTime() < until)
            .as(() -> "Chromium listens; its output: " + text(log))
            .isTrue();
        TimeUnit.MILLISECONDS.sleep(20);
      }
      List<String> lines = Files.readAllLines(port);
      return new Chromium(
          process, URI.create("ws://127.0.0.1:%s%s".formatted(lines.get(0), lines.get(1))));
    } catch (Exception | AssertionError e) {
      end(process);
      throw e;
    }
  }

  /** Sets the size of the screen and the colour scheme; open pages are updated. */
  Chromium screen(int width, int height, boolean dark) throws Exception {
    ask(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    ask(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
    return this;
  }

  /** Opens a page and returns once it is loaded. */
  void open(URI page) throws Exception {
    problems.clear();
    loaded = new CompletableFuture<>();
    JsonNode answer = ask("Page.navigate", Map.of("url", page.toString()));
    assertThat(answer.path("errorText").asText("")).as("error of %s", page).isEmpty();
    loaded.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
  }

  /** Evaluates a JavaScript expression on the page; fails on an error. */
  JsonNode evaluate(String expression) throws Exception {
    JsonNode answer =
        ask("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true));
    assertThat(answer.has("exceptionDetails")).as("%s", answer).isFalse();
    return answer.path("result").path("value");
  }

  /** The errors and warnings of the browser and the page's scripts since the page was opened. */
  List<String> problems() {
    return List.copyOf(problems);
  }

  /** Writes a screenshot as PNG. */
  void screenshot(Path file) throws Exception {
    JsonNode answer = ask("Page.captureScreenshot", Map.of("captureBeyondViewport", true));
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.write(file, answer.path("data").binaryValue());
  }

  private JsonNode ask(String method, Map<String, ?> parameters) throws Exception {
    return ask(session, method, parameters);
  }

  private JsonNode ask(String within, String method, Map<String, ?> parameters) throws Exception {
    int number = requestIds.incrementAndGet();
    ObjectNode request = JSON.createObjectNode().put("id", number).put("method", method);
    if (!within.isEmpty()) {
      request.put("sessionId", within);
    }
    request.set("params", JSON.valueToTree(parameters));
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    pending.put(number, answer);
    socket.sendText(request.toString(), true).get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    JsonNode message = answer.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    assertThat(message.has("error")).as("%s: %s", method, message.path("error")).isFalse();
    return message.path("result");
  }

  private void receive(JsonNode message) {
    JsonNode parameters = message.path("params");
    switch (message.path("method").asText("")) {
      case "" ->
          Optional.ofNullable(pending.remove(message.path("id").asInt()))
              .ifPresent(answer -> answer.complete(message));
      case "Page.loadEventFired" -> loaded.complete(null);
      case "Runtime.exceptionThrown" -> problems.add("exception: " + parameters);
      case "Network.loadingFailed" -> problems.add("not loaded: " + parameters);
      case "Runtime.consoleAPICalled" -> {
        if (List.of("error", "warning", "assert").contains(parameters.path("type").asText())) {
          problems.add("console: " + parameters.path("args"));
        }
      }
      case "Log.entryAdded" -> {
        if (List.of("error", "warning").contains(parameters.path("entry").path("level").asText())) {
          problems.add("log: " + parameters.path("entry"));
        }
      }
      default -> {
        // Other events are of no interest.
      }
    }
  }

  /** Assembles the fragments of a message. */
  private final class Listener implements WebSocket.Listener {
    private final StringBuilder message = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence piece, boolean last) {
      message.append(piece);
      if (last) {
        try {
          receive(JSON.readTree(message.toString()));
        } catch (IOException e) {
          problems.add("not understood: " + message);
        }
        message.setLength(0);
      }
      from.request(1);
      return CompletableFuture.completedFuture(null);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static void end(Process process) throws InterruptedException {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroy();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    children.forEach(ProcessHandle::destroyForcibly);
  }

  @Override
  public void close() throws InterruptedException {
    socket.abort();
    http.close();
    end(process);
  }
}
