package org.arkwright.kernel.invariant;

import java.util.List;
import java.util.function.ToLongFunction;
import org.arkwright.kernel.state.State;
import org.arkwright.model.access.Quota;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.Job;
import org.arkwright.model.unit.Resources;

/**
 * Checks that no project uses more than its quota and what it may borrow, and no cohort more than
 * it lends. Lowering a quota ends nothing, so a resource is checked only if an attempt that
 * requests it started after the latest change. The counting is independent of the code that
 * decides.
 */
final class QuotaInvariants {
  private static final List<ToLongFunction<Resources>> COMPONENTS =
      List.of(Resources::cpuMillis, Resources::memoryBytes, Resources::deviceThousandths);

  private final State state;
  private final ToLongFunction<Resources> component;

  private QuotaInvariants(State state, ToLongFunction<Resources> component) {
    this.state = state;
    this.component = component;
  }

  static void check(State state, List<String> found) {
    for (Job job : state.running()) {
      long startedAt = job.state().liveAttempt().orElseThrow().startedAtNanos();
      for (ToLongFunction<Resources> component : COMPONENTS) {
        if (startedAt > state.quotasSinceNanos()
            && component.applyAsLong(job.spec().amount()) > 0
            && !new QuotaInvariants(state, component).holds(job.spec().project())) {
          found.add(
              "project %s uses %s, more than its quota allows"
                  .formatted(job.spec().project(), state.usage(job.spec().project())));
        }
      }
    }
  }

  private boolean holds(ProjectName project) {
    Quota quota = state.quota(project);
    if (quota.cohort().isEmpty()) {
      return used(quota) <= component.applyAsLong(quota.nominal());
    }
    long most = component.applyAsLong(quota.nominal().plus(quota.borrowingLimit()));
    return used(quota) <= most && (fromPool(quota) == 0 || poolHolds(quota.cohort().get()));
  }

  private boolean poolHolds(String cohort) {
    long lent = 0;
    long taken = 0;
    for (Quota member : state.cohort(cohort)) {
      Resources lends = member.nominal().min(member.lendingLimit());
      lent = saturated(lent, component.applyAsLong(lends));
      taken = saturated(taken, fromPool(member));
    }
    return taken <= lent;
  }

  private long fromPool(Quota quota) {
    Resources guaranteed = quota.nominal().minus(quota.nominal().min(quota.lendingLimit()));
    boolean lendsAll =
        component.applyAsLong(quota.lendingLimit()) >= component.applyAsLong(quota.nominal());
    return Math.max(0, used(quota) - (lendsAll ? 0 : component.applyAsLong(guaranteed)));
  }

  private long used(Quota quota) {
    return component.applyAsLong(state.usage(quota.project()));
  }

  private static long saturated(long a, long b) {
    return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
  }
}
