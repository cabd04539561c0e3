package org.arkwright.llama;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Words of any length, also where the library splits texts by regular expressions. */
final class WordSplitterTest {
  @TempDir private Path folder;

  private static final WordSplitter CUTTING = new WordSplitter(true, Optional.of("gpt-4o"));

  @Test
  void textsOfLanguages_areLeftWhole() {
    String prose = "The quick brown fox, 12345 of them; jumps.\n\n\tover 中文没有空格，但是有标点。".repeat(40);
    assertThat(CUTTING.parts(prose)).containsExactly(prose);
    assertThat(CUTTING.parts("")).containsExactly("");
  }

  @Test
  void longRuns_areCut_betweenCharacters() {
    for (String unit : List.of("a", "1", " ", "!", "é", "😀", "a\u0301")) {
      String text = "so: " + unit.repeat(3_000);
      List<String> parts = CUTTING.parts(text);
      assertThat(String.join("", parts)).isEqualTo(text);
      assertThat(parts).hasSizeGreaterThan(4);
      assertThat(parts).allMatch(part -> part.codePointCount(0, part.length()) <= 520);
      assertThat(parts).noneMatch(part -> Character.isLowSurrogate(part.charAt(0)));
    }
    String mixed = "aB3+/".repeat(2_000);
    assertThat(CUTTING.parts(mixed)).allMatch(part -> part.length() <= WordSplitter.WORD_MAX);
  }

  @Test
  void programs_needNoCut() {
    String text = "a".repeat(100_000);
    assertThat(new WordSplitter(true, Optional.of("qwen2")).parts(text)).containsExactly(text);
    assertThat(new WordSplitter(false, Optional.empty()).parts(text)).containsExactly(text);
    assertThat(new WordSplitter(true, Optional.empty()).parts(text)).hasSizeGreaterThan(100);
  }

  /** The first two ended the process at three thousand letters. */
  @ParameterizedTest
  @ValueSource(strings = {"tekken", "gpt-4o", "deepseek-v3", "deepseek-llm", "default", "gpt-2"})
  void wordsOfAHundredThousandLetters_becomeTokens(String name) throws Exception {
    Tiny.assumeLibraries();
    try (LlamaModel model =
        LlamaModel.load(vocabulary(name), new ModelOptions(0, true, _ -> true))) {
      for (String unit : List.of("a", "A", "1", " ", "!", "é", "aB3+/")) {
        String text = unit.repeat(100_000 / unit.length());
        int[] tokens = model.vocabulary().tokenize(text, true, true);
        assertThat(tokens[0]).as("the begin").isEqualTo(256);
        assertThat(Arrays.stream(tokens).skip(1))
            .as("%s of %s", unit, name)
            .hasSize(text.getBytes(java.nio.charset.StandardCharsets.UTF_8).length);
      }
    }
  }

  private Path vocabulary(String splitter) throws Exception {
    List<String> tokens = new ArrayList<>(TinyGguf.byteLetters());
    tokens.add("<|begin|>");
    int[] kinds = new int[tokens.size()];
    Arrays.fill(kinds, 1);
    kinds[256] = 3;
    Path file = folder.resolve(splitter + ".gguf");
    new GgufWriter()
        .text("general.architecture", "llama")
        .number("llama.block_count", 1)
        .number("llama.context_length", 64)
        .number("llama.embedding_length", 16)
        .number("llama.feed_forward_length", 16)
        .number("llama.attention.head_count", 4)
        .real("llama.attention.layer_norm_rms_epsilon", 1e-5f)
        .text("tokenizer.ggml.model", "gpt2")
        .text("tokenizer.ggml.pre", splitter)
        .texts("tokenizer.ggml.tokens", tokens)
        .numbers("tokenizer.ggml.token_type", kinds)
        .texts("tokenizer.ggml.merges", List.of("zz zz"))
        .number("tokenizer.ggml.bos_token_id", 256)
        .flag("tokenizer.ggml.add_bos_token", true)
        .write(file);
    return file;
  }
}
