package org.arkwright.kernel.index;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.arkwright.model.id.JobId;
import org.arkwright.model.job.Job;
import org.arkwright.model.site.Site;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.model.unit.Resources;

/** What gangs hold at each of several sites, kept up to date as they come and go. */
public final class SiteTable {
  private final Map<JobId, String> places = new LinkedHashMap<>();
  private final Map<String, Resources> held = new TreeMap<>();
  private boolean several;

  /** Counts anew. */
  public void count(SiteSettings settings, Collection<Job> running) {
    several = settings.sites().isPresent();
    places.clear();
    held.clear();
    running.forEach(this::hold);
  }

  /** The gang got its places. */
  public void hold(Job job) {
    if (!several) {
      return;
    }
    String site =
        job.state().liveAttempt().orElseThrow().allocation().ranks().getFirst().node().site();
    places.put(job.id(), site);
    held.merge(site, job.spec().amount(), Resources::plus);
  }

  /** Undoes {@link #hold}. */
  public void release(Job job) {
    String site = places.remove(job.id());
    if (site != null) {
      held.merge(site, job.spec().amount(), Resources::minus);
    }
  }

  /** Where a job that holds an allocation got its places. */
  public String of(Job job) {
    return places.getOrDefault(job.id(), Site.HOME);
  }

  /** What is held there. */
  public Resources held(String site) {
    return held.getOrDefault(site, Resources.ZERO);
  }
}
