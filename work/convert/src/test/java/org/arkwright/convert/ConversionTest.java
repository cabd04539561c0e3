package org.arkwright.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.arkwright.convert.source.ConversionProblem;
import org.arkwright.llama.Llama;
import org.arkwright.llama.LlamaModel;
import org.arkwright.llama.ModelOptions;
import org.arkwright.options.OptionProblem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program, but for its process: folders in and out. */
final class ConversionTest {
  private static final Path GOLDEN = Path.of("src/test/golden");

  @TempDir private Path out;

  private String run(Path model, Path to, String... options) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("--threads", "1"));
    arguments.addAll(List.of(options));
    ByteArrayOutputStream report = new ByteArrayOutputStream();
    new Conversion(
            ConvertOptions.parse(
                arguments,
                Map.of(
                    "ARKWRIGHT_JOB_NAME", "tiny",
                    "ARKWRIGHT_INPUT_MODEL", model.toString(),
                    "ARKWRIGHT_OUTPUT_MODEL", to.toString())),
            new PrintStream(report, true, StandardCharsets.UTF_8))
        .run();
    return report.toString(StandardCharsets.UTF_8);
  }

  @Test
  void folder_becomesOneFile_besideItsDocuments() throws IOException {
    String report = run(GOLDEN.resolve("qwen2"), out);
    assertThat(out.toFile().list())
        .containsExactlyInAnyOrder(
            "model.gguf",
            "config.json",
            "expected.json",
            "generation_config.json",
            "tokenizer.json",
            "tokenizer_config.json");
    assertThat(report).contains("note: the tokenizer composes accents", "weights as f16: ");
  }

  @Test
  void quantisation_ofAFolderAndOfWhatCameOfIt_isSmaller_andLoads() throws IOException {
    assumeTrue(Llama.isAvailable(), Llama::problem);
    Path half = out.resolve("half");
    run(GOLDEN.resolve("llama3"), half);
    Path eight = out.resolve("eight");
    // Rows of 16 are too short for blocks, and stay as they are; still every step is gone.
    assertThat(run(GOLDEN.resolve("llama3"), eight, "--quantize", "q8_0"))
        .contains("weights as f16", "weights as q8_0", "llama.cpp reads it: 320 tokens");
    assertThat(eight.resolve("model.gguf")).exists();
    assertThat(eight.resolve("model.gguf.whole")).doesNotExist();
    Path four = out.resolve("four");
    run(half, four, "--quantize", "q4_k_m");
    try (LlamaModel model = LlamaModel.load(four.resolve("model.gguf"), ModelOptions.DEFAULT)) {
      assertThat(model.header().text("general.name")).contains("tiny");
    }
  }

  @Test
  void wrongUse_isRefusedWithWhatIsExpected() throws IOException {
    Path model = GOLDEN.resolve("llama3");
    assertThatThrownBy(() -> run(model, out, "--quantize", "q9"))
        .isInstanceOf(OptionProblem.class)
        .hasMessageContaining("--quantize is 'q9', expected f32, f16, q4_0");
    assertThatThrownBy(() -> run(model, out, "--type", "int4"))
        .hasMessageContaining("expected f32, f16, bf16");
    assertThatThrownBy(() -> run(out.resolve("nowhere"), out))
        .isInstanceOf(ConversionProblem.class)
        .hasMessageContaining("is not a folder");
    run(model, out);
    Path again = out.resolve("again");
    assertThatThrownBy(() -> run(out, again))
        .hasMessage("model.gguf is GGUF already\nexpected --quantize, or a model that is not");
    Files.copy(out.resolve("model.gguf"), out.resolve("other.gguf"));
    assertThatThrownBy(() -> run(out, again, "--quantize", "q8_0"))
        .hasMessageContaining("there are 2 .gguf files");
  }
}
