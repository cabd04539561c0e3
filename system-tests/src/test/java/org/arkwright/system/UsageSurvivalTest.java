package org.arkwright.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Survival of a kill -9 of the server, and of the gateway in it, during client requests. */
@Timeout(value = 150, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@Tag("python")
@Tag("kills")
class UsageSurvivalTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final int KILLS = Integer.getInteger("arkwright.kills", 3);
  private static final int RESPONSES_BETWEEN = 40;
  private static final String PATH = "/api/v1/projects/default/deployments/echo";

  /** A replica that reports three tokens for each response. */
  private static final String REPLICA =
      """
      import http.server, sys
      USAGE = b'{"prompt_tokens": 2, "completion_tokens": 1, "total_tokens": 3}'
      ANSWER = b'{"choices": [], "usage": ' + USAGE + b'}'
      class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = 'HTTP/1.1'
        def do_GET(self):
          self.answer(b'')
        def do_POST(self):
          self.rfile.read(int(self.headers['content-length']))
          self.answer(ANSWER)
        def answer(self, body):
          self.send_response(200)
          self.send_header('content-type', 'application/json')
          self.send_header('content-length', str(len(body)))
          self.end_headers()
          self.wfile.write(body)
        def log_message(self, *words): pass
      http.server.ThreadingHTTPServer(('127.0.0.1', int(sys.argv[1])), Handler).serve_forever()
      """;

  @TempDir private Path folder;
  private Optional<TestHome> site = Optional.empty();
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong answered = new AtomicLong();

  @AfterEach
  void stop() {
    site.ifPresent(TestHome::close);
  }

  @Test
  void everyResponse_isBilledOnce_howeverOftenTheGatewayDies() throws Exception {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/python3")), "there is no python3 to run the replica");
    TestHome running = TestHome.start(folder.resolve("home"));
    site = Optional.of(running);
    RetryingClient client = new RetryingClient(running);
    Path script = folder.resolve("replica.py");
    Files.writeString(script, REPLICA);
    client.change(
        "PUT",
        PATH,
        "{\"command\": [\"python3\", \"%s\", \"{port}\"], \"resources\": {\"cpus\": 0.1}}"
            .formatted(script));
    TestHome.await(
        "the deployment is ready",
        TIMEOUT,
        () -> client.json(PATH).path("state").asText().equals("Ready"));
    String key = client.change("POST", "/api/v1/keys", "{\"name\": \"load\"}").path("key").asText();

    AtomicBoolean stopped = new AtomicBoolean();
    Thread load = Thread.ofVirtual().start(() -> sendUntil(stopped, running, key));
    for (int i = 0; i < KILLS; i++) {
      long goal = answered.get() + RESPONSES_BETWEEN;
      TestHome.await("requests are answered", TIMEOUT, () -> answered.get() >= goal);
      running.killServer();
    }
    long goal = answered.get() + RESPONSES_BETWEEN;
    TestHome.await("requests are answered again", TIMEOUT, () -> answered.get() >= goal);
    stopped.set(true);
    load.join();

    // A request whose response was lost in a kill may or may not have been posted.
    TestHome.await(
        "every answered request is posted",
        TIMEOUT,
        () -> client.posted("requests") >= answered.get());
    TimeUnit.SECONDS.sleep(2); // A duplicate would arrive now.
    long requests = client.posted("requests");
    assertThat(requests).isBetween(answered.get(), sent.get());
    assertThat(client.posted("tokens-in")).isEqualTo(2 * requests);
    assertThat(client.posted("tokens-out")).isEqualTo(requests);
  }

  private void sendUntil(AtomicBoolean stopped, TestHome running, String key) {
    try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      while (!stopped.get()) {
        Optional<String> gateway = running.gateway();
        if (gateway.isEmpty() || !send(http, gateway.get(), key)) {
          TimeUnit.MILLISECONDS.sleep(20);
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean send(HttpClient http, String gateway, String key) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(gateway + "/v1/chat/completions"))
            .header("Authorization", "Bearer " + key)
            .POST(HttpRequest.BodyPublishers.ofString("{\"model\": \"echo\", \"messages\": []}"))
            .build();
    try {
      sent.incrementAndGet();
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        sent.decrementAndGet(); // Refused while the site starts: no replica has seen it.
        return false;
      }
      answered.incrementAndGet();
      return true;
    } catch (ConnectException _) {
      sent.decrementAndGet();
      return false;
    } catch (IOException _) {
      return false; // Connection lost: the request may or may not have been served.
    }
  }
}
