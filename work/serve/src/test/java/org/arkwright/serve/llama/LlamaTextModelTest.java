package org.arkwright.serve.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.arkwright.llama.Llama;
import org.arkwright.llama.TinyGguf;
import org.arkwright.serve.runtime.Generation;
import org.arkwright.serve.runtime.Piece;
import org.arkwright.serve.runtime.Prompt;
import org.arkwright.serve.runtime.PromptException;
import org.arkwright.serve.runtime.TextModel.Ending;
import org.arkwright.serve.runtime.TextModel.PieceListener;
import org.arkwright.serve.runtime.TextModel.Reason;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Texts of a tiny model, one at a time and side by side. */
final class LlamaTextModelTest {
  private static final int CONTEXT = 4_096;
  @TempDir private Path folder;
  private LlamaTextModel model;

  @BeforeEach
  void load() throws Exception {
    assumeTrue(Llama.isAvailable(), Llama::problem);
    model = load(1);
  }

  private LlamaTextModel load(int parallel) throws Exception {
    Path file = new TinyGguf(2, 64, CONTEXT, true).writeInto(folder).resolve("model.gguf");
    return LlamaTextModel.load(file, LlamaOptions.of(parallel, 1, parallel == 1 ? CONTEXT : 512));
  }

  @AfterEach
  void close() {
    if (model != null) {
      model.close();
    }
  }

  private static Generation greedy(int tokens) {
    return Generation.greedy(tokens);
  }

  private static String text(LlamaTextModel model, String prompt, Generation generation) {
    StringBuilder text = new StringBuilder(); // Read after generate has ended.
    Ending _ =
        model.generate(
            model.prepare(new Prompt.Text(prompt)),
            generation,
            piece -> {
              text.append(piece.text());
              return true;
            });
    return text.toString();
  }

  @Test
  void greedyTexts_sixteenAtOnce_areThoseOfEachAlone_whateverTheirPromptsLengths()
      throws Exception {
    List<String> prompts = new ArrayList<>();
    List<String> alone = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      prompts.add("prompt " + i + " word".repeat(i * 4));
      alone.add(text(model, prompts.getLast(), greedy(20)));
    }
    List<String> together = new ArrayList<>();
    try (LlamaTextModel wide = load(16);
        var threads = Executors.newFixedThreadPool(16)) {
      List<CompletableFuture<String>> texts = new ArrayList<>();
      for (String prompt : prompts) {
        texts.add(CompletableFuture.supplyAsync(() -> text(wide, prompt, greedy(20)), threads));
      }
      texts.forEach(answer -> together.add(answer.join()));
    }
    assertThat(together).isEqualTo(alone);
  }

  @Test
  void seeds_repeat() {
    Generation seven = greedy(30).withSampling(1.2, 0.9, 7);
    Generation eight = greedy(30).withSampling(1.2, 0.9, 8);
    String first = text(model, "abc", seven);
    assertThat(text(model, "abc", seven)).isEqualTo(first);
    assertThat(text(model, "abc", eight)).isNotEqualTo(first);
  }

  @Test
  void secondTurn_readsOnlyWhatIsNew_andSaysTheSame() throws Exception {
    String history = "a long history ".repeat(20);
    String first = text(model, history, greedy(8));
    long before = model.promptTokensRead();
    String turn = history + first + " and then";
    String second = text(model, turn, greedy(8));
    assertThat(model.promptTokensRead() - before).isLessThan(40);
    try (LlamaTextModel fresh = load(2)) {
      assertThat(text(fresh, turn, greedy(8))).isEqualTo(second);
    }
  }

  @Test
  void promptThatNobodyWantsAnyMore_isNotReadToItsEnd() {
    PieceListener gone =
        new PieceListener() {
          @Override
          public boolean onPiece(Piece piece) {
            return true;
          }

          @Override
          public boolean isWanted() {
            return false;
          }
        };
    Ending ending =
        model.generate(model.prepare(new Prompt.Text("x".repeat(CONTEXT - 10))), greedy(5), gone);
    assertThat(ending).isEqualTo(Ending.of(Reason.ABANDONED, 0, 0));
    assertThat(model.promptTokensRead()).isLessThan(CONTEXT - 10);
    assertThat(text(model, "abc", greedy(3))).isNotEmpty();
  }

  @Test
  void textGoesOn_whileALongPromptIsRead() throws Exception {
    try (LlamaTextModel two =
            LlamaTextModel.load(folder.resolve("model.gguf"), LlamaOptions.of(2, 1, CONTEXT));
        var threads = Executors.newFixedThreadPool(2)) {
      CountDownLatch began = new CountDownLatch(1);
      CompletableFuture<Ending> longest =
          CompletableFuture.supplyAsync(
              () ->
                  two.generate(
                      two.prepare(new Prompt.Text("y".repeat(CONTEXT - 100))),
                      greedy(1),
                      new PieceListener() {
                        @Override
                        public boolean onPiece(Piece piece) {
                          return true;
                        }

                        @Override
                        public boolean isWanted() {
                          began.countDown(); // Asked while it is read.
                          return true;
                        }
                      }),
              threads);
      began.await();
      assertThat(text(two, "short", greedy(10))).isNotEmpty();
      assertThat(longest).isNotDone();
      longest.join();
    }
  }

  @Test
  void close_endsWhatRuns() throws Exception {
    LlamaTextModel closing = load(2);
    CompletableFuture<Ending> text =
        CompletableFuture.supplyAsync(() ->
            closing.generate(
                closing.prepare(new Prompt.Text("z".repeat(300))), greedy(200), _ -> true));
    closing.close();
    assertThatThrownBy(text::join).isNotNull();
  }

  @Test
  void systemMessages_areRendered() {
    Prompt.Chat chat =
        new Prompt.Chat(
            List.of(Prompt.Message.of("system", "be brief"), Prompt.Message.of("user", "hi")),
            List.of());
    assertThat(model.prepare(chat).tokens())
        .isEqualTo("<system>be brief\n<user>hi\n<assistant>".length());
  }

  @Test
  void schema_holdsTheText_andOneThatCannotIsRefusedByName() {
    String schema =
        """
        {"type":"object","properties":{"size":{"enum":["s","l"]},"yes":{"type":"boolean"}},
         "required":["size","yes"]}\
        """;
    String text = text(model, "abc", greedy(100).withJsonSchema(schema));
    assertThat(text).matches("(?s)\\{\\s*\"size\":\\s*\"[sl]\",\\s*\"yes\":\\s*(true|false)\\s*}");
    Generation wrong = greedy(9).withJsonSchema("{\"type\":\"string\",\"pattern\":\"\\\\d\"}");
    assertThatThrownBy(() -> model.require(wrong))
        .isInstanceOf(PromptException.class)
        .hasMessageContaining("'pattern'");
  }
}
