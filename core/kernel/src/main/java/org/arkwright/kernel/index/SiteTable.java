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

/** The holdings of gangs at each of several sites, kept up to date as they come and go. */
public final class SiteTable {
  private final Map<JobId, String> places = new LinkedHashMap<>();
  private final Map<String, Resources> held = new TreeMap<>();
  private boolean several;

  /** Recounts everything. */
  public void count(SiteSettings settings, Collection<Job> running) {
    several = settings.sites().isPresent();
    places.clear();
    held.clear();
    running.forEach(this::hold);
  }

  /** Adds the holdings of a gang that was started. */
  public void hold(Job job) {
    if (!several) {
      return;
    }
    String site = job.state().liveAttempt().orElseThrow().site();
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

  /** The site at which a job runs or waits to be placed. */
  public String of(Job job) {
    return places.getOrDefault(job.id(), Site.HOME);
  }

  /** The total holdings at a site. */
  public Resources held(String site) {
    return held.getOrDefault(site, Resources.ZERO);
  }
}
