package org.arkwright.cli.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.arkwright.cli.api.ApiClient;
import org.arkwright.cli.api.ApiPaths;
import org.arkwright.cli.api.JobAnswer;
import org.arkwright.cli.api.ProblemException;
import org.arkwright.cli.follow.Reconnection;
import org.arkwright.cli.pipeline.StepTree.Mark;
import org.arkwright.cli.terminal.FailureException;
import org.arkwright.cli.terminal.Terminal;
import org.arkwright.model.artifact.ArtifactName;
import org.arkwright.model.artifact.ArtifactRef;

/**
 * One run of a pipeline: submits each step once the steps before it are done, pinned to the exact
 * versions that they produced. It stores nothing itself. Repeated after a crash, it adopts the jobs
 * that still run, which it finds by the steps' names, and the server reuses the results of finished
 * ones.
 */
public final class PipelineRun {
  private static final long POLL_MILLIS = 200;
  private static final int CONFLICT = 409;
  private static final String LABEL = "pipeline-step";
  private static final int LABEL_DIGITS = 32;
  private static final Duration RETRY_TIMEOUT = Duration.ofMinutes(10);

  private final ApiClient api;
  private final PipelineFile file;
  private final StepTree tree;
  private final Reconnection reconnection;
  private final SequencedMap<String, JobAnswer> live = new LinkedHashMap<>();
  private final Map<String, Boolean> ended = new LinkedHashMap<>();
  private final Map<ArtifactName, ArtifactRef> produced = new TreeMap<>();

  /**
   * Creates a run without starting it.
   *
   * @param items takes what is to be printed as data; empty for people
   */
  public PipelineRun(
      ApiClient api, Terminal terminal, Optional<Consumer<JsonNode>> items, PipelineFile file) {
    this.api = api;
    this.file = file;
    this.tree = new StepTree(terminal, items, file);
    this.reconnection = new Reconnection(RETRY_TIMEOUT, terminal.err()::println);
  }

  /** Runs all steps and returns whether every one of them succeeded. */
  public boolean run() throws IOException {
    startReady();
    while (!live.isEmpty()) {
      pause();
      for (PipelineStep step : file.steps()) {
        JobAnswer job = live.get(step.name());
        if (job != null) {
          follow(step, job);
        }
      }
      startReady();
    }
    for (PipelineStep step : file.steps()) {
      if (!ended.containsKey(step.name())) {
        tree.update(step, Mark.NOT_RUN, "not run: a step before it failed");
      }
    }
    boolean succeeded = ended.size() == file.steps().size() && !ended.containsValue(false);
    tree.end(file, succeeded);
    return succeeded;
  }

  /** Starts steps until no more can start: a reused step may let others start at once. */
  private void startReady() throws IOException {
    int before;
    do {
      before = ended.size();
      for (PipelineStep step : file.steps()) {
        boolean ready =
            !live.containsKey(step.name())
                && !ended.containsKey(step.name())
                && step.after().stream().allMatch(name -> ended.getOrDefault(name, false));
        if (ready) {
          start(step);
        }
      }
    } while (ended.size() > before);
  }

  private void start(PipelineStep step) throws IOException {
    ObjectNode spec = pinned(step);
    JsonNode answer;
    try {
      answer = submit(spec);
    } catch (ProblemException refused) {
      if (refused.problem().status() == CONFLICT && adopts(step, spec)) {
        return;
      }
      ended.put(step.name(), false);
      tree.update(step, Mark.FAILED, String.join("; ", refused.problem().lines()));
      return;
    }
    if (!answer.path("reused").asBoolean()) {
      JobAnswer job = new JobAnswer(answer);
      live.put(step.name(), job);
      tree.update(step, Mark.RUNNING, "job " + job.id());
      return;
    }
    step.outputs()
        .forEach((mount, name) ->
            ArtifactRef.parse(answer.path("outputs").path(mount).asText(""))
                .ifPresent(ref -> produced.put(name, ref)));
    ended.put(step.name(), true);
    tree.update(step, Mark.DONE, "unchanged: " + results(step));
  }

  private JsonNode submit(ObjectNode spec) throws IOException {
    byte[] document = spec.toString().getBytes(StandardCharsets.UTF_8);
    Map<String, String> key = Map.of("Idempotency-Key", UUID.randomUUID().toString());
    return reconnection.retry(
        () -> api.postDocument("/jobs?reuse=true", document, "application/json", key));
  }

  /**
   * Returns the step's spec, with the versions that earlier steps of this run produced, and with a
   * label by which a later run recognizes the job.
   */
  private ObjectNode pinned(PipelineStep step) {
    ObjectNode spec = step.spec().deepCopy();
    step.inputs()
        .forEach((mount, ref) -> {
          ArtifactRef version = produced.get(ref.name());
          if (ref.version().isEmpty() && version != null) {
            spec.withObjectProperty("inputs").put(mount, version.toString());
          }
        });
    String digest = StepDigest.digest(spec.toString());
    spec.withObjectProperty("labels").put(LABEL, digest.substring(0, LABEL_DIGITS));
    return spec;
  }

  /** Adopts the live job of the step's name if an interrupted run started it from this spec. */
  private boolean adopts(PipelineStep step, ObjectNode spec) throws IOException {
    String name = file.project() + "/" + spec.path("name").asText("");
    JobAnswer job = new JobAnswer(reconnection.retry(() -> api.get(ApiPaths.job(name))));
    JsonNode labels = job.json().path("spec").path("labels");
    if (!labels.path(LABEL).equals(spec.path("labels").path(LABEL))) {
      return false;
    }
    live.put(step.name(), job);
    tree.update(step, Mark.RUNNING, "goes on as job " + job.id());
    return true;
  }

  private void follow(PipelineStep step, JobAnswer before) throws IOException {
    JobAnswer now = new JobAnswer(reconnection.retry(() -> api.get(ApiPaths.job(before.id()))));
    if (!now.isFinal()) {
      live.put(step.name(), now);
      String why = now.isQueued() ? "  " + now.waitReason() : "";
      tree.update(step, Mark.RUNNING, "job " + now.id() + "  " + now.state() + why, now.news());
      return;
    }
    live.remove(step.name());
    boolean succeeded = now.state().equals("Succeeded");
    ended.put(step.name(), succeeded);
    if (!succeeded) {
      String text = "%s: %s; see `arkwright logs %s`".formatted(now.state(), now.cause(), now.id());
      tree.update(step, Mark.FAILED, text);
      return;
    }
    for (ArtifactName name : step.outputs().values()) {
      produced.put(name, versionOf(name, now));
    }
    tree.update(step, Mark.DONE, step.outputs().isEmpty() ? "done" : results(step));
  }

  private ArtifactRef versionOf(ArtifactName name, JobAnswer job) throws IOException {
    String path = ApiPaths.artifact(file.project(), name);
    for (JsonNode version : reconnection.retry(() -> api.get(path)).path("artifacts")) {
      if (version.path("lineage").path("job").asText("").equals(job.id())) {
        return ArtifactRef.of(name, version.path("version").asInt());
      }
    }
    throw new FailureException("job %s produced no version of %s".formatted(job.id(), name));
  }

  private String results(PipelineStep step) {
    SortedMap<ArtifactName, ArtifactRef> results = new TreeMap<>(produced);
    results.keySet().retainAll(step.outputs().values());
    return String.join(", ", results.values().stream().map(ArtifactRef::toString).toList());
  }

  private static void pause() throws InterruptedIOException {
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException(
          "interrupted; the jobs keep running, run the pipeline again");
    }
  }
}
