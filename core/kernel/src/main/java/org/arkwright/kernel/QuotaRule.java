package org.arkwright.kernel;

import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.arkwright.model.ProjectName;
import org.arkwright.model.Quota;
import org.arkwright.model.Resources;

/**
 * Kueue's rule of ClusterQueues in a cohort (its {@code resource_node.go}): a project may use its
 * nominal quota, and in a cohort up to its borrowing limit more. Of its nominal quota, what exceeds
 * the lending limit is guaranteed to it; the rest is the cohort's common pool, and all that members
 * use beyond their guarantees comes out of that pool. Only resources that a gang asks for hold it
 * back.
 */
final class QuotaRule {
  private static final Resources COUNTABLE =
      new Resources(
          Resources.UNLIMITED_AMOUNT - 1,
          Resources.UNLIMITED_AMOUNT - 1,
          Resources.UNLIMITED_AMOUNT - 1);

  private final State state;
  private final Function<ProjectName, Resources> usage;

  /** Judges against the given usage, which may run ahead of the state's. */
  QuotaRule(State state, Function<ProjectName, Resources> usage) {
    this.state = state;
    this.usage = usage;
  }

  /** Whether the project may use that much more. */
  boolean admits(ProjectName project, Resources amount) {
    Resources after = usage.apply(project).plus(amount);
    // Usage must stay a number that can be given back exactly.
    return after.fitsWithin(COUNTABLE) && holds(project, amount, amount);
  }

  /** Whether what the project uses of the resources asked for is within the rule now. */
  boolean holds(ProjectName project, Resources asked) {
    return holds(project, asked, Resources.ZERO);
  }

  private boolean holds(ProjectName project, Resources asked, Resources more) {
    Quota quota = state.quota(project);
    Resources limit =
        quota.cohort().isEmpty() ? quota.nominal() : quota.nominal().plus(quota.borrowingLimit());
    return fits(asked, usage.apply(project).plus(more), limit)
        && quota.cohort().map(name -> poolHolds(name, project, asked, more)).orElse(true);
  }

  /** Whether it would stay within its nominal quota with that much more. */
  boolean withinNominal(ProjectName project, Resources amount) {
    return fits(amount, usage.apply(project).plus(amount), state.quota(project).nominal());
  }

  /** Whether the project uses more than its nominal quota of something that is asked for. */
  boolean borrows(ProjectName project, Resources asked) {
    Resources used = usage.apply(project);
    return !fits(asked, used, state.quota(project).nominal());
  }

  private boolean poolHolds(String cohort, ProjectName project, Resources asked, Resources more) {
    Resources pool = Resources.ZERO;
    Resources taken = Resources.ZERO;
    for (Quota member : state.cohort(cohort)) {
      Resources used = usage.apply(member.project());
      if (member.project().equals(project)) {
        used = used.plus(more);
      }
      Resources guaranteed = member.nominal().minus(member.lendingLimit());
      pool = pool.plus(member.nominal().min(member.lendingLimit()));
      taken = taken.plus(used.minus(guaranteed));
    }
    return fits(asked, taken, pool);
  }

  private static boolean fits(Resources asked, Resources total, Resources limit) {
    return fits(asked, total, limit, Resources::cpuMillis)
        && fits(asked, total, limit, Resources::memoryBytes)
        && fits(asked, total, limit, Resources::deviceThousandths);
  }

  private static boolean fits(
      Resources asked, Resources total, Resources limit, ToLongFunction<Resources> component) {
    return component.applyAsLong(asked) == 0
        || component.applyAsLong(total) <= component.applyAsLong(limit);
  }
}
