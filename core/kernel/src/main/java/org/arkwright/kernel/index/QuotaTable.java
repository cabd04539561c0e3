package org.arkwright.kernel.index;

import java.util.Collection;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.arkwright.model.access.Quota;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.unit.Resources;

/** The configured quotas, by project and by cohort, and what each project's jobs hold. */
public final class QuotaTable {
  private final NavigableMap<ProjectName, Quota> quotas = new TreeMap<>();
  private final NavigableMap<String, NavigableMap<ProjectName, Quota>> cohorts = new TreeMap<>();
  private final NavigableMap<ProjectName, Resources> usage = new TreeMap<>();

  /** The configured quotas, by project. */
  public Collection<Quota> all() {
    return Collections.unmodifiableCollection(quotas.values());
  }

  public Optional<Quota> find(ProjectName project) {
    return Optional.ofNullable(quotas.get(project));
  }

  /** The quotas of a cohort's projects, by project; empty when it has no projects. */
  public Collection<Quota> cohort(String name) {
    return Collections.unmodifiableCollection(
        cohorts.getOrDefault(name, Collections.emptyNavigableMap()).values());
  }

  public Resources usage(ProjectName project) {
    return usage.getOrDefault(project, Resources.ZERO);
  }

  /** The holdings of the projects that hold anything. */
  public NavigableMap<ProjectName, Resources> usage() {
    return Collections.unmodifiableNavigableMap(usage);
  }

  /** Replaces the project's quota; the project may change cohorts. */
  public void set(Quota quota) {
    ProjectName project = quota.project();
    find(project).flatMap(Quota::cohort).ifPresent(former -> leave(former, project));
    quota
        .cohort()
        .ifPresent(name -> cohorts.computeIfAbsent(name, _ -> new TreeMap<>()).put(project, quota));
    quotas.put(project, quota);
  }

  /** Adds the holdings of a gang; the sum stays below {@link Resources#UNLIMITED_AMOUNT}. */
  public void hold(ProjectName project, Resources amount) {
    if (!amount.equals(Resources.ZERO)) {
      usage.merge(project, amount, Resources::plus);
    }
  }

  /** Undoes {@link #hold}. */
  public void release(ProjectName project, Resources amount) {
    Resources rest = usage(project).minus(amount);
    if (rest.equals(Resources.ZERO)) {
      usage.remove(project);
    } else {
      usage.put(project, rest);
    }
  }

  private void leave(String cohort, ProjectName project) {
    cohorts.computeIfPresent(
        cohort,
        (_, members) -> {
          members.remove(project);
          return members.isEmpty() ? null : members;
        });
  }
}
