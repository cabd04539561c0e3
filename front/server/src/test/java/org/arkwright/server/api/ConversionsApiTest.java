package org.arkwright.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.arkwright.server.TestServer;
import org.arkwright.server.TestServer.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What imports say of a model's form, and what conversions become. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ConversionsApiTest {
  private static final String WEIGHTS =
      "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}";

  @TempDir Path folder;
  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    server = new TestServer(folder.resolve("home"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void modelInHuggingFacesLayout_isConvertible_andBecomesAJob() throws Exception {
    Path source = source("{\"architectures\":[\"Qwen3ForCausalLM\"]}");
    JsonNode imported = imported("smol", source, false);
    assertThat(imported.path("state").asText()).isEqualTo("Succeeded");
    assertThat(imported.path("convertible").asBoolean()).isTrue();

    Reply job = server.post("/api/v1/conversions", "{model: smol, quantize: q8_0}");
    assertThat(job.status()).as(job.json().toString()).isEqualTo(201);
    assertThat(job.json().path("name").asText()).isEqualTo("convert-smol");
    assertThat(job.json().toString()).contains("convert", "q8_0", "model/smol");
  }

  @Test
  void modelThatNoRuntimeLoads_isRefusedWithWhatCan_unlessItIsTakenAsItIs() throws Exception {
    Path source = source("{\"architectures\":[\"GemmaForCausalLM\"]}");
    assertThat(imported("gemma", source, false).path("problem").asText())
        .contains("a model of architecture GemmaForCausalLM, which no runtime here loads")
        .contains("import one that was published", "vLLM, which needs a GPU", "--as-is");
    assertThat(imported("gemma", source, true).path("state").asText()).isEqualTo("Succeeded");
    assertThat(server.post("/api/v1/conversions", "{model: gemma}").json().path("detail").asText())
        .contains("model is model/gemma@1, which is a model of architecture GemmaForCausalLM");

    Path encoder = source("{\"architectures\":[\"BertModel\"]}");
    assertThat(imported("bert", encoder, false).path("problem").asText())
        .contains("ONNX Runtime serves models that embed", "optimum-cli export onnx");

    Path quantized =
        source(
            "{\"architectures\":[\"LlamaForCausalLM\"],"
                + "\"quantization_config\":{\"quant_method\":\"awq\"}}");
    assertThat(imported("awq", quantized, false).path("problem").asText())
        .contains("weights are quantised by awq", "as it was before that");
  }

  @Test
  void modelThatLacksSomething_isRefusedWithWhat() throws Exception {
    Path mute = source("{\"architectures\":[\"LlamaForCausalLM\"]}");
    Files.delete(mute.resolve("tokenizer.json"));
    assertThat(imported("mute", mute, false).path("problem").asText())
        .contains("a model without a tokenizer");
    Files.delete(mute.resolve("model.safetensors"));
    Files.writeString(mute.resolve("pytorch_model.bin"), "x");
    assertThat(imported("pickled", mute, false).path("problem").asText())
        .contains("weights are pickled", "model.save_pretrained(folder)");
  }

  @Test
  void modelOfAnotherForm_isTaken_andNotConverted() throws Exception {
    Path own = Files.createDirectories(folder.resolve("own"));
    Files.writeString(own.resolve("config.json"), "{\"my\":\"own\"}");
    JsonNode imported = imported("own", own, false);
    assertThat(imported.path("convertible").asBoolean(true)).isFalse();
    assertThat(server.post("/api/v1/conversions", "{model: own}").json().path("detail").asText())
        .contains("no model to convert, found config.json");
    assertThat(server.post("/api/v1/conversions", "{model: nowhere}").status()).isEqualTo(404);
    assertThat(server.post("/api/v1/conversions", "{quantize: q9, x: 1}").json().toString())
        .contains("q8_0 or q6_k", "model is missing");
  }

  private Path source(String config) throws Exception {
    Path source = Files.createTempDirectory(folder, "source");
    Files.writeString(source.resolve("config.json"), config);
    Files.writeString(source.resolve("tokenizer.json"), "{}");
    byte[] header = WEIGHTS.getBytes(StandardCharsets.UTF_8);
    ByteBuffer file = ByteBuffer.allocate(8 + header.length + 4).order(ByteOrder.LITTLE_ENDIAN);
    Files.write(
        source.resolve("model.safetensors"), file.putLong(header.length).put(header).array());
    return source;
  }

  private JsonNode imported(String name, Path source, boolean asIs) throws Exception {
    Reply started =
        server.post(
            "/api/v1/projects/default/imports",
            "{\"name\":\"model/%s\",\"source\":\"%s\",\"asIs\":%s}".formatted(name, source, asIs));
    assertThat(started.status()).as(started.json().toString()).isEqualTo(202);
    String path = "/api/v1/imports/" + started.json().path("id").asText();
    JsonNode now = server.get(path).json();
    while (now.path("state").asText().equals("Running")) {
      now = server.get(path).json();
    }
    return now;
  }
}
