package org.arkwright.kernel;

import java.util.List;
import org.arkwright.model.Job;
import org.arkwright.model.Resources;

/**
 * No project uses more than its quota and what it may borrow. A quota that was lowered ends
 * nothing, so a resource is judged only where an attempt that asks for it started after the latest
 * change.
 */
final class QuotaInvariants {
  private QuotaInvariants() {}

  static void check(State state, List<String> found) {
    QuotaRule rule = new QuotaRule(state, state::usage);
    for (Job job : state.running()) {
      long startedAt = job.state().liveAttempt().orElseThrow().startedAtNanos();
      Resources asked = job.spec().amount();
      if (startedAt > state.quotasSinceNanos() && !rule.holds(job.spec().project(), asked)) {
        found.add(
            "project %s uses %s, more than its quota allows"
                .formatted(job.spec().project(), state.usage(job.spec().project())));
      }
    }
  }
}
