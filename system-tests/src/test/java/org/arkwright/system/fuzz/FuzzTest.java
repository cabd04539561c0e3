package org.arkwright.system.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.arkwright.system.fuzz.Fuzzer.Bug;
import org.arkwright.system.fuzz.Fuzzer.Outcome;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever another program wrote is understood or refused, never more. The seed is fixed, so that a
 * failure repeats; {@code arkwright.fuzz.seed} is another.
 */
final class FuzzTest {
  private static final long SEED = Long.getLong("arkwright.fuzz.seed", 7);
  private static final int SHORT = 2_000;

  /** Of all targets together. */
  private static final long LONG = 10_000_000;

  /** How often others are tried for each time that a slow one is. */
  private static final long OTHERS_PER_SLOW = 20;

  private static final double SHARE_MIN = 0.2;

  static Stream<Target> targets() {
    return Targets.all();
  }

  @ParameterizedTest
  @MethodSource("targets")
  void samples_areUnderstood(Target target) throws Exception {
    assertThat(target.samples()).isNotEmpty();
    for (byte[] sample : target.samples()) {
      assertThat(target.parser().parses(target.packing().pack(sample)))
          .as(new String(sample, StandardCharsets.UTF_8))
          .isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("targets")
  void mutations_areUnderstoodOrRefused(Target target) {
    check(target, SHORT);
  }

  @Tag("long")
  @ParameterizedTest
  @MethodSource("targets")
  void millionsOfMutations_areUnderstoodOrRefused(Target target) {
    long shares = Targets.all().mapToLong(each -> each.isSlow() ? 1 : OTHERS_PER_SLOW).sum();
    check(target, (target.isSlow() ? 1 : OTHERS_PER_SLOW) * LONG / shares + 1);
  }

  @ParameterizedTest
  @MethodSource("targets")
  void plantedFault_isFound(Target target) {
    Target faulty =
        new Target(
            target.name(),
            target.samples(),
            target.packing(),
            target.isSlow(),
            input -> {
              boolean parsed = target.parser().parses(input);
              if (parsed && isRare(input)) {
                throw new IllegalStateException("planted");
              }
              return parsed;
            });

    Outcome outcome = Fuzzer.run(faulty, SEED, 20 * SHORT);

    assertThat(outcome.bug().map(Bug::happened).orElse("nothing found")).contains("planted");
  }

  /** One in some hundred inputs. */
  private static boolean isRare(byte[] input) {
    CRC32 sum = new CRC32();
    sum.update(input);
    return sum.getValue() % 300 == 0;
  }

  private static void check(Target target, long mutations) {
    long begun = System.nanoTime();
    Outcome outcome = Fuzzer.run(target, SEED, mutations);

    System.out.printf(
        "%s: %d mutations, %.0f %% understood, %.1f s%n",
        target.name(),
        outcome.mutations(),
        100 * outcome.share(),
        (System.nanoTime() - begun) / 1e9);
    outcome.bug().flatMap(Bug::cause).ifPresent(cause -> cause.printStackTrace(System.out));
    assertThat(outcome.bug()).isEmpty();
    assertThat(outcome.share()).as("share that is understood").isGreaterThan(SHARE_MIN);
  }
}
