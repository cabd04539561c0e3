package org.arkwright.cli.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.arkwright.cli.api.ApiClient;
import org.arkwright.cli.api.ApiPaths;
import org.arkwright.cli.api.JobAnswer;
import org.arkwright.cli.api.PipelineAnswer;
import org.arkwright.cli.api.ProblemException;
import org.arkwright.cli.follow.Reconnection;
import org.arkwright.cli.pipeline.StepTree.Mark;
import org.arkwright.cli.terminal.Terminal;

/** Shows what the server does of a pipeline, until its end. It decides nothing. For one thread. */
public final class PipelineFollower {
  private static final long POLL_MILLIS = 200;
  private static final Duration RETRY_TIMEOUT = Duration.ofMinutes(10);
  private static final long REASONS_NANOS = Duration.ofSeconds(1).toNanos();

  private final ApiClient api;
  private final Terminal terminal;
  private final Optional<Consumer<JsonNode>> items;
  private final Reconnection reconnection;
  private final Map<String, String> causes = new HashMap<>();

  /** Why steps ran anew, by name; empty text for those that ran for the first time. */
  private final Map<String, String> reasons = new HashMap<>();

  private final Set<String> told = new HashSet<>();
  private long askedNanos = System.nanoTime() - REASONS_NANOS;

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
      learn(now);
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
        case "Succeeded" -> {
          String made = step.outputs().isEmpty() ? "done" : step.outputs();
          tree.update(step.name(), Mark.DONE, withReason(step, made), made);
        }
        case "Reused" -> tree.update(step.name(), Mark.DONE, "unchanged: " + step.outputs());
        case "NotRun" -> tree.update(step.name(), Mark.NOT_RUN, "not run: a step before it failed");
        case "Cancelled" -> tree.update(step.name(), Mark.NOT_RUN, "cancelled");
        case "Unstartable" -> tree.update(step.name(), Mark.FAILED, step.why());
        default -> tree.update(step.name(), Mark.FAILED, cause(step));
      }
    }
  }

  private void started(StepTree tree, PipelineAnswer.Step step) {
    String job = "job " + step.job() + "  " + step.jobState();
    String why = step.waitReason().isEmpty() ? "" : "  " + step.waitReason();
    tree.update(step.name(), Mark.RUNNING, withReason(step, job + why), job);
  }

  /** Asks why steps run that began since it last asked, which costs the server more than a look. */
  private void learn(PipelineAnswer now) throws IOException {
    boolean known =
        now.steps().stream()
            .allMatch(step -> step.job().isEmpty() || reasons.containsKey(step.name()));
    if (known || (!now.isFinal() && System.nanoTime() - askedNanos < REASONS_NANOS)) {
      return;
    }
    askedNanos = System.nanoTime();
    String path = ApiPaths.of("pipelines", now.id(), "explain");
    try {
      for (PipelineAnswer.Step step :
          new PipelineAnswer(reconnection.retry(() -> api.get(path))).steps()) {
        if (!step.job().isEmpty()) {
          reasons.put(step.name(), step.ranAgain() ? step.ranAnew() : "");
        }
      }
    } catch (ProblemException _) {
      // The pipeline is followed all the same, without reasons.
      now.steps().forEach(step -> reasons.putIfAbsent(step.name(), ""));
    }
  }

  /**
   * Adds why the step runs anew: always where lines are redrawn, else to the first of its lines.
   */
  private String withReason(PipelineAnswer.Step step, String text) {
    String reason = reasons.getOrDefault(step.name(), "");
    boolean isDue = terminal.width().isPresent() && items.isEmpty();
    return reason.isEmpty() || (!told.add(step.name()) && !isDue) ? text : text + "  " + reason;
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
