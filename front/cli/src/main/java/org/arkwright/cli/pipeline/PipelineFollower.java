package org.arkwright.cli.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.arkwright.cli.api.ApiClient;
import org.arkwright.cli.api.ApiPaths;
import org.arkwright.cli.api.JobAnswer;
import org.arkwright.cli.api.PipelineAnswer;
import org.arkwright.cli.follow.Reconnection;
import org.arkwright.cli.pipeline.StepTree.Mark;
import org.arkwright.cli.terminal.Terminal;

/** Shows what the server does of a pipeline, until its end. It decides nothing. For one thread. */
public final class PipelineFollower {
  private static final long POLL_MILLIS = 200;
  private static final Duration RETRY_TIMEOUT = Duration.ofMinutes(10);

  private final ApiClient api;
  private final Terminal terminal;
  private final Optional<Consumer<JsonNode>> items;
  private final Reconnection reconnection;
  private final Map<String, String> causes = new HashMap<>();

  /**
   * Creates a follower.
   *
   * @param items takes what is to be printed as data; empty for people
   */
  public PipelineFollower(ApiClient api, Terminal terminal, Optional<Consumer<JsonNode>> items) {
    this.api = api;
    this.terminal = terminal;
    this.items = items;
    this.reconnection = new Reconnection(RETRY_TIMEOUT, terminal.err()::println);
  }

  /** Runs a request, again while the server is not there. */
  public JsonNode persistently(Reconnection.Request<JsonNode> request) throws IOException {
    return reconnection.retry(request);
  }

  /** Follows the pipeline and returns whether every step succeeded. */
  public boolean follow(PipelineAnswer first) throws IOException {
    StepTree tree = new StepTree(terminal, items, first);
    PipelineAnswer now = first;
    while (true) {
      show(tree, now);
      if (now.isFinal()) {
        tree.end(now);
        return now.succeeded();
      }
      pause();
      String path = ApiPaths.of("pipelines", first.id());
      now = new PipelineAnswer(reconnection.retry(() -> api.get(path)));
    }
  }

  private void show(StepTree tree, PipelineAnswer pipeline) throws IOException {
    for (PipelineAnswer.Step step : pipeline.steps()) {
      switch (step.state()) {
        case "Waiting" -> {}
        case "Started" -> started(tree, step);
        case "Succeeded" ->
            tree.update(step.name(), Mark.DONE, step.outputs().isEmpty() ? "done" : step.outputs());
        case "Reused" -> tree.update(step.name(), Mark.DONE, "unchanged: " + step.outputs());
        case "NotRun" -> tree.update(step.name(), Mark.NOT_RUN, "not run: a step before it failed");
        case "Cancelled" -> tree.update(step.name(), Mark.NOT_RUN, "cancelled");
        case "Unstartable" -> tree.update(step.name(), Mark.FAILED, step.why());
        default -> tree.update(step.name(), Mark.FAILED, cause(step));
      }
    }
  }

  private static void started(StepTree tree, PipelineAnswer.Step step) {
    String job = "job " + step.job() + "  " + step.jobState();
    String why = step.waitReason().isEmpty() ? "" : "  " + step.waitReason();
    tree.update(step.name(), Mark.RUNNING, job + why, job);
  }

  /** What the step's job failed of, and where to read on; asked once. */
  private String cause(PipelineAnswer.Step step) throws IOException {
    String known = causes.get(step.job());
    if (known == null) {
      String path = ApiPaths.job(step.job());
      JobAnswer job = new JobAnswer(reconnection.retry(() -> api.get(path)));
      known = job.state() + ": " + job.causeAndLog();
      causes.put(step.job(), known);
    }
    return known;
  }

  private static void pause() throws InterruptedIOException {
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted; the pipeline goes on");
    }
  }
}
