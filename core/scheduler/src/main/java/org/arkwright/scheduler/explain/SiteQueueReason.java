package org.arkwright.scheduler.explain;

import java.util.List;
import java.util.Optional;
import org.arkwright.model.job.Attempt;
import org.arkwright.model.job.AttemptPlace;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.PendingReason;
import org.arkwright.model.job.PendingReason.Code;
import org.arkwright.model.job.SiteDecline;
import org.arkwright.model.job.SiteWait;

/** What a site that places by itself says about a gang, in its words. */
public final class SiteQueueReason {
  private SiteQueueReason() {}

  /** Why a job waits in the queue of its site; empty when it does not. */
  public static Optional<PendingReason> waiting(Job job, long nowNanos) {
    return job.state()
        .waitingAtSite()
        .map(attempt ->
            new PendingReason(
                Code.WAITING_AT_SITE,
                told(attempt)
                    .map(told -> says(attempt.site(), told, nowNanos))
                    .orElseGet(() ->
                        "It was handed to site %s, which has not said when it starts."
                            .formatted(attempt.site())),
                List.of(),
                "wait for site %s, or cancel it and name another site".formatted(attempt.site())));
  }

  private static Optional<SiteWait> told(Attempt attempt) {
    return attempt.place() instanceof AttemptPlace.AtSite(var told) ? told : Optional.empty();
  }

  private static String says(String site, SiteWait told, long nowNanos) {
    String start =
        told.expectedStartNanos()
            .filter(at -> at > nowNanos)
            .map(at -> " It starts there in about %s.".formatted(rest(at, nowNanos)))
            .orElse("");
    return "It waits in the queue of site %s, which says: %s.%s"
        .formatted(site, told.reason(), start);
  }

  /** That the site declined the gang lately; empty when it may be asked again. */
  static Optional<PendingReason> busy(Job gang, String site, long nowNanos) {
    return gang.declinedBy(site, nowNanos).map(decline -> busy(decline, nowNanos));
  }

  private static PendingReason busy(SiteDecline decline, long nowNanos) {
    String rest = rest(decline.retryAtNanos(), nowNanos);
    return new PendingReason(
        Code.SITE_BUSY,
        "Site %s did not take it, saying: %s. It is asked again in %s, which counts against nobody."
            .formatted(decline.site(), decline.reason(), rest),
        List.of(),
        "wait %s".formatted(rest));
  }

  private static String rest(long atNanos, long nowNanos) {
    return ReasonText.duration(atNanos - nowNanos);
  }
}
