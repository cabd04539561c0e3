package org.arkwright.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Survival of a kill -9 of the server, and of the gateway in it, during a streamed chat. */
@Timeout(value = 150, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@Tag("python")
class StreamSurvivalTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final String PATH = "/api/v1/projects/default/deployments/echo";
  private static final int COMPLETE_TOKENS = 5;

  /**
   * A replica that streams as many pieces as the last message says, and records its starts and
   * clients that left early.
   */
  private static final String REPLICA =
      """
      import http.server, json, os, sys, time
      def note(word):
        with open(sys.argv[2], 'a') as notes: notes.write(word + '\\n')
      class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
          self.send_response(200); self.send_header('content-length', '0'); self.end_headers()
        def do_POST(self):
          request = json.loads(self.rfile.read(int(self.headers['content-length'])))
          pieces = int(request['messages'][-1]['content'])
          self.send_response(200); self.send_header('content-type', 'text/event-stream')
          self.end_headers()
          try:
            for piece in range(pieces):
              self.event({'choices': [{'index': 0, 'delta': {'content': 'piece %d ' % piece}}]})
              time.sleep(0.02)
            usage = {'prompt_tokens': 1, 'completion_tokens': pieces, 'total_tokens': pieces + 1}
            self.event({'choices': [], 'usage': usage})
            self.wfile.write(b'data: [DONE]\\n\\n')
          except OSError:
            note('left early')
        def event(self, message):
          self.wfile.write(('data: %s\\n\\n' % json.dumps(message)).encode())
        def log_message(self, *words): pass
      server = http.server.ThreadingHTTPServer(('127.0.0.1', int(sys.argv[1])), Handler)
      note('start')
      server.serve_forever()
      """;

  @TempDir private Path folder;
  private TestHome site;
  private RetryingClient client;
  private String key;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @BeforeEach
  void start() throws IOException {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/python3")), "there is no python3 to run the replica");
    site = TestHome.start(folder.resolve("home"));
    client = new RetryingClient(site);
    Path script = folder.resolve("replica.py");
    Files.writeString(script, REPLICA);
    client.change(
        "PUT",
        PATH,
        "{\"command\": [\"python3\", \"%s\", \"{port}\", \"%s\"], \"resources\": {\"cpus\": 0.1}}"
            .formatted(script, folder.resolve("notes")));
    awaitReady();
    key = client.change("POST", "/api/v1/keys", "{\"name\": \"chat\"}").path("key").asText();
  }

  @AfterEach
  void stop() {
    http.close();
    if (site != null) {
      site.close();
    }
  }

  @Test
  void stream_serverKilled_failsVisiblyAndIsNotBilled_andTheSameReplicaAnswersTheNext()
      throws Exception {
    String replica = replica();
    String gateway = site.gateway().orElseThrow();
    assertThat(complete(COMPLETE_TOKENS)).contains("piece 4 ", "data: [DONE]");

    try (InputStream broken = open(1_000_000).body();
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(broken, StandardCharsets.UTF_8))) {
      assertThat(lines.readLine()).contains("piece 0 ");
      site.killServer();
      // The stream neither ends normally nor hangs.
      assertThatThrownBy(() -> readToEnd(lines)).isInstanceOf(IOException.class);
    }

    awaitReady();
    assertThat(site.gateway()).as("the gateway keeps its address").hasValue(gateway);
    TestHome.await(
        "the next request is answered",
        TIMEOUT,
        () -> complete(COMPLETE_TOKENS).contains("[DONE]"));
    TestHome.await("the replica stops writing", TIMEOUT, () -> notes().contains("left early"));
    assertThat(replica()).isEqualTo(replica);
    assertThat(notes()).containsExactly("start", "left early");

    TestHome.await(
        "both complete responses are posted", TIMEOUT, () -> client.posted("requests") >= 2);
    TimeUnit.SECONDS.sleep(2); // A duplicate would arrive now.
    assertThat(client.posted("requests")).isEqualTo(2);
    assertThat(client.posted("tokens-in")).isEqualTo(2);
    assertThat(client.posted("tokens-out")).isEqualTo(2 * COMPLETE_TOKENS);
  }

  private void awaitReady() {
    TestHome.await(
        "the deployment is ready",
        TIMEOUT,
        () -> client.json(PATH).path("state").asText().equals("Ready"));
  }

  /** Returns the replica's job and the number of its attempts. */
  private String replica() {
    String job = client.json(PATH).path("replicas").path(0).path("job").asText();
    return job + " " + client.json("/api/v1/jobs/" + job).path("attempts");
  }

  private HttpResponse<InputStream> open(int pieces) throws IOException {
    String body =
        """
        {"model": "echo", "stream": true, "messages": [{"role": "user", "content": "%d"}]}
        """
            .formatted(pieces);
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(
                    site.gateway().orElseThrow(() -> new IOException("no gateway"))
                        + "/v1/chat/completions"))
            .header("Authorization", "Bearer " + key)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofInputStream());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** Returns a complete stream; empty when there is no response. */
  private String complete(int pieces) {
    try (InputStream body = open(pieces).body()) {
      return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException _) {
      return "";
    }
  }

  private static void readToEnd(BufferedReader lines) throws IOException {
    String line = lines.readLine();
    while (line != null) {
      assertThat(line).doesNotContain("[DONE]");
      line = lines.readLine();
    }
  }

  private List<String> notes() {
    try {
      return Files.readAllLines(folder.resolve("notes"));
    } catch (IOException _) {
      return List.of();
    }
  }
}
