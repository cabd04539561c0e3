package org.arkwright.projection;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.PipelineId;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.pipeline.Pipeline;

/**
 * The history of all jobs, live and finished, as of some entry of the journal. Any thread; queries
 * block.
 */
public interface JobHistory {
  /**
   * Completes once the history includes the journal up to that number; fails with an {@link
   * org.arkwright.control.UnavailableException} when that will take long, as after an import.
   */
  CompletableFuture<Void> reached(long number);

  Optional<JobRecord> find(JobId id);

  /** Returns the latest submitted job of that name. */
  Optional<JobRecord> findNamed(ProjectName project, String name);

  /**
   * Returns the jobs that the query selects, newest submission first: fewer than its limit where
   * their specs are so large that they would fill the memory.
   */
  JobPage list(JobQuery query);

  /**
   * As {@link #list}, of jobs that have ended alone.
   *
   * @param after selects only jobs submitted after that one
   */
  JobPage listEnded(JobQuery query, Optional<JobId> after);

  /** Returns the pipelines that the query selects, newest submission first. */
  List<Pipeline> pipelines(PipelineQuery query);

  /** Returns the pipeline of that id. */
  Optional<Pipeline> pipeline(PipelineId id);

  /** Returns how many jobs are in which state, by project. */
  List<JobCount> counts();

  /** Returns the names of the projects that have or had jobs, in order. */
  List<String> projects();
}
