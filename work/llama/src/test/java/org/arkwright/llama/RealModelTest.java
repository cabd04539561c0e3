package org.arkwright.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A chat model of somebody's: ARKWRIGHT_TEST_GGUF names its file. */
final class RealModelTest {
  private static final String VARIABLE = "ARKWRIGHT_TEST_GGUF";
  private static LlamaModel model;

  @BeforeAll
  static void load() throws Exception {
    Path file = Path.of(Optional.ofNullable(System.getenv(VARIABLE)).orElse(""));
    assumeTrue(Files.isRegularFile(file), "skipped: %s names no GGUF file".formatted(VARIABLE));
    Tiny.assumeLibraries();
    model = LlamaModel.load(file, ModelOptions.DEFAULT);
  }

  @AfterAll
  static void close() {
    if (model != null) {
      model.close();
    }
  }

  @Test
  void oddTexts_comeBackFromTheirTokens() {
    Vocabulary vocabulary = model.vocabulary();
    for (String text :
        List.of(
            "a\r\nb\0c",
            "\uFEFFémoji 🙂👩‍👩‍👧",
            "<|im_start|>user<|im_end|>",
            "  \t ",
            "a".repeat(200_000),
            " ".repeat(200_000))) {
      PieceText pieces = new PieceText();
      StringBuilder back = new StringBuilder();
      for (int token : vocabulary.tokenize(text, false, false)) {
        back.append(pieces.add(vocabulary.piece(token)));
      }
      assertThat(back.append(pieces.end()).toString()).isEqualTo(text);
    }
  }

  @Test
  void greedyTexts_sideBySide_areThoseOfEachAlone() throws Exception {
    List<int[]> prompts = new ArrayList<>();
    for (String question :
        List.of("The capital of France is", "Once upon a time", "2 + 2 =", "A")) {
      prompts.add(model.vocabulary().tokenize(question, true, false));
    }
    try (LlamaContext together =
            LlamaContext.open(model, ContextOptions.text(prompts.size(), 256, 128, 1));
        LlamaContext alone = LlamaContext.open(model, ContextOptions.text(1, 256, 128, 1))) {
      List<List<Integer>> texts = Tiny.greedy(together, prompts, 12);
      for (int i = 0; i < prompts.size(); i++) {
        assertThat(Tiny.greedy(alone, List.of(prompts.get(i)), 12)).containsExactly(texts.get(i));
      }
      assertThat(text(texts.getFirst())).contains("Paris");
    }
  }

  private static String text(List<Integer> tokens) {
    PieceText pieces = new PieceText();
    StringBuilder text = new StringBuilder();
    tokens.forEach(token -> text.append(pieces.add(model.vocabulary().piece(token))));
    return text.append(pieces.end()).toString();
  }
}
