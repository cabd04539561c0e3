package org.arkwright.projection;

import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.arkwright.model.id.JobId;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.JobSpec;

/**
 * A query for jobs, newest submission first. Empty fields do not restrict it.
 *
 * @param state the state as shown to users
 * @param labels labels that a job must all have
 * @param before selects only jobs submitted before that one, the last of the previous page
 * @param limit the maximum number of jobs, at least 1
 */
public record JobQuery(
    Optional<String> state,
    Optional<String> project,
    Optional<String> name,
    SortedMap<String, String> labels,
    Optional<JobId> before,
    int limit) {

  private static final Set<String> ENDED = Set.of("Succeeded", "Failed", "Cancelled");

  /** Whether jobs that have ended can be of those asked for. */
  public boolean selectsEnded() {
    return state.map(ENDED::contains).orElse(true);
  }

  /** Whether the job is of those asked for, but for the limit. */
  public boolean selects(Job job) {
    JobSpec spec = job.spec();
    return state.map(job.state().word()::equals).orElse(true)
        && project.map(spec.project().value()::equals).orElse(true)
        && name.map(spec.name()::equals).orElse(true)
        && spec.labels().entrySet().containsAll(labels.entrySet())
        && before.map(last -> job.id().compareTo(last) < 0).orElse(true);
  }

  /** Returns the query for the latest submitted job of that name. */
  static JobQuery latestNamed(String project, String name) {
    return new JobQuery(
        Optional.empty(),
        Optional.of(project),
        Optional.of(name),
        Collections.emptySortedMap(),
        Optional.empty(),
        1);
  }
}
