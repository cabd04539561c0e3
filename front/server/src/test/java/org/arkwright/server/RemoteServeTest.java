package org.arkwright.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.arkwright.model.id.JobId;
import org.arkwright.protocol.TerminalFrame;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What runs on another machine is reached through the connections of that machine's worker. */
@Timeout(value = 300, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RemoteServeTest {
  private final HttpClient http = HttpClient.newHttpClient();

  @TempDir private Path folder;
  private RemoteSite site;

  @BeforeEach
  void open() throws Exception {
    assumeTrue(RemoteSite.isPossible(), "skipped: this process may not give others a host name");
    site = new RemoteSite(folder);
  }

  @AfterEach
  void close() {
    if (site != null) {
      site.close();
    }
  }

  @Test
  void webServerOfADeployment_answersBelowServe_throughTheWorkersConnection() throws Exception {
    site.join("far-1");
    Path pages = Files.createDirectory(folder.resolve("pages"));
    Files.writeString(pages.resolve("small.txt"), "from far away");
    byte[] large = new byte[5 << 20];
    new Random(7).nextBytes(large);
    Files.write(pages.resolve("large.bin"), large);
    var _ =
        site.change(
            "PUT",
            "/api/v1/projects/default/deployments/pages",
            """
            command: [sh, -c, "exec %s -m jdk.httpserver -p $ARKWRIGHT_PORT -b 127.0.0.1 -d %s"]
            probes: {path: /small.txt}
            resources: {cpus: 1}
            """
                .formatted(Path.of(System.getProperty("java.home"), "bin", "java"), pages));
    String key = site.change("POST", "/api/v1/keys", "{name: reader}").path("key").asText();

    RemoteSite.until("it answers", () -> get(key, "small.txt").statusCode() == 200);
    assertThat(new String(get(key, "small.txt").body(), StandardCharsets.UTF_8))
        .isEqualTo("from far away");
    List<CompletableFuture<HttpResponse<byte[]>>> answers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      answers.add(CompletableFuture.supplyAsync(() -> get(key, "large.bin")));
    }
    for (CompletableFuture<HttpResponse<byte[]>> answer : answers) {
      assertThat(answer.get().body()).isEqualTo(large);
    }
    var _ = site.change("DELETE", "/api/v1/projects/default/deployments/pages", "");
  }

  private HttpResponse<byte[]> get(String key, String page) {
    try {
      return http.send(
          HttpRequest.newBuilder(URI.create(site.gateway() + "/serve/pages/" + page))
              .header("Authorization", "Bearer " + key)
              .build(),
          HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void terminal_isOnTheHostOfItsRank() throws Exception {
    site.join("far-1");
    JobId job = site.submit("{name: long, command: [sleep, '600'], resources: {cpus: 1}}");
    site.awaitState(job, "Running");

    HttpResponse<byte[]> answer =
        http.send(
            HttpRequest.newBuilder(
                    site.url().resolve("/api/v1/jobs/" + job + "/terminals?command=hostname"))
                .header("Authorization", "Bearer secret")
                .POST(HttpRequest.BodyPublishers.noBody())
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());

    DataInputStream in = new DataInputStream(new ByteArrayInputStream(answer.body()));
    StringBuilder said = new StringBuilder();
    for (Optional<TerminalFrame> frame = TerminalFrame.read(in);
        frame.isPresent();
        frame = TerminalFrame.read(in)) {
      if (frame.get() instanceof TerminalFrame.Bytes(byte[] bytes)) {
        said.append(new String(bytes, StandardCharsets.UTF_8));
      }
    }
    assertThat(said.toString().strip()).isEqualTo("far-1");
  }
}
