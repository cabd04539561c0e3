package org.arkwright.simulation.check;

import static org.arkwright.simulation.check.History.holds;
import static org.arkwright.simulation.check.History.spec;
import static org.arkwright.simulation.check.History.started;
import static org.arkwright.simulation.check.History.submitted;
import static org.arkwright.simulation.check.History.succeeded;
import static org.arkwright.simulation.check.History.violates;

import java.util.Optional;
import org.arkwright.model.Event;
import org.arkwright.model.access.Quota;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.unit.Resources;
import org.junit.jupiter.api.Test;

/** Each rank takes two cores. */
final class QuotaCheckTest {
  private static final ProjectName OTHER = new ProjectName("other");

  private final QuotaCheck check = new QuotaCheck();

  @Test
  void nominalQuota_isTheMostWithoutACohort() {
    set(ProjectName.DEFAULT, Optional.empty(), 4, 100, 100);
    submit(1, 2, 3);
    holds(() -> check.happened(started(1, 1, "a")));
    holds(() -> check.happened(started(2, 1, "a")));
    violates("of at most", () -> check.happened(started(3, 1, "a")));
  }

  @Test
  void whatEnds_makesRoom() {
    set(ProjectName.DEFAULT, Optional.empty(), 2, 0, 0);
    submit(1, 2);
    check.happened(started(1, 1, "a"));
    check.happened(succeeded(1));
    holds(() -> check.happened(started(2, 1, "a")));
  }

  @Test
  void borrowing_endsAtTheLimit() {
    set(ProjectName.DEFAULT, Optional.of("c"), 2, 2, 100);
    set(OTHER, Optional.of("c"), 10, 100, 100);
    submit(1, 2, 3);
    check.happened(started(1, 1, "a"));
    holds(() -> check.happened(started(2, 1, "a")));
    violates("of at most", () -> check.happened(started(3, 1, "a")));
  }

  @Test
  void borrowing_endsAtWhatOthersLend() {
    set(ProjectName.DEFAULT, Optional.of("c"), 2, 100, 100);
    set(OTHER, Optional.of("c"), 10, 100, 2);
    submit(1, 2, 3);
    check.happened(started(1, 1, "a"));
    holds(() -> check.happened(started(2, 1, "a")));
    violates("more than the others of c lend", () -> check.happened(started(3, 1, "a")));
  }

  @Test
  void cohort_neverUsesMoreThanTheSumOfItsQuotas() {
    set(ProjectName.DEFAULT, Optional.of("c"), 2, 100, 100);
    submit(1, 2);
    check.happened(started(1, 1, "a"));
    // Lowered below its use; what it lends leaves it nothing of its own.
    set(ProjectName.DEFAULT, Optional.of("c"), 0, 100, 100);
    set(OTHER, Optional.of("c"), 2, 100, 100);
    violates("2", () -> check.happened(started(2, 1, "a")));
  }

  private void submit(long... jobs) {
    for (long job : jobs) {
      check.happened(submitted(job, spec(1)));
    }
  }

  private void set(
      ProjectName project, Optional<String> cohort, int nominal, int borrowing, int lending) {
    check.happened(
        new Event.QuotaSet(
            new Quota(project, cohort, cores(nominal), cores(borrowing), cores(lending), 1), 0));
  }

  private static Resources cores(int cores) {
    return new Resources(
        1000L * cores, Resources.UNLIMITED_AMOUNT / 4, Resources.UNLIMITED_AMOUNT / 4);
  }
}
