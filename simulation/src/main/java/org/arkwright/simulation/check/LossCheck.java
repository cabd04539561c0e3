package org.arkwright.simulation.check;

import static org.arkwright.simulation.time.Violation.known;
import static org.arkwright.simulation.time.Violation.unless;

import java.util.HashSet;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import org.arkwright.model.Event;
import org.arkwright.model.UsageEvent;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.RankExit;
import org.arkwright.model.job.StopCause;
import org.arkwright.model.job.Tries;
import org.arkwright.model.node.RankPlacement;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.simulation.site.ProcessWatch;

/**
 * Checks who pays for the end of an attempt. What is said never to have run has no process, before
 * or afterwards; what the platform lost does not count as a failure, and ends its job only beyond
 * the site's bound or where the job asked for that; what the job did ends it only once its restarts
 * since its latest progress are used up.
 */
public final class LossCheck implements EventWatch, ProcessWatch {
  private final TreeMap<JobId, Account> accounts = new TreeMap<>();
  private final Set<AttemptId> spawned = new HashSet<>();
  private final Set<AttemptId> saidNeverToRun = new HashSet<>();
  private int lossesAllowed = SiteSettings.DEFAULT.lossesAllowed();

  private static final class Account {
    private final JobSpec spec;
    private int failures;
    private int losses;

    Account(JobSpec spec) {
      this.spec = spec;
    }
  }

  @Override
  public void spawned(AttemptId attempt, JobSpec spec, RankPlacement placement) {
    spawned.add(attempt);
    unless(!saidNeverToRun.contains(attempt), "%s runs, but was said never to", attempt);
  }

  @Override
  public void ended(AttemptId attempt, int rank, NodeId node) {}

  @Override
  public void happened(Event event) {
    switch (event) {
      case Event.JobSubmitted submitted ->
          accounts.put(submitted.job(), new Account(submitted.spec()));
      case Event.JobRequeued requeued -> requeued(account(requeued.job()), requeued);
      case Event.JobFailed(JobId job, StopCause cause, _) -> failed(account(job), cause, event);
      case UsageEvent.SiteSet(SiteSettings settings, _) -> lossesAllowed = settings.lossesAllowed();
      case Event _ -> {}
    }
  }

  private Account account(JobId job) {
    return known(accounts.get(job), "nothing is known of %s", job);
  }

  private void requeued(Account account, Event.JobRequeued event) {
    boolean lost = isLoss(event.cause());
    if (event.progressed()) {
      account.failures = 0;
    }
    switch (event.count()) {
      case NOTHING -> unless(event.cause().byScheduler(), "nobody counts %s", event);
      case FAILURE -> {
        account.failures++;
        unless(!lost, "the job pays for what the platform lost: %s", event);
        unless(
            account.failures <= account.spec.execution().restart().maxRestarts(),
            "restarted once too often: %s",
            event);
      }
      case LOSS -> {
        account.losses++;
        unless(lost, "the platform pays for what the job did: %s", event);
        unless(account.losses <= lossesAllowed, "lost once too often: %s", event);
      }
      case NEVER_RAN -> {
        unless(lost, "the platform pays for what the job did: %s", event);
        unless(!spawned.contains(event.attempt()), "it did run: %s", event);
        saidNeverToRun.add(event.attempt());
      }
    }
    unless(
        event.count() != Tries.Count.FAILURE || event.notBeforeNanos() >= event.atNanos(),
        "it starts before it ended: %s",
        event);
  }

  private void failed(Account account, StopCause cause, Event event) {
    if (cause instanceof StopCause.GivenUp(StopCause loss, OptionalInt losses)) {
      unless(isLoss(loss), "the platform did not lose it: %s", event);
      unless(
          losses.isPresent()
              ? account.losses >= lossesAllowed
              : !account.spec.execution().restart().afterLoss(),
          "given up for no reason: %s",
          event);
    } else {
      unless(!isLoss(cause), "a loss ends it: %s", event);
    }
  }

  private static boolean isLoss(StopCause cause) {
    return cause instanceof StopCause.NodeLost
        || (cause instanceof StopCause.RankFailed(_, RankExit exit)
            && (exit instanceof RankExit.Lost
                || exit instanceof RankExit.NeverRan
                || exit instanceof RankExit.Unstartable));
  }
}
