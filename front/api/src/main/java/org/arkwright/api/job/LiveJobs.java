package org.arkwright.api.job;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.arkwright.api.view.ReasonView;
import org.arkwright.control.FollowedState;
import org.arkwright.kernel.state.State;
import org.arkwright.model.id.JobId;
import org.arkwright.model.job.Job;
import org.arkwright.projection.JobHistory;
import org.arkwright.projection.JobPage;
import org.arkwright.projection.JobQuery;
import org.arkwright.projection.JobRecord;
import org.arkwright.scheduler.explain.Explanation;

/**
 * The newest live jobs that a query selects, with the reasons of those that wait, all at one
 * position.
 *
 * @param position the number of the last entry included
 * @param lastEnd no job has ended after this entry
 * @param jobs newest first
 * @param more whether there are further live jobs after the last
 * @param alive all jobs that lived, whatever was asked for; empty for now
 */
record LiveJobs(
    long position,
    long lastEnd,
    List<Job> jobs,
    boolean more,
    Map<JobId, ReasonView> reasons,
    Set<JobId> alive) {

  /** Selects the jobs; on the reader's thread. */
  static LiveJobs of(FollowedState seen, JobQuery query) {
    List<Job> selected = new ArrayList<>();
    boolean more = false;
    for (Job job : seen.state().newestJobs(query.before())) {
      if (query.selects(job)) {
        more = selected.size() == query.limit();
        if (more) {
          break;
        }
        selected.add(job);
      }
    }
    Set<JobId> alive =
        seen.isPast()
            ? seen.state().jobs().stream().map(Job::id).collect(Collectors.toUnmodifiableSet())
            : Set.of();
    return new LiveJobs(
        seen.number(), seen.lastEnd(), selected, more, reasons(seen, selected), alive);
  }

  /** Returns why jobs wait; without those that do not. On the reader's thread. */
  static Map<JobId, ReasonView> reasons(FollowedState seen, List<Job> jobs) {
    List<JobId> queued = jobs.stream().filter(job -> job.state().isWaiting()).map(Job::id).toList();
    Map<JobId, ReasonView> views = new HashMap<>();
    seen.explain(queued).forEach((job, explanation) -> views.put(job, named(explanation, seen)));
    return views;
  }

  private static ReasonView named(Explanation explanation, FollowedState seen) {
    State state = seen.state();
    Map<JobId, String> names = new TreeMap<>();
    for (JobId blocker : explanation.reason().blockers()) {
      state.job(blocker).ifPresent(job -> names.put(blocker, job.spec().name()));
    }
    return new ReasonView(explanation, names, seen.isPast());
  }

  /**
   * Adds the jobs that had ended at the position. Blocks.
   *
   * @param past the past of which these jobs are; empty for now
   */
  JobLookup.Listing joined(JobQuery query, JobHistory history, Optional<PastJobs> past) {
    // Behind the last live job of a full page nothing is asked for.
    Optional<JobId> after = more ? Optional.of(jobs.getLast().id()) : Optional.empty();
    JobPage ended =
        !query.selectsEnded()
            ? new JobPage(List.of(), false)
            : past.isPresent()
                ? past.get().ended(history, query, after, alive)
                : history.listEnded(query, after);
    Optional<JobId> last =
        ended.more() ? Optional.of(ended.jobs().getLast().job().id()) : Optional.empty();
    Map<JobId, JobRecord> all = new LinkedHashMap<>();
    // A job that has ended since is as it was at the position.
    ended.jobs().stream()
        .filter(each -> each.job().state().isFinal())
        .forEach(each -> all.put(each.job().id(), each));
    jobs.stream()
        // What is older than the last of many that have ended belongs to the next page.
        .filter(job -> last.map(id -> job.id().compareTo(id) > 0).orElse(true))
        .forEach(job ->
            all.put(
                job.id(),
                // What the history knows of an attempt may have come later.
                past.isPresent() ? JobRecord.of(job) : withPast(JobRecord.of(job), history)));
    List<JobRecord> newest =
        all.values().stream()
            .sorted(Comparator.comparing((JobRecord each) -> each.job().id()).reversed())
            .limit(query.limit())
            .toList();
    return new JobLookup.Listing(
        position, newest, more || last.isPresent() || all.size() > query.limit(), reasons);
  }

  /** Adds what the history knows of the job's earlier attempts. Blocks. */
  static JobRecord withPast(JobRecord live, JobHistory history) {
    return live.hasPast() ? history.find(live.job().id()).map(live::after).orElse(live) : live;
  }
}
