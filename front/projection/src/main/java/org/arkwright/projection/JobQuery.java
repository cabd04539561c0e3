package org.arkwright.projection;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import org.arkwright.model.id.JobId;

/**
 * Which jobs a list holds; what is empty does not restrict it. Newest submission first.
 *
 * @param state the word users see
 * @param labels all of which a job must carry
 * @param before only jobs submitted before that one: where the page before ended
 * @param limit at most so many, at least 1
 */
public record JobQuery(
    Optional<String> state,
    Optional<String> project,
    Optional<String> name,
    SortedMap<String, String> labels,
    Optional<JobId> before,
    int limit) {

  /** The one job of that name that was submitted last. */
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
