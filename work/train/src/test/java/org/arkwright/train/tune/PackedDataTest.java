package org.arkwright.train.tune;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** How examples come to lie in sequences. */
final class PackedDataTest {
  private static List<Example> examples(int count) {
    SplittableRandom random = new SplittableRandom(9);
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int[] tokens = new int[random.nextInt(2, 60)];
      boolean[] learnt = new boolean[tokens.length];
      tokens[0] = i;
      learnt[tokens.length - 1] = true;
      examples.add(new Example(tokens, learnt));
    }
    return examples;
  }

  private static PackedData packed(int count, double share, long seed) {
    return PackedData.of(examples(count), share, 256, 128, seed);
  }

  @Test
  void everyExample_isLearntOnceAnEpoch_orHeldOut_andSequencesAreNearlyFull() {
    PackedData data = packed(500, 0.1, 1);
    Set<Integer> heldOut = new HashSet<>();
    data.heldOut().forEach(all -> all.forEach(example -> heldOut.add(example.tokens()[0])));
    assertThat(heldOut).hasSize(50);
    for (int epoch = 0; epoch < 3; epoch++) {
      List<Integer> learnt = new ArrayList<>();
      for (int i = 0; i < data.sequences(); i++) {
        List<Example> sequence = data.sequence((long) epoch * data.sequences() + i);
        assertThat(PackedData.inputs(sequence)).isLessThanOrEqualTo(128);
        sequence.forEach(example -> learnt.add(example.tokens()[0]));
      }
      assertThat(learnt).hasSize(450).doesNotHaveDuplicates().doesNotContainAnyElementsOf(heldOut);
    }
    assertThat((double) data.tokens() / data.sequences()).isGreaterThan(0.9 * 128);
  }

  @Test
  void sameSeed_givesTheSame_anotherDoesNot() {
    assertThat(packed(100, 0.1, 1).digest()).isEqualTo(packed(100, 0.1, 1).digest());
    assertThat(packed(100, 0.1, 2).digest()).isNotEqualTo(packed(100, 0.1, 1).digest());
    assertThat(packed(100, 0.1, 1).sequence(7))
        .usingRecursiveComparison()
        .isEqualTo(packed(100, 0.1, 1).sequence(7));
  }

  @Test
  void fewExamples_holdOneOut_andOneAloneNone() {
    assertThat(packed(3, 0.05, 1).heldOut()).hasSize(1);
    assertThat(packed(1, 0.05, 1).heldOut()).isEmpty();
    assertThat(packed(10, 0, 1).heldOut()).isEmpty();
  }
}
