package org.arkwright.kernel.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.unit.Bytes;
import org.arkwright.model.unit.Resources;
import org.junit.jupiter.api.Test;

/** The average of what a project held, halved every week. */
final class PastUseTest {
  private static final ProjectName PROJECT = ProjectName.DEFAULT;
  private static final long WEEK = Duration.ofDays(7).toNanos();
  private static final Resources HELD = new Resources(8000, Bytes.ofGibibytes(8).value(), 4000);

  private final PastUse use = new PastUse();

  @Test
  void whatIsHeld_countsHalfAfterAWeek_andThreeQuartersAfterTwo() {
    use.accrue(PROJECT, Resources.ZERO, 0);
    assertThat(use.at(PROJECT, HELD, WEEK).held())
        .isEqualTo(new Resources(4000, HELD.memoryBytes() / 2, 2000));
    assertThat(use.at(PROJECT, HELD, 2 * WEEK).held())
        .isEqualTo(new Resources(6000, HELD.memoryBytes() * 3 / 4, 3000));
  }

  @Test
  void whatIsHeldNoMore_fades_alsoInSteps() {
    use.restore(new PastUse.Average(PROJECT, HELD, WEEK));
    assertThat(use.at(PROJECT, Resources.ZERO, WEEK).held()).isEqualTo(HELD);
    use.accrue(PROJECT, Resources.ZERO, WEEK + WEEK / 2);
    use.accrue(PROJECT, Resources.ZERO, 2 * WEEK);
    assertThat(use.at(PROJECT, Resources.ZERO, 2 * WEEK).held().cpuMillis())
        .isBetween(3999L, 4001L);
    use.accrue(PROJECT, Resources.ZERO, 100 * WEEK);
    assertThat(use.at(PROJECT, Resources.ZERO, 100 * WEEK).held()).isEqualTo(Resources.ZERO);
  }

  @Test
  void average_isRestoredAsItWas() {
    use.restore(new PastUse.Average(PROJECT, HELD, WEEK));
    assertThat(use.all()).containsExactly(new PastUse.Average(PROJECT, HELD, WEEK));
  }

  @Test
  void clockThatStandsBack_changesNothing() {
    use.restore(new PastUse.Average(PROJECT, HELD, 2 * WEEK));
    assertThat(use.at(PROJECT, Resources.ZERO, WEEK).held()).isEqualTo(HELD);
  }

  @Test
  void projectWithoutAPast_startsFromNothing() {
    assertThat(use.at(PROJECT, HELD, WEEK).held()).isEqualTo(Resources.ZERO);
    assertThat(use.all()).isEmpty();
  }
}
