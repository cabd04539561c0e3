package org.arkwright.kernel.index;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.unit.Resources;

/**
 * The decayed average of what each project has held, with a half-life of one week (Slurm's default,
 * PriorityDecayHalfLife). Rounded to whole units at each change, with strict arithmetic, so that
 * every JVM computes the same.
 */
public final class PastUse {
  private static final double HALF_LIFE_NANOS = 7 * 24 * 3600 * 1e9;

  private final NavigableMap<ProjectName, Average> averages = new TreeMap<>();

  /** A project's average as of a point in time. */
  public record Average(ProjectName project, Resources held, long atNanos) {}

  /**
   * Accounts for what the project held since the last call. Call it before the holdings change. An
   * average of nothing is kept too: what comes next counts from its time.
   */
  public void accrue(ProjectName project, Resources held, long nowNanos) {
    averages.put(project, at(project, held, nowNanos));
  }

  /** The average at the given time, assuming the holdings have not changed since. */
  public Average at(ProjectName project, Resources held, long nowNanos) {
    Average last = averages.getOrDefault(project, new Average(project, Resources.ZERO, nowNanos));
    long passed = Math.max(0, nowNanos - last.atNanos);
    double kept = StrictMath.pow(0.5, passed / HALF_LIFE_NANOS);
    Resources average =
        new Resources(
            mean(last.held.cpuMillis(), held.cpuMillis(), kept),
            mean(last.held.memoryBytes(), held.memoryBytes(), kept),
            mean(last.held.deviceThousandths(), held.deviceThousandths(), kept));
    return new Average(project, average, nowNanos);
  }

  private static long mean(long past, long held, double kept) {
    return Math.round(past * kept + held * (1 - kept));
  }

  /** All averages, by project. */
  public List<Average> all() {
    return Collections.unmodifiableList(new ArrayList<>(averages.values()));
  }

  /** Restores a project's average. */
  public void restore(Average average) {
    averages.put(average.project, average);
  }
}
