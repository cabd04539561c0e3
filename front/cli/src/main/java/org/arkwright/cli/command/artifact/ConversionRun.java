package org.arkwright.cli.command.artifact;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalInt;
import org.arkwright.cli.api.ApiPaths;
import org.arkwright.cli.api.JobAnswer;
import org.arkwright.cli.follow.FollowOutput;
import org.arkwright.cli.follow.Interrupts;
import org.arkwright.cli.follow.JobFollower;
import org.arkwright.cli.follow.JobFollower.Outcome;
import org.arkwright.cli.follow.LogSelection;
import org.arkwright.cli.follow.Submission;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.arkwright.model.artifact.ArtifactName;
import org.arkwright.model.artifact.ArtifactRef;

/** A conversion as the job that it is, followed to its end. */
final class ConversionRun {
  private static final Duration RETRY_TIMEOUT = Duration.ofMinutes(10);

  private final Session session;
  private final ArtifactName result;

  /**
   * A conversion that is not submitted yet.
   *
   * @param result what the model becomes the next version of
   */
  ConversionRun(Session session, ArtifactName result) {
    this.session = session;
    this.result = result;
  }

  JobAnswer submit(ObjectNode conversion) throws IOException {
    return new Submission(session.api(), session.terminal())
        .submitConversion(conversion.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Shows what the job says, prints what it registered, and returns its exit code. */
  int follow(JobAnswer job) throws IOException {
    if (!session.wantsData()) {
      session.terminal().tell("» job " + job.id() + "  " + job.name());
    }
    JobFollower follower =
        new JobFollower(
            session.api(),
            FollowOutput.of(session),
            job.id(),
            LogSelection.ofRank(OptionalInt.of(0)),
            true,
            RETRY_TIMEOUT);
    Interrupts.onInterrupt(follower::interrupt);
    return switch (follower.follow()) {
      case Outcome.Ended(JobAnswer ended) -> {
        if (ended.exitCode() == 0) {
          printRegistered(ended);
        }
        yield ended.exitCode();
      }
      case Outcome.Left(boolean cancelling) -> {
        session
            .terminal()
            .tell(
                "The job goes on as %s; follow it with `arkwright logs -f %s`."
                    .formatted(job.name(), job.id()));
        yield cancelling ? ExitCode.INTERRUPTED : ExitCode.OK;
      }
    };
  }

  private void printRegistered(JobAnswer ended) throws IOException {
    JsonNode latest =
        session.api().get(ApiPaths.artifact(ended.text("project"), ArtifactRef.latest(result)));
    boolean own = latest.path("lineage").path("job").asText("").equals(ended.id());
    String version = own ? latest.path("ref").asText("") : result.toString();
    if (session.wantsData()) {
      session.printItem(
          JsonNodeFactory.instance.objectNode().put("type", "artifact").put("artifact", version));
    } else {
      session.terminal().say("registered as " + version);
    }
  }
}
