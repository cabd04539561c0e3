package org.arkwright.train.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.arkwright.train.format.BaseModel;
import org.arkwright.train.format.PeftFolder;
import org.arkwright.train.model.Adapter;
import org.arkwright.train.model.FloatTransfer;
import org.arkwright.train.model.Llama;
import org.arkwright.train.model.LlamaConfig;
import org.arkwright.train.model.ParameterLayout;
import org.arkwright.train.model.Parameters;
import org.arkwright.train.model.TrainingDevice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows of several examples, which must be to a network what each is alone. */
final class TunedPassTest {
  private static final Path BASE = Path.of("src/test/golden/qwen2");

  private static List<Example> examples() {
    SplittableRandom random = new SplittableRandom(3);
    List<Example> examples = new ArrayList<>();
    for (int length : new int[] {9, 2, 17, 30}) {
      int[] tokens = new int[length];
      boolean[] learnt = new boolean[length];
      for (int i = 0; i < length; i++) {
        tokens[i] = random.nextInt(310);
        learnt[i] = i >= (length + 1) / 2;
      }
      examples.add(new Example(tokens, learnt));
    }
    return examples;
  }

  /** What a pass gives: the loss, and the gradients. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Result(double loss, float[] gradients) {}

  private static Result run(boolean whole, boolean recompute, List<List<Example>> rows)
      throws Exception {
    BaseModel base = BaseModel.open(BASE);
    LlamaConfig config = base.config();
    ParameterLayout layout = ParameterLayout.of(config);
    try (Parameters weights =
            whole
                ? new Parameters(layout, TrainingDevice.CPU)
                : Parameters.frozen(layout, TrainingDevice.CPU);
        Adapter adapter = PeftFolder.read(BASE.resolve("adapter"), config, TrainingDevice.CPU)) {
      base.load(weights);
      Optional<Adapter> used = whole ? Optional.empty() : Optional.of(adapter);
      TunedPass pass =
          new TunedPass(new Llama(config, weights, 64, used), TrainingDevice.CPU, recompute, whole);
      Parameters trained = whole ? weights : adapter.parameters();
      double loss = 0;
      double looked = 0;
      for (List<Example> row : rows) {
        loss += pass.lossAndGradients(row, 0.25);
        looked += pass.loss(row);
      }
      assertThat(looked).isCloseTo(loss, within(1e-3));
      float[] gradients = new float[(int) trained.layout().elements()];
      FloatTransfer.read(trained.gradients(), 0, gradients, gradients.length);
      return new Result(loss, gradients);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void examplesOfARow_doNotSeeOneAnother(boolean whole) throws Exception {
    Result packed = run(whole, false, List.of(examples()));
    Result alone = run(whole, false, examples().stream().map(List::of).toList());
    assertThat(packed.loss()).isCloseTo(alone.loss(), within(1e-4 * alone.loss()));
    assertSame(packed.gradients(), alone.gradients());
    // In another order too.
    Result reversed = run(whole, false, List.of(examples().reversed()));
    assertThat(reversed.loss()).isCloseTo(alone.loss(), within(1e-4 * alone.loss()));
    assertSame(reversed.gradients(), alone.gradients());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void valuesThatAreComputedTwice_giveTheSameGradients(boolean whole) throws Exception {
    Result kept = run(whole, false, List.of(examples()));
    Result again = run(whole, true, List.of(examples()));
    assertThat(again.loss()).isCloseTo(kept.loss(), within(1e-5 * kept.loss()));
    assertSame(again.gradients(), kept.gradients());
  }

  private static void assertSame(float[] found, float[] wanted) {
    double largest = 0;
    double most = 0;
    for (int i = 0; i < wanted.length; i++) {
      largest = Math.max(largest, Math.abs(wanted[i]));
      most = Math.max(most, Math.abs(wanted[i] - found[i]));
    }
    assertThat(largest).isPositive();
    assertThat(most).isLessThan(1e-4 * largest);
  }

  @Test
  void whatIsNotLearnt_hasNoLoss() throws Exception {
    Example example = examples().getLast();
    boolean[] less = example.learnt().clone();
    Arrays.fill(less, 0, 20, false); // of 15 that are learnt
    Result all = run(false, false, List.of(List.of(example)));
    Result some = run(false, false, List.of(List.of(new Example(example.tokens(), less))));
    assertThat(some.loss()).isLessThan(all.loss());
    assertThat(new Example(example.tokens(), less).answers()).isEqualTo(10);
  }
}
