package org.arkwright.artifact.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.arkwright.artifact.ArtifactStore;
import org.arkwright.artifact.ImportProgress;
import org.arkwright.artifact.Manifest;
import org.arkwright.artifact.blob.ArtifactException;
import org.arkwright.model.artifact.ArtifactKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models of a hub: whether one is of use here is known before its weights are downloaded. */
final class RepositoryModelTest {
  @TempDir private Path folder;
  private final Map<String, byte[]> files = new LinkedHashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private HttpServer hub;

  @BeforeEach
  void start() throws IOException {
    byte[] header =
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}".getBytes(UTF_8);
    ByteBuffer weights = ByteBuffer.allocate(12 + header.length).order(ByteOrder.LITTLE_ENDIAN);
    // Hubs list by name, so that other files come before the config.
    files.put("a.txt", "readme".getBytes(UTF_8));
    files.put("config.json", new byte[0]);
    files.put("model.safetensors", weights.putLong(header.length).put(header).array());
    files.put("tokenizer.json", "{}".getBytes(UTF_8));
    hub = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    hub.createContext("/", this::answer);
    hub.start();
  }

  @AfterEach
  void stop() {
    hub.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String name = path.substring(path.lastIndexOf('/') + 1);
    byte[] body = files.get(name);
    if (path.startsWith("/api/models/")) {
      body = listing().getBytes(UTF_8);
    } else {
      asked.add(name);
    }
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private String listing() {
    return files.entrySet().stream()
        .map(file ->
            "{\"type\":\"file\",\"path\":\"%s\",\"size\":%d}"
                .formatted(file.getKey(), file.getValue().length))
        .collect(Collectors.joining(",", "[", "]"));
  }

  private List<String> imported(String source, boolean asIs) throws IOException {
    ArtifactStore store = ArtifactStore.open(folder.resolve("store"));
    URI endpoint = URI.create("http://127.0.0.1:" + hub.getAddress().getPort());
    return store
        .manifest(
            store
                .importFrom(
                    Sources.of(
                        ArtifactKind.MODEL,
                        source,
                        Optional.of(endpoint),
                        Optional.empty(),
                        asIs,
                        TestRules.ANYWHERE),
                    new ImportProgress())
                .manifest())
        .files()
        .stream()
        .map(Manifest.File::path)
        .toList();
  }

  private void config(String json) {
    files.put("config.json", json.getBytes(UTF_8));
  }

  @Test
  void modelThatNoRuntimeLoads_isRefusedByItsConfigAlone() throws IOException {
    config("{\"architectures\":[\"GemmaForCausalLM\"]}");
    assertThatThrownBy(() -> imported("hf:owner/gemma", false))
        .isInstanceOf(ArtifactException.class)
        .hasMessageContaining("a model of architecture GemmaForCausalLM")
        .hasMessageContaining("--as-is");
    assertThat(asked).containsExactly("config.json");
    assertThat(imported("hf:owner/gemma", true)).hasSize(4);
  }

  @Test
  void modelThatIsConvertedOrUnknown_isDownloadedWhole() throws IOException {
    config("{\"architectures\":[\"LlamaForCausalLM\"]}");
    assertThat(imported("hf:owner/llama@main", false)).hasSize(4);
    config("{\"of\":\"another program\"}");
    assertThat(imported("hf://owner/other", false)).hasSize(4);
    config("no JSON");
    assertThat(imported("hf://owner/odd", false)).hasSize(4);
    config("{\"architectures\":[\"GemmaForCausalLM\"]}");
    files.put("gemma.onnx", "x".getBytes(UTF_8));
    assertThat(imported("hf:owner/gemma-onnx", false)).hasSize(5);
  }
}
