package org.arkwright.projection;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.ProjectName;

/** Every job, live or finished, as of some entry of the journal. Any thread; queries block. */
public interface JobHistory {
  /**
   * Completes once the history has taken in the journal up to that number; fails with an {@link
   * org.arkwright.control.UnavailableException} when that will take long, as after an import.
   */
  CompletableFuture<Void> reached(long number);

  Optional<JobRecord> find(JobId id);

  /** The job of that name that was submitted last. */
  Optional<JobRecord> findNamed(ProjectName project, String name);

  /** The jobs that the query asks for, newest submission first. */
  List<JobRecord> list(JobQuery query);
}
