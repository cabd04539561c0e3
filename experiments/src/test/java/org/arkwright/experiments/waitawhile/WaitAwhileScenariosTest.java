package org.arkwright.experiments.waitawhile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.arkwright.experiments.waitawhile.ProjectJob.Deadline;
import org.junit.jupiter.api.Test;

final class WaitAwhileScenariosTest {
  @Test
  void projectJobs_equalThePapers() {
    List<ProjectJob> jobs = ProjectJob.all();
    assertThat(jobs).hasSize(3387);
    assertThat(jobs.stream().mapToInt(ProjectJob::length).sum()).isEqualTo(311_252);
    assertThat(jobs.getFirst()).isEqualTo(new ProjectJob(19, 106));
  }

  @Test
  void waiting_savesNothingWhereEveryHourIsEqual() {
    double[] flat = new double[18_000];
    Arrays.fill(flat, 100);
    WaitAwhileScenarios scenarios = new WaitAwhileScenarios(new CarbonGrid("Flatland", flat));
    for (SlotPolicy policy : SlotPolicy.values()) {
      assertThat(scenarios.projectSaving(policy, Deadline.SEMI_WEEKLY, 0, 1))
          .isCloseTo(0, within(1e-9));
    }
  }

  @Test
  void greatBritain_savesWhatThePaperReports_andArkwrightMore() throws IOException {
    WaitAwhileScenarios britain =
        new WaitAwhileScenarios(CarbonGrid.read("Great Britain", data("gb_ci.csv")));
    assertThat(britain.baselineTonnes()).isCloseTo(68.52, within(0.005));
    assertThat(100 * britain.projectSaving(SlotPolicy.PAPER_PAUSED, Deadline.NEXT_WORKDAY, 0, 0))
        .isCloseTo(9.229, within(0.0005));
    double paper =
        100 * britain.projectSaving(SlotPolicy.PAPER_PAUSED, Deadline.SEMI_WEEKLY, 0.05, 0);
    assertThat(paper).isCloseTo(19.656, within(0.0005));
    assertThat(
            100 * britain.projectSaving(SlotPolicy.ARKWRIGHT_PAUSED, Deadline.SEMI_WEEKLY, 0.05, 0))
        .isGreaterThan(paper);
    assertThat(100 * britain.nightlySaving(SlotPolicy.PAPER_WHOLE, 16, 0.05))
        .isCloseTo(7.95, within(0.01));
  }

  private static Path data(String file) {
    String folder = System.getenv().getOrDefault("ARKWRIGHT_DATA", "../../shared/data");
    Path path = Path.of(folder, "lets-wait-awhile", file);
    assumeTrue(Files.exists(path), "skipped: no " + path + " (set ARKWRIGHT_DATA)");
    return path;
  }
}
