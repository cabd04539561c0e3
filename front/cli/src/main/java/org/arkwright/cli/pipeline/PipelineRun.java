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
import org.arkwright.cli.api.Api;
import org.arkwright.cli.api.JobView;
import org.arkwright.cli.api.Paths;
import org.arkwright.cli.api.ProblemException;
import org.arkwright.cli.follow.Reconnection;
import org.arkwright.cli.terminal.FailureException;
import org.arkwright.cli.terminal.Terminal;
import org.arkwright.model.ArtifactName;
import org.arkwright.model.ArtifactRef;

/**
 * Carries a pipeline out: hands in each step once those before it are done, with the very versions
 * that they made. It keeps nothing itself. Run again after a crash, it adopts the jobs that still
 * run, since they have the steps' names, and the server answers with what finished ones made.
 */
public final class PipelineRun {
  private static final long POLL_MILLIS = 250;
  private static final int CONFLICT = 409;
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final Api api;
  private final Terminal terminal;
  private final PipelineFile file;
  private final Reconnection reconnection;
  private final SequencedMap<String, JobView> live = new LinkedHashMap<>();
  private final Map<String, Boolean> ended = new LinkedHashMap<>();
  private final Map<ArtifactName, ArtifactRef> made = new TreeMap<>();

  private PipelineRun(Api api, Terminal terminal, PipelineFile file) {
    this.api = api;
    this.terminal = terminal;
    this.file = file;
    this.reconnection = new Reconnection(PATIENCE, terminal.err()::println);
  }

  /**
   * Runs the pipeline of that document to its end.
   *
   * @return whether every step is done
   */
  public static boolean run(Api api, Terminal terminal, byte[] document) throws IOException {
    return new PipelineRun(api, terminal, PipelineFile.read(document)).run();
  }

  private boolean run() throws IOException {
    terminal.out().println(terminal.ink().bold(file.name()));
    startReady();
    while (!live.isEmpty()) {
      pause();
      for (Step step : file.steps()) {
        JobView job = live.get(step.name());
        if (job != null) {
          follow(step, job);
        }
      }
      startReady();
    }
    for (Step step : file.steps()) {
      if (!ended.containsKey(step.name())) {
        tell(step, "–", "not run: a step before it failed");
      }
    }
    return ended.size() == file.steps().size() && !ended.containsValue(false);
  }

  private void startReady() throws IOException {
    for (Step step : file.steps()) {
      boolean ready =
          !live.containsKey(step.name())
              && !ended.containsKey(step.name())
              && step.after().stream().allMatch(name -> ended.getOrDefault(name, false));
      if (ready) {
        start(step);
      }
    }
  }

  private void start(Step step) throws IOException {
    JsonNode answer;
    try {
      answer = submit(step);
    } catch (ProblemException refused) {
      if (refused.problem().status() != CONFLICT) {
        throw refused;
      }
      JobView running = new JobView(api.get(Paths.job(file.project() + "/" + jobName(step))));
      if (running.isFinal() || !isSame(step, running)) {
        throw refused;
      }
      live.put(step.name(), running);
      tell(step, "»", "goes on as job " + running.id());
      return;
    }
    if (!answer.path("reused").asBoolean()) {
      JobView job = new JobView(answer);
      live.put(step.name(), job);
      tell(step, "»", "job " + job.id());
      return;
    }
    step.outputs()
        .forEach((mount, name) ->
            ArtifactRef.parse(answer.path("outputs").path(mount).asText(""))
                .ifPresent(ref -> made.put(name, ref)));
    ended.put(step.name(), true);
    tell(step, "✓", "unchanged: " + results(step));
  }

  private JsonNode submit(Step step) throws IOException {
    byte[] spec = pinned(step).toString().getBytes(StandardCharsets.UTF_8);
    Map<String, String> key = Map.of("Idempotency-Key", UUID.randomUUID().toString());
    return reconnection.persist(() ->
        api.postDocument("/jobs?reuse=true", spec, "application/json", key));
  }

  private ObjectNode pinned(Step step) {
    ObjectNode spec = step.spec().deepCopy();
    step.inputs()
        .forEach((mount, ref) -> {
          ArtifactRef version = made.get(ref.name());
          if (ref.version().isEmpty() && version != null) {
            spec.withObjectProperty("inputs").put(mount, version.toString());
          }
        });
    return spec;
  }

  /** Whether a running job is this step's, and not of an earlier form of the file. */
  private static boolean isSame(Step step, JobView job) {
    JsonNode spec = job.json().path("spec");
    return spec.path("command").equals(step.spec().path("command"))
        && spec.path("script").equals(step.spec().path("script"))
        && spec.path("outputs").equals(step.spec().path("outputs"));
  }

  private void follow(Step step, JobView before) throws IOException {
    JobView now =
        new JobView(reconnection.persist(() -> api.get(Paths.job(before.id()))));
    if (!now.isFinal()) {
      live.put(step.name(), now);
      if (!now.state().equals(before.state())) {
        tell(step, "»", now.state());
      }
      return;
    }
    live.remove(step.name());
    boolean succeeded = now.state().equals("Succeeded");
    ended.put(step.name(), succeeded);
    if (!succeeded) {
      String advice = "; see `arkwright logs " + now.id() + "`";
      tell(step, "✗", now.state() + ": " + now.cause() + advice);
      return;
    }
    for (ArtifactName name : step.outputs().values()) {
      made.put(name, versionOf(name, now));
    }
    tell(step, "✓", results(step));
  }

  private ArtifactRef versionOf(ArtifactName name, JobView job) throws IOException {
    String path =
        Paths.of("projects", file.project(), "artifacts", name.kind().word(), name.name());
    for (JsonNode version : reconnection.persist(() -> api.get(path)).path("artifacts")) {
      if (version.path("lineage").path("job").asText("").equals(job.id())) {
        return ArtifactRef.of(name, version.path("version").asInt());
      }
    }
    throw new FailureException("job %s made no version of %s".formatted(job.id(), name));
  }

  private String results(Step step) {
    SortedMap<ArtifactName, ArtifactRef> results = new TreeMap<>(made);
    results.keySet().retainAll(step.outputs().values());
    return String.join(", ", results.values().stream().map(ArtifactRef::toString).toList());
  }

  private String jobName(Step step) {
    return step.spec().path("name").asText("");
  }

  private void tell(Step step, String mark, String text) {
    String branch = "  ".repeat(step.depth()) + "└─ ";
    terminal.out().println(branch + mark + " " + step.name() + "  " + terminal.ink().faint(text));
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
