package org.arkwright.experiments.waitawhile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The expected literals are draws of NumPy 2.4.6. */
final class NumpyRandomTest {
  @Test
  void bits_equalThoseOfPcg64() {
    NumpyRandom random = new NumpyRandom(0);
    assertThat(Long.toUnsignedString(random.nextLong())).isEqualTo("11749869230777074271");
    assertThat(Long.toUnsignedString(random.nextLong())).isEqualTo("4976686463289251617");
    assertThat(Long.toUnsignedString(random.nextLong())).isEqualTo("755828109848996024");
  }

  @Test
  void multinomialThenIntegersThenDouble_shareOneStreamOfBits() {
    NumpyRandom random = new NumpyRandom(0);
    int[] counts = random.multinomial(3387, 262);
    assertThat(Arrays.copyOf(counts, 12))
        .containsExactly(14, 11, 7, 6, 16, 18, 14, 15, 13, 19, 16, 4);
    assertThat(Arrays.stream(counts).sum()).isEqualTo(3387);
    int[] five = new int[5];
    Arrays.setAll(five, _ -> random.below(16));
    assertThat(five).containsExactly(11, 5, 9, 12, 11);
    Arrays.setAll(five, _ -> random.below(172));
    assertThat(five).containsExactly(38, 70, 62, 119, 71);
    assertThat(random.nextDouble()).isEqualTo(0.5414099836301646);
  }

  @Test
  void normals_equalNumpys() {
    NumpyRandom random = new NumpyRandom(0);
    double[] expected = {
      0.1257302210933933,
      -0.1321048632913019,
      0.6404226504432821,
      0.10490011715303971,
      -0.535669373161111
    };
    for (double value : expected) {
      assertThat(random.nextGaussian()).isCloseTo(value, within(1e-11));
    }
  }

  @Test
  void normals_stayInStepWithNumpyThroughTailsAndRejections() {
    NumpyRandom random = new NumpyRandom(42);
    double last = 0;
    double largest = 0;
    for (int draw = 0; draw < 200_000; draw++) {
      last = random.nextGaussian();
      largest = Math.max(largest, Math.abs(last));
    }
    assertThat(last).isCloseTo(0.26900288242347326, within(1e-11));
    assertThat(largest).isCloseTo(5.0072352319089966, within(1e-11));
  }
}
