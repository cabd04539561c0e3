package org.arkwright.train.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.arkwright.train.report.TrainingProblem;
import org.arkwright.train.token.Tokenizer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BatchesTest {
  private static final int CONTEXT = 7;

  /** The begin token, 403 letters and the end token: 57 whole blocks, and a rest. */
  private static final int LETTERS = 403;

  @TempDir private Path folder;
  private TokenStream stream;

  @BeforeEach
  void write() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < LETTERS; i++) {
      text.append((char) ('\u4e00' + i));
    }
    stream = stream(text.toString());
  }

  @Test
  void eachPass_usesEachTrainingBlockOnce_inAnOrderOfItsOwn() {
    Batches batches = batches(0.1, 1000, 5);
    assertThat(batches.trainingBlocks() + batches.validationBlocks())
        .isEqualTo((stream.size() - 1) / CONTEXT);
    assertThat(batches.validationBlocks()).isEqualTo(6);
    List<List<Long>> first = pass(batches, 0);
    List<List<Long>> second = pass(batches, 1);
    assertThat(new HashSet<>(first)).hasSameSizeAs(first).isEqualTo(new HashSet<>(second));
    assertThat(second).isNotEqualTo(first);
    assertThat(first).isNotEqualTo(first.stream().sorted(BatchesTest::compare).toList());
  }

  @Test
  void targets_areTheInputsShiftedByOne_alsoAcrossBlocks() {
    Batches batches = batches(0, 0, 5);
    int[] tokens = stream.tokens();
    long[] inputs = new long[CONTEXT + 2];
    long[] targets = new long[CONTEXT + 2];
    Set<Integer> starts = new HashSet<>();
    for (int number = 0; number < batches.trainingBlocks(); number++) {
      batches.training(number, inputs, targets, 2);
      int from = indexOf(tokens, inputs[2]);
      starts.add(from);
      assertThat(from % CONTEXT).isZero();
      for (int i = 0; i < CONTEXT; i++) {
        assertThat(inputs[2 + i]).isEqualTo(tokens[from + i]);
        assertThat(targets[2 + i]).isEqualTo(tokens[from + i + 1]);
      }
    }
    assertThat(starts).hasSize(batches.trainingBlocks());
    assertThat(inputs).startsWith(0, 0);
    assertThat(targets).startsWith(0, 0);
  }

  @Test
  void validationBlocks_areTheLast_andNeverTrainedOn() {
    Batches batches = batches(0.1, 1000, 5);
    Set<List<Long>> trained = new HashSet<>(pass(batches, 0));
    long[] inputs = new long[CONTEXT];
    for (int number = 0; number < batches.validationBlocks(); number++) {
      batches.validation(number, inputs, new long[CONTEXT], 0);
      assertThat(trained).doesNotContain(list(inputs));
      assertThat(indexOf(stream.tokens(), inputs[0]))
          .isEqualTo((batches.trainingBlocks() + number) * CONTEXT);
    }
  }

  @Test
  void resumedRun_continuesWithTheSameSequences() {
    Batches whole = batches(0.1, 1000, 5);
    List<List<Long>> expected = pass(whole, 0);
    expected.addAll(pass(whole, 1));
    for (int from : new int[] {0, 1, 50, whole.trainingBlocks() - 1, whole.trainingBlocks()}) {
      Batches resumed = batches(0.1, 1000, 5);
      for (int number = from; number < expected.size(); number += 17) {
        assertThat(training(resumed, number)).isEqualTo(expected.get(number));
      }
    }
    assertThat(pass(batches(0.1, 1000, 6), 0)).isNotEqualTo(pass(whole, 0));
  }

  @Test
  void heldOutBlocks_areRoundedUp_bounded_andLeaveATextOfOneBlockAlone() throws IOException {
    assertThat(batches(0.001, 1000, 5).validationBlocks()).isEqualTo(1);
    assertThat(batches(0.5, 3, 5).validationBlocks()).isEqualTo(3);
    assertThat(batches(0, 1000, 5).validationBlocks()).isZero();
    TokenStream one = stream("abcdef");
    Batches alone = new Batches(one, CONTEXT, 0.5, 1000, 5);
    assertThat(alone.trainingBlocks()).isEqualTo(1);
    assertThat(alone.validationBlocks()).isZero();
  }

  @Test
  void textShorterThanOneContext_isRefused() throws IOException {
    // With the begin and end tokens, 7 tokens: one too few, as the last target is the eighth.
    TokenStream tooShort = stream("abcde");
    assertThatExceptionOfType(TrainingProblem.class)
        .isThrownBy(() -> new Batches(tooShort, CONTEXT, 0, 0, 5))
        .withMessageContaining("7 tokens, too few for one context of 7");
  }

  private Batches batches(double validation, int max, long seed) {
    return new Batches(stream, CONTEXT, validation, max, seed);
  }

  private static List<List<Long>> pass(Batches batches, long pass) {
    List<List<Long>> blocks = new ArrayList<>();
    for (int i = 0; i < batches.trainingBlocks(); i++) {
      blocks.add(training(batches, pass * batches.trainingBlocks() + i));
    }
    return blocks;
  }

  private static List<Long> training(Batches batches, long number) {
    long[] inputs = new long[CONTEXT];
    batches.training(number, inputs, new long[CONTEXT], 0);
    return list(inputs);
  }

  private static List<Long> list(long[] values) {
    return java.util.Arrays.stream(values).boxed().toList();
  }

  private static int compare(List<Long> a, List<Long> b) {
    return Long.compare(a.get(1), b.get(1));
  }

  private static int indexOf(int[] tokens, long token) {
    for (int i = 0; i < tokens.length; i++) {
      if (tokens[i] == token) {
        return i;
      }
    }
    throw new AssertionError("no token " + token);
  }

  private TokenStream stream(String text) throws IOException {
    Files.writeString(folder.resolve("text.txt"), text);
    return TokenStream.of(Corpus.find(folder), new Letters(), 1);
  }

  /** Each letter is a token of its own. */
  private static final class Letters implements Tokenizer {
    @Override
    public void encode(String text, TokenSink sink) {
      text.chars().forEach(sink::add);
    }

    @Override
    public String decode(int... ids) {
      return new String(ids, 0, ids.length);
    }

    @Override
    public int beginId() {
      return 1;
    }

    @Override
    public int endId() {
      return 1;
    }

    @Override
    public int size() {
      return 1 << 16;
    }
  }
}
