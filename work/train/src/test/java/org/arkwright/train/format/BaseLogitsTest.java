package org.arkwright.train.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import org.arkwright.convert.GgufConversion;
import org.arkwright.llama.GgufWriter.TensorType;
import org.arkwright.train.model.Adapter;
import org.arkwright.train.model.Llama;
import org.arkwright.train.model.LlamaConfig;
import org.arkwright.train.model.ParameterLayout;
import org.arkwright.train.model.Parameters;
import org.arkwright.train.model.TensorData;
import org.arkwright.train.model.TrainingDevice;
import org.arkwright.train.report.TrainingProblem;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Models of each family with random weights, loaded as bases, and adapters of them, beside the
 * logits that transformers and PEFT compute (src/test/golden/make.py).
 */
final class BaseLogitsTest {
  private static final Path GOLDEN = Path.of("src/test/golden");
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;

  /** Loads a base's weights. */
  private interface Weights {
    void load(Parameters parameters) throws IOException;
  }

  /** The most that a logit differs from transformers'; they are of the order of 1 to 4. */
  private static double difference(String name, LlamaConfig config, Weights weights)
      throws IOException {
    return difference(name, config, weights, Optional.empty());
  }

  private static double difference(
      String name, LlamaConfig config, Weights weights, Optional<Adapter> adapter)
      throws IOException {
    JsonNode expected = JSON.readTree(GOLDEN.resolve(name).resolve("expected.json").toFile());
    FloatBuffer wanted =
        ByteBuffer.wrap(
                Base64.getDecoder()
                    .decode(expected.path(adapter.isPresent() ? "adapted" : "base").asText()))
            .order(ByteOrder.LITTLE_ENDIAN)
            .asFloatBuffer();
    JsonNode sequence = expected.path("sequence");
    long[] tokens = new long[sequence.size()];
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = sequence.get(i).asLong();
    }
    double most = 0;
    try (Parameters parameters = Parameters.frozen(ParameterLayout.of(config), TrainingDevice.CPU);
        PointerScope _ = new PointerScope();
        NoGradGuard _ = new NoGradGuard()) {
      weights.load(parameters);
      Tensor logits =
          new Llama(config, parameters, 64, adapter)
              .logits(TensorData.tensor(tokens, 1, tokens.length));
      for (JsonNode row : expected.path("rows")) {
        for (int id = 0; id < config.vocabularySize(); id++) {
          float found = logits.select(1, row.asLong()).select(1, id).item_float();
          most = Math.max(most, Math.abs(found - wanted.get()));
        }
      }
    }
    assertThat(wanted.remaining()).isZero();
    return most;
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama3", "smollm2", "qwen2"})
  void logits_ofAFolder_areThoseOfTransformers(String name) throws IOException {
    BaseModel base = BaseModel.open(GOLDEN.resolve(name));
    assertThat(difference(name, base.config(), base::load)).isCloseTo(0, within(1e-4));
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama3", "smollm2", "qwen2"})
  void logits_ofAGguf_areThoseOfTransformers(String name) throws IOException {
    GgufBase base = GgufBase.open(gguf(name, TensorType.F32));
    assertThat(difference(name, base.config(), base::load)).isCloseTo(0, within(1e-4));
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama3", "smollm2", "qwen2"})
  void logits_withAnAdapterOfPeft_areThoseOfPeft(String name) throws IOException {
    BaseModel base = BaseModel.open(GOLDEN.resolve(name));
    Path peft = GOLDEN.resolve(name).resolve("adapter");
    try (Adapter adapter = PeftFolder.read(peft, base.config(), TrainingDevice.CPU)) {
      assertThat(difference(name, base.config(), base::load, Optional.of(adapter)))
          .isCloseTo(0, within(1e-4));
      assertThat(difference(name, base.config(), base::load)).isCloseTo(0, within(1e-4));
      PeftFolder.write(folder, adapter, name);
    }
    try (Adapter again = PeftFolder.read(folder, base.config(), TrainingDevice.CPU)) {
      assertThat(difference(name, base.config(), base::load, Optional.of(again)))
          .isCloseTo(0, within(1e-4));
    }
  }

  @Test
  void adapterOfAnotherShape_isRefusedByTheMatrix() throws IOException {
    LlamaConfig other = BaseModel.open(GOLDEN.resolve("llama3")).config();
    Path peft = GOLDEN.resolve("smollm2").resolve("adapter");
    assertThatThrownBy(() -> PeftFolder.read(peft, other, TrainingDevice.CPU))
        .isInstanceOf(TrainingProblem.class)
        .hasMessageContaining("q_proj.lora_B.weight with the shape [32, 4]")
        .hasMessageContaining("expected [64, 4]");
  }

  private Path gguf(String name, TensorType type) throws IOException {
    Path file = folder.resolve(name + ".gguf");
    try (GgufConversion conversion = GgufConversion.open(GOLDEN.resolve(name), name, type)) {
      conversion.write(file);
    }
    return file;
  }

  @Test
  void llama3sScaling_isFoundInTheFactorsOfAGguf() throws IOException {
    BaseModel folder = BaseModel.open(GOLDEN.resolve("llama3"));
    assertThat(folder.config().rope().stretch()).isPresent();
    GgufBase gguf = GgufBase.open(gguf("llama3", TensorType.F32));
    double[] wanted = folder.config().rope().frequencies(folder.config().headSize());
    double[] found = gguf.config().rope().frequencies(gguf.config().headSize());
    for (int i = 0; i < wanted.length; i++) {
      assertThat(found[i]).isCloseTo(wanted[i], within(1e-4 * wanted[i]));
    }
  }

  @Test
  void networkWithWeightsThatAreNotKnown_isRefusedByOneOfThem() throws IOException {
    Path qwen3 = folder.resolve("qwen3.gguf");
    Path source = Path.of("../convert/src/test/golden/qwen3");
    try (GgufConversion conversion = GgufConversion.open(source, "qwen3", TensorType.F32)) {
      conversion.write(qwen3);
    }
    assertThatThrownBy(() -> GgufBase.open(qwen3))
        .isInstanceOf(TrainingProblem.class)
        .hasMessageContaining("has the architecture qwen3")
        .hasMessageContaining("expected llama or qwen2");
  }
}
