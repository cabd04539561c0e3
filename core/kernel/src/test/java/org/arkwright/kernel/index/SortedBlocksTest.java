package org.arkwright.kernel.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sorted blocks beside a tree of the standard library. */
final class SortedBlocksTest {
  private final SortedBlocks<Named> blocks =
      new SortedBlocks<>(Comparator.comparingInt(Named::number));
  private final TreeMap<Integer, Named> tree = new TreeMap<>();

  private record Named(int number, String name) {}

  /** Grows to some thousand elements and shrinks to a few, three times. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void changedAtRandom_isLikeATree(long seed) {
    Random random = new Random(seed);
    for (int step = 1; step <= 30_000; step++) {
      int share = step % 10_000 < 6_000 ? 7 : 1;
      int number = random.nextInt(8_000);
      if (random.nextInt(10) < share) {
        put(number, "step-" + step);
      } else {
        remove(tree.isEmpty() ? number : Optional.ofNullable(tree.floorKey(number)).orElse(number));
      }
      if (step % 501 == 0) {
        assertLikeTheTree(random);
      }
    }
  }

  @Test
  void appendedAndTakenFromTheFront_isLikeATree() {
    Random random = new Random(6);
    for (int number = 0; number < 5_000; number++) {
      put(number, "n");
      if (number >= 700) {
        remove(number - 700);
      }
    }
    assertLikeTheTree(random);
  }

  @Test
  void fewThatStayAmongManyThatGo_areAllFound() {
    for (int number = 0; number < 20_000; number++) {
      put(number, "n");
    }
    for (int number = 0; number < 20_000; number++) {
      if (number % 300 != 0) {
        remove(number);
      }
    }
    assertLikeTheTree(new Random(7));
  }

  @Test
  void empty_hasNothing() {
    assertThat(blocks.find(_ -> 0)).isEmpty();
    assertThat(blocks.remove(new Named(1, "n"))).isFalse();
    assertThat(blocks.ahead(_ -> 1)).isZero();
    assertThat(blocks.all()).isEmpty();
    assertThat(blocks.reversed()).isEmpty();
    assertThat(blocks.reversedFrom(_ -> 1)).isEmpty();
  }

  private void put(int number, String name) {
    Named element = new Named(number, name);
    assertThat(blocks.put(element)).isEqualTo(Optional.ofNullable(tree.put(number, element)));
  }

  private void remove(int number) {
    assertThat(blocks.remove(new Named(number, "of any name")))
        .isEqualTo(tree.remove(number) != null);
  }

  private void assertLikeTheTree(Random random) {
    assertThat(blocks.size()).isEqualTo(tree.size());
    assertThat(List.copyOf(blocks.all())).isEqualTo(List.copyOf(tree.values()));
    assertThat(List.copyOf(blocks.reversed())).isEqualTo(List.copyOf(tree.values()).reversed());
    for (int i = 0; i < 20; i++) {
      int number = random.nextInt(-1, 8_001);
      SortedBlocks.Place<Named> place = named -> Integer.compare(number, named.number);
      assertThat(blocks.find(place)).isEqualTo(Optional.ofNullable(tree.get(number)));
      assertThat(blocks.ahead(place)).isEqualTo(tree.headMap(number).size());
      List<Named> before = new ArrayList<>(tree.headMap(number).values()).reversed();
      assertThat(blocks.reversedFrom(place))
          .hasSize(before.size())
          .containsExactlyElementsOf(before);
    }
  }
}
