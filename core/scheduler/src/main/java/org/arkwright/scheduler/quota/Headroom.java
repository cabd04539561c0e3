package org.arkwright.scheduler.quota;

import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.arkwright.model.access.Quota;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.unit.Resources;
import org.arkwright.scheduler.view.ClusterView;
import org.arkwright.scheduler.view.Dimension;

/**
 * The quota a project may still use, by Kueue's rules for one level of cohorts: a project retains
 * what it does not lend (nominal above its lending limit); the rest is pooled by the cohort; from
 * the pool it may take its own part plus its borrowing limit. A project without a cohort has its
 * nominal quota.
 *
 * @param quota the project's own quota
 * @param cohort all quotas of its cohort, including its own; ignored without a cohort
 * @param usage the usage of each project
 */
public record Headroom(
    Quota quota, Collection<Quota> cohort, Function<ProjectName, Resources> usage) {
  private static final long UNLIMITED = Resources.UNLIMITED_AMOUNT;

  /** The project's headroom in the view, given what its jobs and those of its cohort hold now. */
  public static Headroom of(ClusterView view, ProjectName project) {
    return of(view, project, view::usage);
  }

  public static Headroom of(
      ClusterView view, ProjectName project, Function<ProjectName, Resources> usage) {
    Quota quota = view.quota(project);
    return new Headroom(quota, quota.cohort().map(view::cohort).orElse(List.of()), usage);
  }

  /** Whether the given amount may be used in addition now. */
  public boolean allows(Resources amount) {
    for (Dimension dimension : Dimension.values()) {
      long requested = dimension.of(amount);
      if (requested > 0
          && requested > available(dimension)
          && requested > retainedRest(dimension)) {
        return false;
      }
    }
    return true;
  }

  /** Whether the given amount could be used if nothing else were. */
  public boolean couldEverAllow(Resources amount) {
    return new Headroom(quota, cohort, _ -> Resources.ZERO).allows(amount);
  }

  /** Whether the project would stay within its nominal quota with the given amount added. */
  public boolean staysNominal(Resources amount) {
    return usage.apply(quota.project()).plus(amount).fitsWithin(quota.nominal());
  }

  /** The amount that may still be used; negative when usage exceeds the limit. */
  public long available(Dimension dimension) {
    long used = dimension.of(usage.apply(quota.project()));
    if (quota.cohort().isEmpty()) {
      return minus(dimension.of(quota.nominal()), used);
    }
    long retained = retained(quota, dimension);
    long fromPool = Math.max(0, used - retained);
    long own = minus(dimension.of(quota.nominal()), retained);
    long borrowable = minus(plus(own, dimension.of(quota.borrowingLimit())), fromPool);
    return plus(Math.max(0, minus(retained, used)), Math.min(pool(dimension), borrowable));
  }

  /** The rest of the part it does not lend, which is available however overdrawn the pool is. */
  private long retainedRest(Dimension dimension) {
    return quota.cohort().isEmpty()
        ? 0
        : minus(retained(quota, dimension), dimension.of(usage.apply(quota.project())));
  }

  private long pool(Dimension dimension) {
    long lent = 0;
    long taken = 0;
    for (Quota member : cohort) {
      long retained = retained(member, dimension);
      lent = plus(lent, Math.min(dimension.of(member.nominal()), lendable(member, dimension)));
      taken = plus(taken, Math.max(0, dimension.of(usage.apply(member.project())) - retained));
    }
    return minus(lent, taken);
  }

  private static long lendable(Quota quota, Dimension dimension) {
    return dimension.of(quota.lendingLimit());
  }

  private static long retained(Quota quota, Dimension dimension) {
    long nominal = dimension.of(quota.nominal());
    long lendable = lendable(quota, dimension);
    return lendable >= nominal ? 0 : minus(nominal, lendable);
  }

  private static long minus(long amount, long less) {
    return amount == UNLIMITED ? UNLIMITED : amount - less;
  }

  private static long plus(long one, long other) {
    return one > 0 && other > UNLIMITED - one ? UNLIMITED : one + other;
  }
}
