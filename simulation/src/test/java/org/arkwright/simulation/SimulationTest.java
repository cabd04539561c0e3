package org.arkwright.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.arkwright.simulation.site.Sabotage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class SimulationTest {
  private static final long SABOTAGE_SEEDS_MAX = 400;

  @Test
  void fiftySeeds_violateNoInvariant() {
    assertThat(LongStream.rangeClosed(1, 50).parallel().mapToObj(SimulationTest::run).toList())
        .allSatisfy(this::isFine);
  }

  /** A quota lowered below its use, while another project uses what it never lends: allowed. */
  @Test
  void loweredQuotaBesideRetainedQuota_violatesNoInvariant() {
    isFine(run(1330));
  }

  @Test
  void sameSeed_givesTheSameBytes() {
    List<String> upwards = hashes(LongStream.rangeClosed(101, 110));
    List<String> downwards = hashes(LongStream.rangeClosed(101, 110).map(seed -> 211 - seed));
    assertThat(downwards.reversed()).isEqualTo(upwards);
    assertThat(upwards).doesNotHaveDuplicates();
  }

  /** A check that never fails proves nothing: each sabotage must be detected. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void sabotage_isDetected(Sabotage sabotage) {
    assertThat(
            LongStream.rangeClosed(1, SABOTAGE_SEEDS_MAX)
                .parallel()
                .anyMatch(
                    seed -> new Simulation(seed, sabotage, false).run().violation().isPresent()))
        .as("some seed detects %s", sabotage)
        .isTrue();
  }

  private void isFine(SeedOutcome outcome) {
    assertThat(outcome.violation())
        .as("seed %d; ./check --seed %d shows its trace", outcome.seed(), outcome.seed())
        .isEmpty();
  }

  private static SeedOutcome run(long seed) {
    return new Simulation(seed, Sabotage.NONE, false).run();
  }

  private static List<String> hashes(LongStream seeds) {
    return seeds.mapToObj(SimulationTest::run).map(SeedOutcome::journalHash).toList();
  }
}
