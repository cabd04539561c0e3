package org.arkwright.scheduler.explain;

import java.util.List;
import org.arkwright.model.job.PendingReason;
import org.arkwright.scheduler.site.SiteOffer;

/**
 * The explanation of why a gang waits, with its position in the queue.
 *
 * @param position 1 for the gang that the scheduler considers first; 0 for one in the queue of its
 *     site, which counts there
 * @param queued total number of queued gangs; 0 for one in the queue of its site
 * @param ordering the name of the policy that orders them
 * @param site the site to which the reason applies
 * @param offers the offer of each of several sites, home first; empty where there is only one, or
 *     while the gang waits for energy or for the end of its backoff
 */
public record Explanation(
    PendingReason reason,
    long position,
    long queued,
    String ordering,
    String site,
    List<SiteOffer> offers) {
  public Explanation {
    offers = List.copyOf(offers);
  }
}
