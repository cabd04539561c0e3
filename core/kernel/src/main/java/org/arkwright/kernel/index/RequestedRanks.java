package org.arkwright.kernel.index;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.RankResources;

/** The numbers of ranks of live jobs by the resources they request. */
public final class RequestedRanks {
  private final Map<RankResources, Long> counts = new LinkedHashMap<>();

  /** The counts, in no meaningful order. */
  public Map<RankResources, Long> counts() {
    return Collections.unmodifiableMap(counts);
  }

  public void add(JobSpec job) {
    counts.merge(job.gang().resources(), (long) job.gang().ranks(), Long::sum);
  }

  /** Undoes {@link #add}. */
  public void remove(JobSpec job) {
    counts.computeIfPresent(
        job.gang().resources(),
        (_, count) -> count == job.gang().ranks() ? null : count - job.gang().ranks());
  }
}
