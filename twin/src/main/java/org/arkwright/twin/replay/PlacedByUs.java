package org.arkwright.twin.replay;

import java.util.List;
import java.util.Optional;
import org.arkwright.kernel.state.StateImage;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.JobState;
import org.arkwright.model.site.Placing;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.model.site.Sites;

/**
 * What a replay makes of sites that place by themselves: their queues and other users are not
 * known, so it places there itself, as if only our gangs ran there.
 */
final class PlacedByUs {
  private PlacedByUs() {}

  static SiteSettings of(SiteSettings settings) {
    return settings
        .sites()
        .map(sites ->
            settings.withSites(
                new Sites(
                    sites.waitHour(),
                    sites.projectWaitHour(),
                    sites.others().stream().map(site -> site.placing(Placing.EXACT)).toList())))
        .orElse(settings);
  }

  /**
   * The state with gangs that wait at their sites queued here; those that were to stop are gone.
   */
  static StateImage of(StateImage image) {
    List<Job> jobs =
        image.jobs().stream()
            .filter(job -> !waits(job) || job.state().waitingAtSite().isPresent())
            .map(job -> waits(job) ? queued(job) : job)
            .toList();
    return new StateImage(
        jobs,
        image.nodes(),
        image.expectedNodes(),
        image.quotas(),
        image.quotasSinceNanos(),
        image.idempotencyKeys(),
        image.past(),
        new StateImage.Metered(
            image.metering().settings().map(PlacedByUs::of), image.metering().lastSequences()),
        image.artifacts(),
        image.deployments(),
        image.keys(),
        image.pipelines(),
        image.energySeries(),
        image.lastStart());
  }

  private static boolean waits(Job job) {
    return job.state().liveAttempt().filter(attempt -> attempt.waitsAtSite()).isPresent();
  }

  private static Job queued(Job job) {
    long since = job.state().liveAttempt().orElseThrow().startedAtNanos();
    return job.withState(new JobState.Queued(since, since, Optional.empty()), List.of());
  }
}
