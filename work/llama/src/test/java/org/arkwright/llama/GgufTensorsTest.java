package org.arkwright.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tensors as numbers, from files that the writer and the library's quantiser made. */
final class GgufTensorsTest {
  @TempDir private Path folder;
  private Path whole;

  @BeforeEach
  void write() throws IOException {
    whole = new TinyGguf(1, 256, 64, true).writeInto(folder).resolve("model.gguf");
  }

  /** The step of each kind, as a share of the largest of some 32 values of deviation 0.05. */
  @ParameterizedTest
  @CsvSource({
    "F16,0.0005",
    "BF16,0.004",
    "Q8_0,0.01",
    "Q6_K,0.04",
    "Q5_0,0.08",
    "Q5_1,0.05",
    "Q4_0,0.15",
    "Q4_1,0.1",
    "Q4_K_M,0.15"
  })
  void quantizedValues_areNearWhatTheyWere(Quantization kind, double share) throws IOException {
    assumeTrue(Llama.isAvailable(), Llama::problem);
    Path small = folder.resolve("small.gguf");
    kind.quantize(whole, small, 1);
    try (GgufTensors before = GgufTensors.open(whole);
        GgufTensors after = GgufTensors.open(small)) {
      assertThat(after.names()).isEqualTo(before.names());
      for (String name : before.names()) {
        float[] wanted = before.values(name);
        float[] found = after.values(name);
        assertThat(after.shape(name)).isEqualTo(before.shape(name));
        double largest = 0;
        double most = 0;
        for (int i = 0; i < wanted.length; i++) {
          largest = Math.max(largest, Math.abs(wanted[i]));
          most = Math.max(most, Math.abs(wanted[i] - found[i]));
        }
        assertThat(most).as(name).isCloseTo(0, within(share * largest));
      }
    }
  }

  @Test
  void values_areThoseThatWereWritten_andShapesRowsFirst() throws IOException {
    float[] six = {1, 2, 3, 4, 5, 6};
    Path file = folder.resolve("six.gguf");
    new GgufWriter()
        .text("general.architecture", "x")
        .real("x.rope.freq_base", 5000)
        .tensor("six", List.of(2L, 3L), GgufWriter.TensorType.F32, () -> six)
        .tensor("half", List.of(6L), GgufWriter.TensorType.BF16, () -> six)
        .write(file);
    try (GgufTensors tensors = GgufTensors.open(file)) {
      assertThat(tensors.shape("six")).containsExactly(2L, 3L);
      assertThat(tensors.values("six")).isEqualTo(six);
      assertThat(tensors.values("half")).isEqualTo(six);
      assertThat(tensors.header().realOfArchitecture("rope.freq_base")).contains(5000.0);
      assertThatThrownBy(() -> tensors.values("seven"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("no tensor seven");
    }
  }

  @Test
  void metadata_isCopiedAsItIs_alsoArrays() throws IOException {
    Path copy = folder.resolve("copy.gguf");
    try (GgufTensors tensors = GgufTensors.open(whole)) {
      GgufWriter writer = new GgufWriter();
      tensors.copyMetadata(writer, key -> !key.equals("general.name"));
      writer.text("general.name", "copy");
      for (String name : tensors.names()) {
        float[] values = tensors.values(name);
        writer.tensor(name, tensors.shape(name), GgufWriter.TensorType.F32, () -> values);
      }
      writer.write(copy);
    }
    assertThat(GgufHeader.read(copy).text("general.name")).contains("copy");
    assumeTrue(Llama.isAvailable(), Llama::problem);
    try (LlamaModel before = LlamaModel.load(whole, ModelOptions.DEFAULT);
        LlamaModel after = LlamaModel.load(copy, ModelOptions.DEFAULT)) {
      assertThat(after.vocabulary().tokenize("a word", true, false))
          .isEqualTo(before.vocabulary().tokenize("a word", true, false));
      assertThat(after.parameters()).isEqualTo(before.parameters());
    }
  }

  @Test
  void fileThatWasCut_isRefusedByTheTensorThatIsMissing() throws IOException {
    byte[] all = Files.readAllBytes(whole);
    Path cut = folder.resolve("cut.gguf");
    Files.write(cut, Arrays.copyOf(all, all.length / 2));
    try (GgufTensors tensors = GgufTensors.open(cut)) {
      assertThatThrownBy(() -> tensors.values("output.weight"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("ends before its tensor output.weight does");
    }
  }
}
