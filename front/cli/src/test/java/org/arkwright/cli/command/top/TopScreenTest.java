package org.arkwright.cli.command.top;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What of {@code top} a screen has room for. */
final class TopScreenTest {
  @Test
  void aScreenWithRoom_showsAll() {
    TopScreen screen = new TopScreen(table("NODE", 3), table("JOB", 4));
    assertThat(screen.fitting(11)).isEqualTo(screen.whole()).doesNotContain("more");
    assertThat(screen.whole())
        .startsWith("NODE\nNODE1\n")
        .endsWith("NODE3\n\nJOB\nJOB1\nJOB2\nJOB3\nJOB4\n");
  }

  @Test
  void aSmallScreen_isNeverExceeded_andSaysWhatIsLeftOut() {
    TopScreen screen = new TopScreen(table("NODE", 40), table("JOB", 200));
    for (int rows = 6; rows < 250; rows++) {
      assertThat(screen.fitting(rows).lines().count()).as("%d rows", rows).isLessThan(rows);
    }
    assertThat(screen.fitting(12).lines().toList())
        .containsExactly(
            "NODE",
            "NODE1",
            "NODE2",
            "NODE3",
            "… and 37 more nodes",
            "",
            "JOB",
            "JOB1",
            "JOB2",
            "JOB3",
            "… and 197 more jobs");
  }

  @Test
  void roomThatOneTableDoesNotNeed_isTheOthers() {
    assertThat(new TopScreen(table("NODE", 1), table("JOB", 200)).fitting(24))
        .contains("NODE1\n\nJOB\n", "JOB18\n… and 182 more jobs")
        .doesNotContain("JOB19");
    assertThat(new TopScreen(table("NODE", 21), List.of("no job runs")).fitting(24))
        .contains("… and 2 more nodes\n\nno job runs\n");
    assertThat(new TopScreen(table("NODE", 20), List.of("no job runs")).fitting(24))
        .contains("NODE20\n\nno job runs\n");
  }

  @Test
  void aTinyScreen_showsJobs_andCountsTheRest() {
    TopScreen screen = new TopScreen(table("NODE", 9), table("JOB", 9));
    for (int rows = 2; rows < 6; rows++) {
      assertThat(screen.fitting(rows).lines().count()).as("%d rows", rows).isLessThan(rows);
    }
    assertThat(screen.fitting(5).lines().toList())
        .containsExactly("JOB", "JOB1", "JOB2", "… and 7 more jobs, 9 more nodes");
    assertThat(screen.fitting(3)).isEqualTo("… and 9 more jobs, 9 more nodes\n");
    assertThat(screen.fitting(1)).isEqualTo("… and 9 more jobs, 9 more nodes\n");
    assertThat(new TopScreen(table("NODE", 2), List.of("no job runs")).fitting(3))
        .isEqualTo("no job runs\n… and 2 more nodes\n");
  }

  private static List<String> table(String head, int rows) {
    List<String> lines = new ArrayList<>(List.of(head));
    for (int i = 1; i <= rows; i++) {
      lines.add(head + i);
    }
    return lines;
  }
}
