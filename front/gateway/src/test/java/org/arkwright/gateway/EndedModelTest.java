package org.arkwright.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.arkwright.gateway.route.Backend;
import org.arkwright.llama.Llama;
import org.arkwright.llama.TinyGguf;
import org.arkwright.serve.child.AbortingChild;
import org.arkwright.serve.child.ChildTextModel;
import org.arkwright.serve.openai.ReplicaServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A request that ends a model's process, with 32 streams of others open: two real replicas behind
 * the gateway, whose models die by C's abort at what no request should be able to do.
 */
final class EndedModelTest {
  private static final int STREAMS = 32;
  private static final String ENDS = "{\"model\":\"chat\",\"prompt\":\"ABORT\",\"max_tokens\":5%s}";

  @TempDir private Path folder;
  private final List<ChildTextModel> models = new ArrayList<>();
  private final List<ReplicaServer> replicas = new ArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private GatewayHarness harness;

  @BeforeEach
  void start() throws Exception {
    assumeTrue(Llama.isAvailable(), Llama::problem);
    harness = new GatewayHarness(folder.resolve("spool"));
    Path model = new TinyGguf(2, 64, 512, true).writeInto(folder).resolve("model.gguf");
    for (int i = 0; i < 2; i++) {
      models.add(ChildTextModel.start(AbortingChild.command(model, STREAMS / 2)));
      replicas.add(ReplicaServer.text(0, Optional.empty(), "chat", models.getLast()));
    }
    harness.route(false, backend(0), backend(1));
  }

  private Backend backend(int replica) {
    return new Backend(
        "replica-" + replica,
        URI.create("http://127.0.0.1:" + replicas.get(replica).port()),
        Optional.empty(),
        "chat");
  }

  @AfterEach
  void stop() {
    replicas.forEach(ReplicaServer::close);
    models.forEach(ChildTextModel::close);
    if (harness != null) {
      harness.close();
    }
    threads.shutdownNow();
  }

  /** All lines of a stream, once it has ended. */
  private CompletableFuture<String> stream(int number, CountDownLatch begun) {
    return CompletableFuture.supplyAsync(
        () -> {
          String body =
              ("{\"model\":\"chat\",\"prompt\":\"stream %d\",\"max_tokens\":400,\"temperature\":0,"
                      + "\"stream\":true}")
                  .formatted(number);
          try {
            HttpResponse<InputStream> answer =
                harness.http.send(
                    harness.request("/v1/completions").POST(BodyPublishers.ofString(body)).build(),
                    BodyHandlers.ofInputStream());
            StringBuilder all = new StringBuilder();
            try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
              for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (all.isEmpty()) {
                  begun.countDown();
                }
                all.append(line).append('\n');
              }
            }
            return all.toString();
          } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
          }
        },
        threads);
  }

  private HttpResponse<String> endModel(String fields) throws Exception {
    return harness.post("/v1/completions", ENDS.formatted(fields));
  }

  @Test
  void requestThatEndsAModel_meetsOneReplica_andIsRefusedAfterwards() throws Exception {
    CountDownLatch begun = new CountDownLatch(STREAMS);
    List<CompletableFuture<String>> streams = new ArrayList<>();
    for (int i = 0; i < STREAMS; i++) {
      streams.add(stream(i, begun));
    }
    assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();

    HttpResponse<String> ended = endModel("");
    assertThat(ended.statusCode()).isEqualTo(500);
    assertThat(ended.body()).contains("request_ended_model", "exit code 134");
    assertThat(ended.headers().firstValue("x-request-id")).isPresent();
    assertThat(ended.headers().firstValue("x-arkwright-ended-model")).isEmpty();
    for (int i = 0; i < 3; i++) {
      HttpResponse<String> again = endModel("");
      assertThat(again.statusCode()).isEqualTo(422);
      assertThat(again.body()).contains("request_ended_model", "refused until");
    }

    List<String> all = streams.stream().map(CompletableFuture::join).toList();
    assertThat(all).allMatch(text -> text.contains("[DONE]"));
    long broken = all.stream().filter(text -> text.contains("model_ended")).count();
    long whole =
        all.stream().filter(text -> text.matches("(?s).*\"finish_reason\":\"\\w+.*")).count();
    assertThat(broken).isBetween(1L, STREAMS - 8L); // About half: those of one replica.
    assertThat(broken + whole).isEqualTo(STREAMS);
    assertThat(harness.post("/v1/completions", ENDS.formatted("").replace("ABORT", "fine")))
        .extracting(HttpResponse::statusCode)
        .isEqualTo(200);
  }

  @Test
  void streamThatEndsAModelInItsMiddle_isRefusedAfterwards() throws Exception {
    String late = ",\"stream\":true,\"stop\":[\"LATE\"],\"seed\":1,\"max_tokens\":50";
    String body = "{\"model\":\"chat\",\"prompt\":\"abc\"" + late + "}";
    HttpResponse<String> ended = harness.post("/v1/completions", body);
    assertThat(ended.statusCode()).isEqualTo(200);
    assertThat(ended.body()).contains("request_ended_model");
    assertThat(harness.post("/v1/completions", body).statusCode()).isEqualTo(422);
    assertThat(harness.post("/v1/completions", body.replace("LATE", "other")).statusCode())
        .isEqualTo(200);
  }
}
