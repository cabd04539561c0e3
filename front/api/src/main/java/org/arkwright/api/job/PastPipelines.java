package org.arkwright.api.job;

import java.util.List;
import java.util.Optional;
import org.arkwright.control.Past;
import org.arkwright.model.id.PipelineId;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.pipeline.Pipeline;
import org.arkwright.projection.JobHistory;
import org.arkwright.projection.PipelineQuery;

/**
 * Pipelines that had ended at a position of the past. The history knows pipelines as they are now;
 * one that had been submitted by then, and did not live any more, had ended as it has now.
 */
record PastPipelines(Past.At then) {
  private static final int PAGE = 100;

  /** Returns the pipeline of that id if it had been submitted by then. Blocks. */
  Optional<Pipeline> ended(JobHistory history, PipelineId id) {
    return history.pipeline(id).filter(then::includes);
  }

  /** Returns the latest pipeline of that name which had been submitted by then. Blocks. */
  Optional<Pipeline> ended(JobHistory history, ProjectName project, String name) {
    Optional<PipelineId> before = Optional.empty();
    while (true) {
      List<Pipeline> page =
          history.pipelines(
              new PipelineQuery(
                  Optional.of(project), Optional.of(name), Optional.empty(), before, PAGE));
      Optional<Pipeline> found = page.stream().filter(then::includes).findFirst();
      if (found.isPresent() || page.size() < PAGE) {
        return found;
      }
      before = Optional.of(page.getLast().id());
    }
  }
}
