package org.arkwright.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Passes through the tiny model: alone, side by side, given up, and refused. */
final class LlamaContextTest {
  @TempDir private static Path folder;
  private static LlamaModel model;

  @BeforeAll
  static void load() throws Exception {
    model = Tiny.load(folder);
  }

  @AfterAll
  static void close() {
    if (model != null) {
      model.close();
    }
  }

  private static LlamaContext context(int sequences, int batch) throws LlamaException {
    return LlamaContext.open(model, ContextOptions.text(sequences, 256, batch, 1));
  }

  private static int[] tokens(String text) {
    return model.vocabulary().tokenize(text, true, false);
  }

  @Test
  void greedyTexts_sixteenAtOnce_areThoseOfEachAlone() throws Exception {
    List<int[]> prompts = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      prompts.add(tokens("prompt number " + i + " " + "x".repeat(i)));
    }
    List<List<Integer>> together;
    try (LlamaContext context = context(16, 1024)) {
      together = Tiny.greedy(context, prompts, 24);
    }
    try (LlamaContext alone = context(1, 1024)) {
      for (int i = 0; i < 16; i++) {
        assertThat(Tiny.greedy(alone, List.of(prompts.get(i)), 24))
            .as("prompt %d", i)
            .containsExactly(together.get(i));
      }
    }
    assertThat(new HashSet<>(together)).as("different texts").hasSizeGreaterThan(3);
  }

  @Test
  void outputs_areThereForTokensThatAskedOnly_alsoSeveralOfOneSequence() throws Exception {
    try (LlamaContext context = context(1, 16)) {
      TokenBatch batch = new TokenBatch(16);
      batch.add(65, 0, 0, true);
      batch.add(66, 1, 0, false);
      batch.add(67, 2, 0, true);
      assertThat(context.decode(batch)).isEqualTo(LlamaContext.Outcome.DONE);
      float[] first = new float[model.vocabulary().size()];
      float[] third = first.clone();
      context.logits(0, first);
      context.logits(2, third);
      assertThat(first).isNotEqualTo(third);
      for (int none : new int[] {1, 3, -1, 1000}) {
        assertThatThrownBy(() -> context.logits(none, first))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("only at {0, 2}");
      }
      assertThatThrownBy(() -> context.logits(0, new float[3]))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void whatEndsTheProcess_isRefused() throws Exception {
    try (LlamaContext context = context(2, 8)) {
      TokenBatch large = new TokenBatch(9);
      for (int i = 0; i < 9; i++) {
        large.add(65, i, 0, false);
      }
      refuses(() -> context.decode(large), "the batch's size is 9, expected 1 to 8");
      refuses(() -> context.decode(batch(258, 0, 0)), "the token is 258, expected 0 to 257");
      refuses(() -> context.decode(batch(-1, 0, 0)), "the token is -1");
      refuses(() -> context.decode(batch(65, 0, 2)), "the sequence is 2, expected 0 to 1");
      refuses(() -> context.decode(new TokenBatch(1)), "the batch's size is 0");
      refuses(() -> context.truncate(7, 0), "the sequence is 7, expected 0 to 1");
      refuses(() -> context.copy(0, 2), "the sequence is 2, expected 0 to 1");
      refuses(() -> context.copy(-1, 0), "the sequence is -1");
      refuses(() -> context.keepOnly(2), "the sequence is 2");
      refuses(() -> context.length(-1), "the sequence is -1");
      refuses(() -> context.pooledEmbedding(9), "the sequence is 9");
    }
    refuses(() -> ContextOptions.text(257, 64, 64, 1), "sequences is 257, expected 1 to 256");
    refuses(() -> ContextOptions.text(1, 2_000_000_000, 64, 1), "sequenceTokens is 2000000000");
    refuses(() -> ContextOptions.text(1, 64, 0, 1), "batchTokens is 0");
    refuses(() -> ContextOptions.text(4, 64, 3, 1), "batchTokens is 3, expected 4 to");
    refuses(() -> ContextOptions.text(1, 64, 64, 0), "threads is 0");
    refuses(
        () ->
            LlamaContext.open(
                model, ContextOptions.embedding(1, 64, 64, 1, Optional.of(Pooling.RANK))),
        "this model has no classifier");
  }

  private static void refuses(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String why) {
    assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(why);
  }

  private static TokenBatch batch(int token, int position, int sequence) {
    TokenBatch batch = new TokenBatch(1);
    batch.add(token, position, sequence, true);
    return batch;
  }

  @Test
  void positionsWithAGap_areRefusedInTheLibrarysWords_andTheContextGoesOn() throws Exception {
    try (LlamaContext context = context(1, 8)) {
      context.decode(batch(65, 0, 0));
      assertThatThrownBy(() -> context.decode(batch(66, 5, 0)))
          .isInstanceOf(LlamaException.class)
          .hasMessageContaining("cannot decode");
      assertThat(context.decode(batch(66, 1, 0))).isEqualTo(LlamaContext.Outcome.DONE);
      assertThat(context.length(0)).isEqualTo(2);
    }
  }

  @Test
  void fullSequence_hasNoRoom_untilItIsTruncated() throws Exception {
    try (LlamaContext context = context(2, 64)) {
      int capacity = context.sequenceTokens();
      for (int i = 0; i < capacity; i++) {
        assertThat(context.decode(batch(65, i, 0))).isEqualTo(LlamaContext.Outcome.DONE);
      }
      assertThat(context.decode(batch(65, capacity, 0))).isEqualTo(LlamaContext.Outcome.NO_ROOM);
      assertThat(context.decode(batch(65, 0, 1))).isEqualTo(LlamaContext.Outcome.DONE);
      assertThat(context.truncate(0, 100)).isTrue();
      assertThat(context.length(0)).isEqualTo(100);
      assertThat(context.decode(batch(65, 100, 0))).isEqualTo(LlamaContext.Outcome.DONE);
    }
  }

  @Test
  void prefix_copiedOrKept_givesTheLogitsOfTheWholePrompt() throws Exception {
    int[] prompt = tokens("a prompt of which the begin is known");
    float[] whole = new float[model.vocabulary().size()];
    float[] reused = whole.clone();
    try (LlamaContext context = context(3, 64)) {
      TokenBatch batch = new TokenBatch(64);
      int row = Tiny.add(batch, prompt, 0, 0);
      context.decode(batch);
      context.logits(row, whole);

      context.copy(0, 1);
      assertThat(context.length(1)).isEqualTo(prompt.length);
      assertThat(context.truncate(1, prompt.length - 1)).isTrue();
      context.decode(batch(prompt[prompt.length - 1], prompt.length - 1, 1));
      context.logits(0, reused);
      assertThat(TokenSampler.mostLikely(reused)).isEqualTo(TokenSampler.mostLikely(whole));
      assertThat(reused[10]).isCloseTo(whole[10], within(1e-3f));

      context.keepOnly(1);
      assertThat(context.length(0)).isZero();
      assertThat(context.length(1)).isEqualTo(prompt.length);
      context.clear();
      assertThat(context.length(1)).isZero();
    }
  }

  @Test
  void abort_endsThePass_andTheNextOneWorks() throws Exception {
    try (LlamaContext context = context(1, 256)) {
      TokenBatch batch = new TokenBatch(256);
      for (int i = 0; i < 200; i++) {
        batch.add(65, i, 0, i == 199);
      }
      context.abort();
      assertThat(context.decode(batch)).isEqualTo(LlamaContext.Outcome.ABORTED);
      assertThatThrownBy(() -> context.logits(199, new float[258]))
          .isInstanceOf(IllegalStateException.class);
      assertThat(context.truncate(0, 0)).isTrue();
      assertThat(context.decode(batch)).isEqualTo(LlamaContext.Outcome.DONE);
    }
  }

  @Test
  void close_fromAnotherThread_endsThePassInProgress() throws Exception {
    LlamaContext context = LlamaContext.open(model, ContextOptions.text(1, 65_536, 16_384, 1));
    TokenBatch batch = new TokenBatch(16_384);
    for (int i = 0; i < 16_384; i++) {
      batch.add(65, i, 0, i == 16_383);
    }
    CompletableFuture<Object> pass =
        CompletableFuture.supplyAsync(() -> {
          try {
            return context.decode(batch);
          } catch (LlamaException | IllegalStateException e) {
            return e;
          }
        });
    context.close();
    assertThat(pass.join())
        .satisfiesAnyOf(
            ended -> assertThat(ended).isEqualTo(LlamaContext.Outcome.ABORTED),
            ended -> assertThat(ended).isInstanceOf(IllegalStateException.class));
  }

  @Test
  void embeddings_ofSeveralSequences_inOneBatch() throws Exception {
    for (Pooling pooling : List.of(Pooling.MEAN, Pooling.LAST, Pooling.CLS)) {
      try (LlamaContext context =
          LlamaContext.open(model, ContextOptions.embedding(3, 64, 192, 1, Optional.of(pooling)))) {
        TokenBatch batch = new TokenBatch(192);
        Tiny.add(batch, tokens("one"), 0, 0);
        Tiny.add(batch, tokens("two two"), 0, 1);
        Tiny.add(batch, tokens("one"), 0, 2);
        assertThat(context.decode(batch)).isEqualTo(LlamaContext.Outcome.DONE);
        assertThat(context.pooledEmbedding(0))
            .as(pooling.name())
            .hasSize(64)
            .containsExactly(context.pooledEmbedding(2), within(1e-4f));
        if (pooling != Pooling.CLS) { // The first token is the same for all.
          assertThat(context.pooledEmbedding(0)).isNotEqualTo(context.pooledEmbedding(1));
        }
      }
    }
  }

  @Test
  void embeddings_notPooled_areThereForEachToken() throws Exception {
    try (LlamaContext context =
        LlamaContext.open(
            model, ContextOptions.embedding(1, 64, 64, 1, Optional.of(Pooling.NONE)))) {
      TokenBatch batch = new TokenBatch(2);
      batch.add(65, 0, 0, true);
      batch.add(66, 1, 0, true);
      context.decode(batch);
      assertThat(context.embedding(0)).hasSize(64).isNotEqualTo(context.embedding(1));
      assertThatThrownBy(() -> context.pooledEmbedding(0))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void contextLargerThanTheMachine_isRefusedWithTheSum() {
    assertThatThrownBy(() ->
            ContextChecks.requireMemory(ContextOptions.text(4, 512, 64, 1), 9L << 20, 8L << 20))
        .isInstanceOf(LlamaException.class)
        .hasMessage("a context of 4 sequences of 512 tokens takes 9 MB, and this machine has 8 MB");
  }
}
