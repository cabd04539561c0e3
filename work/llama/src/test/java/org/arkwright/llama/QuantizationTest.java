package org.arkwright.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class QuantizationTest {
  @TempDir private Path folder;

  @BeforeEach
  void libraries() {
    Tiny.assumeLibraries();
  }

  @Test
  void quantized_isSmaller_loads_andCanBeQuantizedAgain() throws Exception {
    Path whole = Tiny.file(folder);
    Path eight = folder.resolve("q8.gguf");
    Quantization.Q8_0.quantize(whole, eight, 1);
    assertThat(Files.size(eight)).isLessThan(Files.size(whole) / 3);
    Path four = folder.resolve("q4.gguf");
    Quantization.Q4_0.quantize(eight, four, 1);
    assertThat(Files.size(four)).isLessThan(Files.size(eight));
    try (LlamaModel model = LlamaModel.load(four, ModelOptions.DEFAULT)) {
      assertThat(model.description()).contains("Q4_0");
    }
  }

  @Test
  void failure_leavesNothing_andWhatWasThereStays() throws Exception {
    Path text = Files.writeString(folder.resolve("text.gguf"), "no model, only a line of text");
    Path before = Files.writeString(folder.resolve("out.gguf"), "before");
    assertThatThrownBy(() -> Quantization.Q8_0.quantize(text, before, 1))
        .isInstanceOf(IOException.class);
    byte[] torn = Files.readAllBytes(Tiny.file(folder));
    Path half =
        Files.write(folder.resolve("half.gguf"), java.util.Arrays.copyOf(torn, torn.length / 2));
    assertThatThrownBy(() -> Quantization.Q8_0.quantize(half, before, 1))
        .isInstanceOf(LlamaException.class)
        .hasMessageContaining("cannot quantise");
    assertThat(before).hasContent("before");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.filter(file -> file.toString().endsWith(".partial"))).isEmpty();
    }
  }
}
