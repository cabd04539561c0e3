package org.arkwright.serve.child;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.arkwright.llama.Llama;
import org.arkwright.llama.TinyGguf;
import org.arkwright.serve.llama.LlamaOptions;
import org.arkwright.serve.llama.LlamaTextModel;
import org.arkwright.serve.runtime.Generation;
import org.arkwright.serve.runtime.ModelEndedException;
import org.arkwright.serve.runtime.Piece;
import org.arkwright.serve.runtime.Prompt;
import org.arkwright.serve.runtime.PromptException;
import org.arkwright.serve.runtime.TextModel;
import org.arkwright.serve.runtime.TextModel.Ending;
import org.arkwright.serve.runtime.TextModel.PieceListener;
import org.arkwright.serve.runtime.TextModel.Reason;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tiny model in a real process, which dies by abort and by kill. */
final class ChildTextModelTest {
  private static final int CONTEXT = 4_096;
  @TempDir private Path folder;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private Path file;
  private ChildTextModel model;

  @BeforeEach
  void start() throws IOException {
    assumeTrue(Llama.isAvailable(), Llama::problem);
    file = new TinyGguf(2, 64, CONTEXT, true).writeInto(folder).resolve("model.gguf");
    model = ChildTextModel.start(AbortingChild.command(file, 2));
  }

  @AfterEach
  void close() {
    if (model != null) {
      model.close();
    }
    threads.shutdownNow();
  }

  private static Generation generation(int tokens, Optional<String> schema, String... stops) {
    return new Generation(
        tokens,
        0,
        1,
        0,
        0,
        0,
        0,
        Map.of(),
        List.of(stops),
        schema,
        Optional.empty(),
        Optional.empty());
  }

  private static Generation greedy(int tokens, String... stops) {
    return generation(tokens, Optional.empty(), stops);
  }

  private static String text(TextModel model, String prompt, int tokens) {
    return text(model, model.prepare(new Prompt.Text(prompt)), tokens);
  }

  private static String text(TextModel model, TextModel.Prepared prompt, int tokens) {
    StringBuilder text = new StringBuilder(); // Read once the text has ended.
    Ending ending =
        model.generate(
            prompt,
            greedy(tokens),
            piece -> {
              text.append(piece.text());
              return true;
            });
    assertThat(ending.reason()).isEqualTo(Reason.LENGTH);
    return text.toString();
  }

