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
 * What a project may still use, by Kueue's rules for one level of cohorts: a project keeps to
 * itself what it does not lend (nominal above its lending limit); the rest is pooled by the cohort;
 * from the pool it may take its own part and, on top, its borrowing limit. A project without a
 * cohort has its nominal quota.
 *
 * @param quota the project's own
 * @param cohort all quotas of its cohort, its own among them; ignored without a cohort
 * @param usage what counts as used by each project
 */
public record Headroom(
    Quota quota, Collection<Quota> cohort, Function<ProjectName, Resources> usage) {
  private static final long UNLIMITED = Resources.UNLIMITED_AMOUNT;

  /** The project's headroom in the view, over what its jobs and its cohort's hold now. */
  public static Headroom of(ClusterView view, ProjectName project) {
    return of(view, project, view::usage);
  }

  public static Headroom of(
      ClusterView view, ProjectName project, Function<ProjectName, Resources> usage) {
    Quota quota = view.quota(project);
    return new Headroom(quota, quota.cohort().map(view::cohort).orElse(List.of()), usage);
  }

  /** Whether so much more may be used now. */
  public boolean allows(Resources amount) {
    for (Dimension dimension : Dimension.values()) {
      long wanted = dimension.of(amount);
      if (wanted > 0 && wanted > available(dimension) && wanted > keptRest(dimension)) {
        return false;
      }
    }
    return true;
  }

  /** Whether so much could be used if nothing else were. */
  public boolean couldEverAllow(Resources amount) {
    return new Headroom(quota, cohort, _ -> Resources.ZERO).allows(amount);
  }

  /** Whether the project would stay within its nominal quota. */
  public boolean staysNominal(Resources amount) {
    return usage.apply(quota.project()).plus(amount).fitsWithin(quota.nominal());
  }

  /** What may still be used; negative when more is used than is allowed. */
  public long available(Dimension dimension) {
    long used = dimension.of(usage.apply(quota.project()));
    if (quota.cohort().isEmpty()) {
      return minus(dimension.of(quota.nominal()), used);
    }
    long kept = kept(quota, dimension);
    long fromPool = Math.max(0, used - kept);
    long own = minus(dimension.of(quota.nominal()), kept);
    long borrowable = minus(plus(own, dimension.of(quota.borrowingLimit())), fromPool);
    return plus(Math.max(0, minus(kept, used)), Math.min(pool(dimension), borrowable));
  }

  /**
   * What is left of the part it does not lend, which nobody can take however overdrawn the pool.
   */
  private long keptRest(Dimension dimension) {
    return quota.cohort().isEmpty()
        ? 0
        : minus(kept(quota, dimension), dimension.of(usage.apply(quota.project())));
  }

  private long pool(Dimension dimension) {
    long lent = 0;
    long taken = 0;
    for (Quota member : cohort) {
      long kept = kept(member, dimension);
      lent = plus(lent, Math.min(dimension.of(member.nominal()), lendable(member, dimension)));
      taken = plus(taken, Math.max(0, dimension.of(usage.apply(member.project())) - kept));
    }
    return minus(lent, taken);
  }

  private static long lendable(Quota quota, Dimension dimension) {
    return dimension.of(quota.lendingLimit());
  }

  private static long kept(Quota quota, Dimension dimension) {
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
