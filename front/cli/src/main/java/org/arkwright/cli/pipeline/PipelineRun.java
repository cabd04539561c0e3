package org.arkwright.cli.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
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
 * Carries a pipeline out: hands in each step once those before it are done, with the very versions
 * that they made. It keeps nothing itself. Run again after a crash, it adopts the jobs that still
 * run, since they have the steps' names, and the server answers with what finished ones made.
 */
public final class PipelineRun {
  private static final long POLL_MILLIS = 200;
  private static final int CONFLICT = 409;
  private static final String LABEL = "pipeline-step";
  private static final int LABEL_DIGITS = 32;
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final ApiClient api;
  private final PipelineFile file;
  private final StepTree tree;
  private final Reconnection reconnection;
  private final SequencedMap<String, JobAnswer> live = new LinkedHashMap<>();
  private final Map<String, Boolean> ended = new LinkedHashMap<>();
  private final Map<ArtifactName, ArtifactRef> made = new TreeMap<>();

  /** A run that has not begun. */
  public PipelineRun(ApiClient api, Terminal terminal, PipelineFile file) {
    this.api = api;
    this.file = file;
    this.tree = new StepTree(terminal, file);
    this.reconnection = new Reconnection(PATIENCE, terminal.err()::println);
  }

  /** Runs to the end and says whether every step is done. */
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
        tree.tell(step, Mark.NOT_RUN, "not run: a step before it failed");
      }
    }
    return ended.size() == file.steps().size() && !ended.containsValue(false);
  }

  /** Until nothing new can start: what was made before may let others start at once. */
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
      tree.tell(step, Mark.FAILED, String.join("; ", refused.problem().lines()));
      return;
    }
    if (!answer.path("reused").asBoolean()) {
      JobAnswer job = new JobAnswer(answer);
      live.put(step.name(), job);
      tree.tell(step, Mark.RUNS, "job " + job.id());
      return;
    }
    step.outputs()
        .forEach((mount, name) ->
            ArtifactRef.parse(answer.path("outputs").path(mount).asText(""))
                .ifPresent(ref -> made.put(name, ref)));
    ended.put(step.name(), true);
    tree.tell(step, Mark.DONE, "unchanged: " + results(step));
  }

  private JsonNode submit(ObjectNode spec) throws IOException {
    byte[] document = spec.toString().getBytes(StandardCharsets.UTF_8);
    Map<String, String> key = Map.of("Idempotency-Key", UUID.randomUUID().toString());
    return reconnection.persist(
        () -> api.postDocument("/jobs?reuse=true", document, "application/json", key));
  }

  /**
   * The step's fields, with the versions that earlier steps of this run made, and a label by which
   * a later run knows the job again.
   */
  private ObjectNode pinned(PipelineStep step) {
    ObjectNode spec = step.spec().deepCopy();
    step.inputs()
        .forEach((mount, ref) -> {
          ArtifactRef version = made.get(ref.name());
          if (ref.version().isEmpty() && version != null) {
            spec.withObjectProperty("inputs").put(mount, version.toString());
          }
        });
    String digest = StepDigest.digest(spec.toString());
    spec.withObjectProperty("labels").put(LABEL, digest.substring(0, LABEL_DIGITS));
    return spec;
  }

  /** Joins the job of that name, if it is this very step's, begun by a run that was cut off. */
  private boolean adopts(PipelineStep step, ObjectNode spec) throws IOException {
    String name = file.project() + "/" + spec.path("name").asText("");
    JobAnswer job = new JobAnswer(reconnection.persist(() -> api.get(ApiPaths.job(name))));
    JsonNode labels = job.json().path("spec").path("labels");
    if (!labels.path(LABEL).equals(spec.path("labels").path(LABEL))) {
      return false;
    }
    live.put(step.name(), job);
    tree.tell(step, Mark.RUNS, "goes on as job " + job.id());
    return true;
  }

  private void follow(PipelineStep step, JobAnswer before) throws IOException {
    JobAnswer now = new JobAnswer(reconnection.persist(() -> api.get(ApiPaths.job(before.id()))));
    if (!now.isFinal()) {
      live.put(step.name(), now);
      String why = now.isQueued() ? "  " + now.waiting() : "";
      tree.tell(step, Mark.RUNS, "job " + now.id() + "  " + now.state() + why);
      return;
    }
    live.remove(step.name());
    boolean succeeded = now.state().equals("Succeeded");
    ended.put(step.name(), succeeded);
    if (!succeeded) {
      String text = "%s: %s; see `arkwright logs %s`".formatted(now.state(), now.cause(), now.id());
      tree.tell(step, Mark.FAILED, text);
      return;
    }
    for (ArtifactName name : step.outputs().values()) {
      made.put(name, versionOf(name, now));
    }
    tree.tell(step, Mark.DONE, step.outputs().isEmpty() ? "done" : results(step));
  }

  private ArtifactRef versionOf(ArtifactName name, JobAnswer job) throws IOException {
    String path = ApiPaths.artifact(file.project(), name);
    for (JsonNode version : reconnection.persist(() -> api.get(path)).path("artifacts")) {
      if (version.path("lineage").path("job").asText("").equals(job.id())) {
        return ArtifactRef.of(name, version.path("version").asInt());
      }
    }
    throw new FailureException("job %s made no version of %s".formatted(job.id(), name));
  }

  private String results(PipelineStep step) {
    SortedMap<ArtifactName, ArtifactRef> results = new TreeMap<>(made);
    results.keySet().retainAll(step.outputs().values());
    return String.join(", ", results.values().stream().map(ArtifactRef::toString).toList());
  }

  private static void pause() throws InterruptedIOException {
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted; the jobs go on, run the pipeline again");
    }
  }
}
