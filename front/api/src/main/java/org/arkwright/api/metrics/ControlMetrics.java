package org.arkwright.api.metrics;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.arkwright.control.FollowedState;
import org.arkwright.kernel.state.NodeStatus;
import org.arkwright.kernel.state.State;
import org.arkwright.model.job.Job;
import org.arkwright.scheduler.view.PendingClass;

/**
 * The metrics of the queue, the scheduler, the journal and who reads it. All are read from the
 * follower: a scrape costs the writer nothing.
 */
public final class ControlMetrics {
  private static final int NANOS = 9;

  private ControlMetrics() {}

  /** What waits. On the follower's thread. */
  public static void queue(MetricsText text, FollowedState seen) {
    long jobs = 0;
    long ranks = 0;
    long classes = 0;
    for (PendingClass each : seen.state().pending()) {
      classes++;
      jobs += each.gangs().size();
      ranks += (long) each.gangs().size() * each.shape().ranks();
    }
    gauge(text, "arkwright_queue_jobs", "Jobs that wait to be placed.").sample(jobs);
    gauge(text, "arkwright_queue_ranks", "Ranks of the jobs that wait to be placed.").sample(ranks);
    gauge(
            text,
            "arkwright_queue_classes",
            "Classes of interchangeable jobs among those that wait to be placed.")
        .sample(classes);
    gauge(
            text,
            "arkwright_queue_oldest_seconds",
            "For how long the job that was submitted first of those that wait has been there; 0"
                + " where none waits.")
        .sample(seconds(oldest(seen).map(job -> ageNanos(seen, job)).orElse(0L)));
  }

  private static Optional<Job> oldest(FollowedState seen) {
    return seen.state().jobs().stream().filter(job -> job.state().isWaiting()).findFirst();
  }

  private static long ageNanos(FollowedState seen, Job job) {
    return Math.max(0, seen.nowNanos() - job.submittedAtNanos());
  }

  /** What the scheduler does. On the follower's thread. */
  public static void scheduler(MetricsText text, FollowedState seen) {
    text.begin(
            "arkwright_scheduler_cycle_seconds",
            MetricsText.Type.SUMMARY,
            "How long scheduling cycles took.")
        .summary(seen.times().cycles(), seconds(seen.times().cycleNanos()));
    text.begin("arkwright_scheduler_starts_total", MetricsText.Type.COUNTER, "Attempts started.")
        .sample(seen.starts());
    text.begin(
            "arkwright_scheduler_preemptions_total",
            MetricsText.Type.COUNTER,
            "Attempts stopped to make room for another job.")
        .sample(seen.preemptions());
  }

  /**
   * The journal and how far it is read. On the follower's thread.
   *
   * @param told the last entry that clients know of
   */
  public static void journal(MetricsText text, FollowedState seen, long told) {
    text.begin(
            "arkwright_journal_entries_total",
            MetricsText.Type.COUNTER,
            "Entries of the journal since it was begun: the position of the newest.")
        .sample(Math.max(told, seen.number()));
    text.begin(
            "arkwright_journal_append_seconds",
            MetricsText.Type.SUMMARY,
            "How long it took to make batches of entries durable.")
        .summary(seen.times().appends(), seconds(seen.times().appendNanos()));
    gauge(
            text,
            "arkwright_journal_last_entry_timestamp_seconds",
            "When the newest entry since the server began was made, since the Unix epoch; 0 before"
                + " the first.")
        .sample(seconds(seen.lastNanos()));
    gauge(
            text,
            "arkwright_follower_behind_entries",
            "Entries that are durable and that readers do not see yet.")
        .sample(Math.max(0, told - seen.number()));
  }

  /** Nodes that take no work, or are not there yet. On the follower's thread. */
  public static void nodes(MetricsText text, State state) {
    Map<String, long[]> bySite = new TreeMap<>();
    for (NodeStatus status : state.nodeStatuses()) {
      bySite.computeIfAbsent(status.spec().id().site(), _ -> new long[2])[0] +=
          status.cordon().isPresent() ? 1 : 0;
    }
    state
        .expected()
        .forEach(node -> {
          bySite.computeIfAbsent(node.id().site(), _ -> new long[2])[1]++;
        });
    MetricsText.Metric cordoned =
        gauge(text, "arkwright_nodes_cordoned", "Nodes that take no new work, or drain, by site.");
    bySite.forEach((site, counts) -> cordoned.sample(counts[0], "site", site));
    MetricsText.Metric expected =
        gauge(text, "arkwright_nodes_expected", "Nodes requested that are not there yet, by site.");
    bySite.forEach((site, counts) -> expected.sample(counts[1], "site", site));
  }

  /** Who follows output. Any thread. */
  public static void followers(MetricsText text, int logs) {
    gauge(text, "arkwright_log_followers", "Clients that follow the output of ranks now.")
        .sample(logs);
  }

  private static MetricsText.Metric gauge(MetricsText text, String name, String help) {
    return text.begin(name, MetricsText.Type.GAUGE, help);
  }

  private static BigDecimal seconds(long nanos) {
    return BigDecimal.valueOf(nanos, NANOS);
  }
}
