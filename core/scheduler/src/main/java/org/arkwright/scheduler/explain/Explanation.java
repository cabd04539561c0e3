package org.arkwright.scheduler.explain;

import java.util.List;
import org.arkwright.model.job.PendingReason;
import org.arkwright.scheduler.site.SiteOffer;

/**
 * Why a gang waits and how far up it is.
 *
 * @param position 1 for the gang that the scheduler looks at first
 * @param queued how many gangs wait in all
 * @param ordering the name of the policy that orders them
 * @param site the one that the reason speaks of
 * @param offers what each of several sites would come to, home first; empty where there is one, or
 *     the gang's turn has not come, as it waits for energy or out its backoff
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
