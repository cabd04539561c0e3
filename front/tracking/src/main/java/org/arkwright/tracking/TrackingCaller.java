package org.arkwright.tracking;

import java.util.Optional;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.ProjectName;

/**
 * The caller of the tracking API.
 *
 * @param project the project in which names are looked up and created
 * @param attempt the attempt of a calling rank, which sees only its own project and whose run is
 *     created on first use; empty for the administrator, who sees everything
 */
public record TrackingCaller(ProjectName project, Optional<RankOf> attempt) {
  /**
   * A rank's attempt.
   *
   * @param jobName the job's name, and that of the experiment of the attempt's run
   */
  public record RankOf(AttemptId id, String jobName, String user) {
    /** The id of the attempt's run, passed to its ranks in {@code MLFLOW_RUN_ID}. */
    public String runId() {
      return id.job() + "-" + id.number();
    }
  }

  boolean maySee(String ofProject) {
    return attempt.isEmpty() || project.value().equals(ofProject);
  }
}
