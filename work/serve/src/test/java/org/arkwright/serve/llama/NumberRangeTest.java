package org.arkwright.serve.llama;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the texts of a range's grammar are, which is held against the numbers themselves. */
final class NumberRangeTest {
  /** The grammar as a pattern: it uses nothing that a pattern has not. */
  private static Pattern pattern(String grammar) {
    return Pattern.compile(
        grammar.replace("\".\"", "\\.").replace(".\"", "\\.").replaceAll("[\" ]", ""));
  }

  @Test
  void integers_areThoseOfTheRange_andNoOthers() {
    Random random = new Random(1);
    for (int i = 0; i < 300; i++) {
      long least = random.nextLong(2_400) - 1_200;
      NumberRange range =
          new NumberRange(
              least, least + random.nextInt(1_500), random.nextBoolean(), random.nextBoolean());
      if (range.hasNoInteger()) {
        continue;
      }
      Pattern pattern = pattern(range.integers());
      for (long number = -1_500; number < 2_900; number++) {
        boolean within =
            (range.above() ? number > range.least() : number >= range.least())
                && (range.below() ? number < range.most() : number <= range.most());
        assertThat(pattern.matcher(Long.toString(number)).matches())
            .as("%d in %s: %s", number, range, pattern)
            .isEqualTo(within);
      }
    }
  }

  @Test
  void integersThatADoubleHolds_areAllThere() {
    long safe = 9_007_199_254_740_991L;
    Pattern pattern = pattern(new NumberRange(-safe, safe, false, false).integers());
    for (long number : new long[] {0, 7, -7, 10, safe, -safe, 1_000_000_000_000_000L}) {
      assertThat(pattern.matcher(Long.toString(number)).matches()).as("%d", number).isTrue();
    }
    for (String text : new String[] {"9007199254740992", "-9007199254740992", "00", "-", "1e3"}) {
      assertThat(pattern.matcher(text).matches()).as(text).isFalse();
    }
  }

  @Test
  void numbers_areThoseOfTheRange_andNoOthers() {
    Random random = new Random(2);
    for (int i = 0; i < 300; i++) {
      int least = random.nextInt(24) - 12;
      NumberRange range =
          new NumberRange(
              least, least + random.nextInt(15), random.nextBoolean(), random.nextBoolean());
      if (range.isEmpty()) {
        continue;
      }
      Pattern pattern = pattern(range.numbers());
      for (int hundredths = -1_500; hundredths < 3_000; hundredths += 5) {
        BigDecimal number = BigDecimal.valueOf(hundredths, 2);
        int toLeast = number.compareTo(BigDecimal.valueOf(range.least()));
        int toMost = number.compareTo(BigDecimal.valueOf(range.most()));
        boolean within =
            (range.above() ? toLeast > 0 : toLeast >= 0)
                && (range.below() ? toMost < 0 : toMost <= 0);
        assertThat(pattern.matcher(number.toPlainString()).matches())
            .as("%s in %s: %s", number, range, pattern)
            .isEqualTo(within);
      }
    }
  }
}
