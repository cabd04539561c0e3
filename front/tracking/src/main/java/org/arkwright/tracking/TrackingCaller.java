package org.arkwright.tracking;

import java.util.Optional;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.ProjectName;

/**
 * Who logs.
 *
 * @param project where names are looked up and made
 * @param attempt what a rank runs in; it sees its own project alone, and its run is made when it
 *     first asks for it. Empty for the administrator, who sees all
 */
public record TrackingCaller(ProjectName project, Optional<RankOf> attempt) {
  /**
   * A rank's attempt.
   *
   * @param jobName also the name of the experiment that its run belongs to
   */
  public record RankOf(AttemptId id, String jobName, String user) {
    /** The id of the attempt's run, as its ranks find it in {@code MLFLOW_RUN_ID}. */
    public String runId() {
      return id.job() + "-" + id.number();
    }
  }

  boolean maySee(String ofProject) {
    return attempt.isEmpty() || project.value().equals(ofProject);
  }
}
