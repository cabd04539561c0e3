package org.arkwright.tracking.request;

import java.util.Optional;
import org.arkwright.model.CommandOrigin;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.ProjectName;

/**
 * The caller of the tracking API.
 *
 * @param project the project in which names are looked up and created
 * @param everywhere whether other projects are seen too: the administrator's, unless a project was
 *     named
 * @param attempt the attempt of a calling rank, whose run is created on first use; empty for the
 *     administrator
 * @param origin of the request, for the commands that follow from it
 * @param user the name of whoever is named as the user of what is created
 */
public record TrackingCaller(
    ProjectName project,
    boolean everywhere,
    Optional<RankOf> attempt,
    CommandOrigin origin,
    String user) {
  /**
   * A rank's attempt.
   *
   * @param experiment the name of the experiment in which the attempt's run is created
   */
  public record RankOf(AttemptId id, String jobName, String experiment) {
    /** The id of the attempt's run, passed to its ranks in {@code MLFLOW_RUN_ID}. */
    public String runId() {
      return id.job() + "-" + id.number();
    }
  }

  /** The administrator, confined to a project if one was named. */
  public static TrackingCaller administrator(
      Optional<ProjectName> named, CommandOrigin origin, String user) {
    return new TrackingCaller(
        named.orElse(ProjectName.DEFAULT), named.isEmpty(), Optional.empty(), origin, user);
  }

  /** A rank, which sees its own project. */
  public static TrackingCaller rank(
      ProjectName project, RankOf attempt, CommandOrigin origin, String user) {
    return new TrackingCaller(project, false, Optional.of(attempt), origin, user);
  }

  public boolean maySee(String ofProject) {
    return everywhere || project.value().equals(ofProject);
  }

  /** The calling rank's job; empty text for the administrator. */
  public String job() {
    return attempt.map(rank -> rank.id().job().toString()).orElse("");
  }

  /**
   * Refuses a rank that changes what another job made: it may read its whole project, and write
   * what its own job made.
   *
   * @param job the job that made it; empty for the administrator
   */
  public void requireOwn(String subject, String id, String job) throws TrackingRefusal {
    if (attempt.isPresent() && !job().equals(job)) {
      throw TrackingRefusal.denied(
          "%s %s belongs to %s; a rank may write what its own job made, and read the rest."
              .formatted(subject, id, job.isEmpty() ? "the administrator" : "job " + job));
    }
  }

  /** Refuses a rank: what concerns all jobs of a project is the administrator's. */
  public void requireAdministrator(String action) throws TrackingRefusal {
    if (attempt.isPresent()) {
      throw TrackingRefusal.denied(
          "%s concerns other jobs of project %s too; use the administrator's token."
              .formatted(action, project));
    }
  }
}