  /** A text that goes on for long; done once it has begun. */
  private CompletableFuture<Ending> longText(String prompt) throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CompletableFuture<Ending> text =
        CompletableFuture.supplyAsync(
            () ->
                model.generate(
                    model.prepare(new Prompt.Text(prompt)),
                    greedy(CONTEXT - 100),
                    _ -> {
                      begun.countDown();
                      return true;
                    }),
            threads);
    begun.await();
    return text;
  }

  private static void assertBroken(CompletableFuture<Ending> text, boolean culprit) {
    assertThatThrownBy(text::join)
        .isInstanceOf(CompletionException.class)
        .cause()
        .asInstanceOf(type(ModelEndedException.class))
        .extracting(ModelEndedException::isCulprit)
        .isEqualTo(culprit);
  }

  @Test
  void text_isThatOfTheModelInThisProcess() throws IOException {
    String apart = text(model, "abc", 30);
    try (LlamaTextModel here = LlamaTextModel.load(file, LlamaOptions.of(1, 1, 0))) {
      assertThat(apart).isEqualTo(text(here, "abc", 30)).isNotEmpty();
    }
  }

  @Test
  void probabilities_areThoseOfTheModelInThisProcess() throws IOException {
    Generation told =
        new Generation(
            20,
            0,
            1,
            0,
            0,
            0,
            0,
            Map.of(5, -10.0),
            List.of("no"),
            Optional.empty(),
            Optional.of(3),
            Optional.empty());
    List<Piece> apart = new ArrayList<>();
    List<Piece> here = new ArrayList<>();
    try (LlamaTextModel same = LlamaTextModel.load(file, LlamaOptions.of(1, 1, 0))) {
      Prompt prompt = new Prompt.Tokens(List.of(70, 71, 72));
      assertThat(model.generate(model.prepare(prompt), told, apart::add))
          .isEqualTo(same.generate(same.prepare(prompt), told, here::add));
    }
    assertThat(apart).isEqualTo(here);
    assertThat(apart.getFirst().tokens()).isNotEmpty();
  }

  @Test
  void requestThatEndsTheProcess_isNamed_textsThatHadBegunBreak_andAllOthersGoOn()
      throws Exception {
    CompletableFuture<Ending> first = longText("first");
    CompletableFuture<Ending> second = longText("second");
    List<CompletableFuture<String>> waiting = new ArrayList<>();
    for (int i = 0; i < 6; i++) { // Both slots are taken.
      TextModel.Prepared prompt = model.prepare(new Prompt.Text("waits " + i));
      waiting.add(CompletableFuture.supplyAsync(() -> text(model, prompt, 10), threads));
    }
    assertThatThrownBy(() -> model.prepare(new Prompt.Text("ABORT")))
        .asInstanceOf(type(ModelEndedException.class))
        .extracting(ModelEndedException::isCulprit)
        .isEqualTo(true);
    assertBroken(first, false);
    assertBroken(second, false);
    try (LlamaTextModel here = LlamaTextModel.load(file, LlamaOptions.of(1, 1, 0))) {
      for (int i = 0; i < 6; i++) {
        assertThat(waiting.get(i).join()).isEqualTo(text(here, "waits " + i, 10));
      }
    }
  }

  @Test
  void textThatEndsTheProcessInTheMiddle_isNamed_beforeThoseOfItsPass() throws Exception {
    CompletableFuture<Ending> other = longText("other");
    CompletableFuture<Ending> late =
        CompletableFuture.supplyAsync(
            () ->
                model.generate(
                    model.prepare(new Prompt.Text("late")), greedy(100, "LATE"), _ -> true),
            threads);
    assertBroken(late, true);
    assertBroken(other, false);
    assertThat(text(model, "abc", 5)).isNotEmpty();
  }

  @Test
  void processThatIsKilled_blamesNobody() throws Exception {
    CompletableFuture<Ending> begun = longText("begun");
    ProcessHandle.current().children().forEach(ProcessHandle::destroyForcibly);
    assertBroken(begun, false);
    assertThat(text(model, "abc", 5)).isNotEmpty();
    assertThat(model.problem()).isEmpty();
  }

  @Test
  void processThatDiesAgainAndAgain_isGivenUp_andEveryoneIsToldAtOnce() {
    for (int i = 0; i < 5; i++) {
      assertThatThrownBy(() -> model.prepare(new Prompt.Text("ABORT")))
          .isInstanceOf(ModelEndedException.class);
    }
    assertThat(model.problem()).hasValueSatisfying(why -> assertThat(why).contains("5 times"));
    assertThatThrownBy(() -> model.prepare(new Prompt.Text("abc")))
        .asInstanceOf(type(ModelEndedException.class))
        .extracting(ModelEndedException::isCulprit)
        .isEqualTo(false);
  }

  @Test
  void textThatNobodyWants_givesItsSlotBack() throws Exception {
    CountDownLatch begun = new CountDownLatch(2);
    List<CompletableFuture<Ending>> left = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      left.add(
          CompletableFuture.supplyAsync(
              () ->
                  model.generate(
                      model.prepare(new Prompt.Text("x".repeat(3_000))),
                      greedy(500),
                      new PieceListener() {
                        @Override
                        public boolean onPiece(Piece piece) {
                          return true;
                        }

                        @Override
                        public boolean isWanted() {
                          begun.countDown();
                          return false;
                        }
                      }),
              threads));
    }
    begun.await();
    assertThat(text(model, "abc", 5)).isNotEmpty();
    for (CompletableFuture<Ending> one : left) {
      assertThat(one.join()).returns(Reason.ABANDONED, Ending::reason).returns(0, Ending::tokens);
    }
  }

  @Test
  void whatTheModelRefuses_isRefusedAsInThisProcess() {
    Generation schema = generation(9, Optional.of("{\"type\":\"string\",\"format\":\"x\"}"));
    assertThatThrownBy(() -> model.require(schema))
        .isInstanceOf(PromptException.class)
        .hasMessageContaining("'format'");
  }

  @Test
  void fileThatIsNoModel_isSaid() throws IOException {
    Path rubbish = Files.writeString(folder.resolve("rubbish.gguf"), "no model");
    assertThatThrownBy(() -> ChildTextModel.load(rubbish, LlamaOptions.of(1, 1, 0)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("GGUF");
  }
}
