package org.arkwright.cli.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalInt;
import org.arkwright.cli.api.ApiPaths;
import org.arkwright.cli.api.JobAnswer;
import org.arkwright.cli.follow.FollowOutput;
import org.arkwright.cli.follow.Interrupts;
import org.arkwright.cli.follow.JobFollower;
import org.arkwright.cli.follow.JobFollower.Outcome;
import org.arkwright.cli.follow.LogSelection;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.arkwright.model.artifact.ArtifactName;
import org.arkwright.model.artifact.ArtifactRef;

/** Shows a training while it runs, and what it made. */
public final class TrainingRun {
  private static final Duration RETRY_TIMEOUT = Duration.ofMinutes(10);

  private final Session session;
  private final ArtifactName model;

  /**
   * @param model what is trained
   */
  public TrainingRun(Session session, ArtifactName model) {
    this.session = session;
    this.model = model;
  }

  /** Follows the job to its end, or until the user leaves it; prints what was registered. */
  private Outcome follow(JobAnswer job) throws IOException {
    TrainingScreen screen = new TrainingScreen(session.terminal());
    JobFollower follower = follower(job, screen);
    Interrupts.onInterrupt(follower::interrupt);
    Interrupts.onTermination(() ->
        session
            .terminal()
            .tell(
                "The job goes on as %s; follow it with `arkwright logs -f %s`."
                    .formatted(job.name(), job.id())));
    Outcome outcome = follower.follow();
    screen.finish();
    if (outcome instanceof Outcome.Ended(JobAnswer ended) && ended.exitCode() == 0) {
      printRegistered(registered(ended));
    }
    return outcome;
  }

  /**
   * As {@link #follow}; says how a training that was left is looked at.
   *
   * @param left the exit code of one that was left and goes on
   * @return the exit code
   */
  public int toItsEnd(JobAnswer job, int left) throws IOException {
    return switch (follow(job)) {
      case Outcome.Ended(JobAnswer ended) -> ended.exitCode();
      case Outcome.Left(boolean cancelling) -> {
        session
            .terminal()
            .tell("Detached; `arkwright job %s` shows the loss so far.".formatted(job.id()));
        yield cancelling ? ExitCode.INTERRUPTED : left;
      }
    };
  }

  /** Follows the leading rank: on the screen as a curve, or as items of data. */
  private JobFollower follower(JobAnswer job, TrainingScreen screen) {
    if (!session.wantsData()) {
      session.terminal().tell("» job " + job.id() + "  " + job.name());
    }
    return new JobFollower(
        session.api(),
        session.wantsData() ? FollowOutput.of(session) : FollowOutput.text(screen.asTerminal()),
        job.id(),
        LogSelection.ofRank(OptionalInt.of(0)),
        true,
        RETRY_TIMEOUT);
  }

  private void printRegistered(String version) {
    if (session.wantsData()) {
      session.printItem(
          JsonNodeFactory.instance.objectNode().put("type", "artifact").put("artifact", version));
    } else {
      session.terminal().say("registered as " + version);
    }
  }

  /** Returns the version that the job created, or the name if another job created one since. */
  private String registered(JobAnswer ended) throws IOException {
    JsonNode latest =
        session.api().get(ApiPaths.artifact(ended.text("project"), ArtifactRef.latest(model)));
    return latest.path("lineage").path("job").asText("").equals(ended.id())
        ? latest.path("ref").asText("")
        : model.toString();
  }
}
