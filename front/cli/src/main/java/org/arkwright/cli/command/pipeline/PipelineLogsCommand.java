package org.arkwright.cli.command.pipeline;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.arkwright.cli.api.ApiPaths;
import org.arkwright.cli.api.JobAnswer;
import org.arkwright.cli.api.PipelineAnswer;
import org.arkwright.cli.follow.FollowOutput;
import org.arkwright.cli.follow.JobFollower;
import org.arkwright.cli.follow.LogSelection;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.terminal.FailureException;
import org.arkwright.cli.terminal.WrongUseException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pipeline logs}: prints the output of a step's job. */
@Command(name = "logs", description = "Print the output of a step's job.")
public final class PipelineLogsCommand implements Callable<Integer> {
  private static final Duration RETRY_TIMEOUT = Duration.ofMinutes(10);

  private final Session session;

  @Parameters(index = "0", paramLabel = "PIPELINE", description = "Its id, name, or PROJECT/NAME.")
  private String name = "";

  @Parameters(index = "1", paramLabel = "STEP", description = "The step.")
  private String step = "";

  @Option(
      names = {"-f", "--follow"},
      description = "Follow the output until the step's job ends.")
  private boolean follow;

  public PipelineLogsCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    List<PipelineAnswer.Step> steps =
        new PipelineAnswer(session.api().get(ApiPaths.pipeline(name))).steps();
    PipelineAnswer.Step found =
        steps.stream()
            .filter(each -> each.name().equals(step))
            .findFirst()
            .orElseThrow(() ->
                new WrongUseException(
                    "there is no step '%s' in %s\nexpected: one of %s"
                        .formatted(
                            step,
                            name,
                            String.join(
                                ", ", steps.stream().map(PipelineAnswer.Step::name).toList()))));
    if (found.job().isEmpty()) {
      throw new FailureException(
          "step '%s' is %s and has no job%s"
              .formatted(
                  step,
                  found.state(),
                  found.waitReason().isEmpty() ? "" : ": it " + found.waitReason()));
    }
    JobAnswer job = new JobAnswer(session.api().get(ApiPaths.job(found.job())));
    LogSelection selection =
        new LogSelection(
            OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty(), "", false, "");
    JobFollower follower =
        new JobFollower(
            session.api(),
            FollowOutput.of(session),
            job.id(),
            selection,
            false,
            follow ? RETRY_TIMEOUT : Duration.ZERO);
    if (follow) {
      var _ = follower.follow();
    } else {
      follower.printSoFar(job);
    }
    return ExitCode.OK;
  }
}
