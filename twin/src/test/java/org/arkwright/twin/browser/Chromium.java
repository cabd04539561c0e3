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
 * A headless Chromium with a profile of its own and one page, driven over its debugging port: what
 * a reader would see, and what the browser complains of.
 */
final class Chromium implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final JsonMapper JSON = new JsonMapper();

  private final Process process;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<Integer, CompletableFuture<JsonNode>> asked = new ConcurrentHashMap<>();
  private final AtomicInteger questions = new AtomicInteger();
  private final List<String> complaints = new CopyOnWriteArrayList<>();
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

  /** Where it is installed; empty where it is not. */
  static Optional<Path> installed() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
        .flatMap(place -> Stream.of("chromium", "chromium-browser").map(Path.of(place)::resolve))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Starts it with a profile in that folder, which must be new, and its words in a file there. */
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
    Path said = profile.resolveSibling(profile.getFileName() + ".log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    try {
      // Two lines, once it listens: the port and the path.
      Path port = profile.resolve("DevToolsActivePort");
      long until = System.nanoTime() + PATIENCE.toNanos();
      while (!Files.exists(port) || Files.readAllLines(port).size() < 2) {
        assertThat(process.isAlive() && System.nanoTime() < until)
            .as(() -> "Chromium listens; it said: " + text(said))
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

  /** A screen of that size, light or dark as its owner likes it; pages that are open change. */
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

  /** Opens a page, and returns once all of it is there. */
  void open(URI page) throws Exception {
    complaints.clear();
    loaded = new CompletableFuture<>();
    JsonNode answer = ask("Page.navigate", Map.of("url", page.toString()));
    assertThat(answer.path("errorText").asText("")).as("error of %s", page).isEmpty();
    loaded.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  /** What an expression of JavaScript comes to on the page; an error in it fails. */
  JsonNode evaluate(String expression) throws Exception {
    JsonNode answer =
        ask("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true));
    assertThat(answer.has("exceptionDetails")).as("%s", answer).isFalse();
    return answer.path("result").path("value");
  }

  /** What the browser and the page's own scripts have complained of since it was opened. */
  List<String> complaints() {
    return List.copyOf(complaints);
  }

  /** Writes what is to be seen as PNG. */
  void picture(Path file) throws Exception {
    JsonNode answer = ask("Page.captureScreenshot", Map.of("captureBeyondViewport", true));
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.write(file, answer.path("data").binaryValue());
  }

  private JsonNode ask(String method, Map<String, ?> parameters) throws Exception {
    return ask(session, method, parameters);
  }

  private JsonNode ask(String within, String method, Map<String, ?> parameters) throws Exception {
    int number = questions.incrementAndGet();
    ObjectNode question = JSON.createObjectNode().put("id", number).put("method", method);
    if (!within.isEmpty()) {
      question.put("sessionId", within);
    }
    question.set("params", JSON.valueToTree(parameters));
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    asked.put(number, answer);
    socket.sendText(question.toString(), true).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    JsonNode message = answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertThat(message.has("error")).as("%s: %s", method, message.path("error")).isFalse();
    return message.path("result");
  }

  private void hear(JsonNode message) {
    JsonNode about = message.path("params");
    switch (message.path("method").asText("")) {
      case "" ->
          Optional.ofNullable(asked.remove(message.path("id").asInt()))
              .ifPresent(answer -> answer.complete(message));
      case "Page.loadEventFired" -> loaded.complete(null);
      case "Runtime.exceptionThrown" -> complaints.add("exception: " + about);
      case "Network.loadingFailed" -> complaints.add("not loaded: " + about);
      case "Runtime.consoleAPICalled" -> {
        if (List.of("error", "warning", "assert").contains(about.path("type").asText())) {
          complaints.add("console: " + about.path("args"));
        }
      }
      case "Log.entryAdded" -> {
        if (List.of("error", "warning").contains(about.path("entry").path("level").asText())) {
          complaints.add("log: " + about.path("entry"));
        }
      }
      default -> {
        // Much else happens in a browser.
      }
    }
  }

  /** Puts the pieces of a message together. */
  private final class Listener implements WebSocket.Listener {
    private final StringBuilder message = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence piece, boolean last) {
      message.append(piece);
      if (last) {
        try {
          hear(JSON.readTree(message.toString()));
        } catch (IOException e) {
          complaints.add("not understood: " + message);
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
