package org.arkwright.projection;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import org.arkwright.model.id.JobId;

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
