package org.arkwright.kernel.rule;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.arkwright.kernel.state.State;
import org.arkwright.model.ArtifactCommand;
import org.arkwright.model.ArtifactEvent;
import org.arkwright.model.Event;
import org.arkwright.model.Refusal;
import org.arkwright.model.artifact.ArtifactName;
import org.arkwright.model.artifact.ArtifactRef;
import org.arkwright.model.artifact.ArtifactVersion;
import org.arkwright.model.artifact.Lineage;
import org.arkwright.model.artifact.StoredFiles;
import org.arkwright.model.artifact.StoredOutputs;
import org.arkwright.model.deployment.Deployment;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.Mounts;
import org.arkwright.model.job.Work;
import org.arkwright.model.pipeline.Pipeline;

/** The rules for registering and removing versions, and for pinning a job's inputs to versions. */
public final class ArtifactRules {
  private static final Decision NO_CHANGE = new Decision.Accepted(List.of());

  /** How many artifacts are named in place of one that is missing. */
  private static final int NAMED_MAX = 3;

  private ArtifactRules() {}

  public static Decision decide(State state, ArtifactCommand command, String by, long nowNanos) {
    return switch (command) {
      case ArtifactCommand.RegisterArtifact register -> register(state, register, by, nowNanos);
      case ArtifactCommand.RemoveArtifact remove -> remove(state, remove, by, nowNanos);
    };
  }

  private static Decision register(
      State state, ArtifactCommand.RegisterArtifact register, String by, long nowNanos) {
    boolean same =
        register.numberMin().isEmpty()
            && state
                .artifacts()
                .find(register.project(), ArtifactRef.latest(register.name()))
                .filter(latest -> latest.files().equals(register.files()))
                .isPresent();
    int next = state.artifacts().nextNumber(register.project(), register.name());
    return same
        ? NO_CHANGE
        : new Decision.Accepted(
            List.of(
                new ArtifactEvent.ArtifactRegistered(
                    new ArtifactVersion(
                        register.project(),
                        register.name(),
                        Math.max(next, register.numberMin().orElse(next)),
                        register.files(),
                        by,
                        register.lineage(),
                        nowNanos))));
  }

  private static Decision remove(
      State state, ArtifactCommand.RemoveArtifact remove, String by, long nowNanos) {
    ArtifactRef ref = ArtifactRef.of(remove.name(), remove.version());
    if (state.artifacts().find(remove.project(), ref).isEmpty()) {
      return new Decision.Refused(
          new Refusal(
              Refusal.Code.NOT_FOUND,
              ref.toString(),
              "a version in project %s".formatted(remove.project()),
              "List its versions first."));
    }
    Optional<Deployment> server =
        state.deployments().all().stream()
            .filter(found -> found.name().project().equals(remove.project()))
            .filter(found -> found.spec().serving().model().equals(Optional.of(ref)))
            .findFirst();
    if (server.isPresent()) {
      return new Decision.Refused(
          new Refusal(
              Refusal.Code.CONFLICT,
              ref.toString(),
              "a version that no deployment serves",
              "Deployment %s serves it: undeploy it, or deploy another version."
                  .formatted(server.get().name().name())));
    }
    Optional<Job> reader =
        state.jobs().stream()
            .filter(job -> job.spec().project().equals(remove.project()))
            .filter(job -> job.spec().mounts().inputs().containsValue(ref))
            .findFirst();
    Optional<Pipeline> waiting = state.pipelines().reading(remove.project(), ref);
    if (waiting.isPresent()) {
      return new Decision.Refused(
          new Refusal(
              Refusal.Code.CONFLICT,
              ref.toString(),
              "a version that no live pipeline is going to read",
              "A step of pipeline %s (%s) is: wait for it, or cancel it."
                  .formatted(waiting.get().spec().name(), waiting.get().id())));
    }
    return reader
        .<Decision>map(job ->
            new Decision.Refused(
                new Refusal(
                    Refusal.Code.CONFLICT,
                    ref.toString(),
                    "a version that no live job reads",
                    "Job %s (%s) reads it: wait for that job, or cancel it."
                        .formatted(job.spec().name(), job.id()))))
        .orElseGet(() ->
            new Decision.Accepted(
                List.of(
                    new ArtifactEvent.ArtifactRemoved(
                        remove.project(), remove.name(), remove.version(), by, nowNanos))));
  }

  /** Names what the project has instead of what is missing: other versions, or similar names. */
  static String alternatives(State state, ProjectName project, ArtifactRef missing) {
    List<ArtifactVersion> same = state.artifacts().versions(project, missing.name());
    List<String> near =
        same.isEmpty()
            ? state.artifacts().all().stream()
                .filter(other -> other.project().equals(project))
                .map(other -> other.ref().name())
                .filter(other -> other.kind() == missing.name().kind())
                .distinct()
                .sorted(
                    Comparator.comparingInt((ArtifactName other) ->
                            -commonBeginning(other.name(), missing.name().name()))
                        .thenComparing(ArtifactName::name))
                .limit(NAMED_MAX)
                .map(ArtifactName::toString)
                .toList()
            : same.reversed().stream()
                .limit(NAMED_MAX)
                .map(version -> version.ref().toString())
                .toList();
    return near.isEmpty()
        ? ", which has no %s yet".formatted(missing.name().kind().word())
        : ", such as " + String.join(", ", near);
  }

  /** A reference without what nobody types: that it means the latest version. */
  static String asTyped(ArtifactRef ref) {
    return ref.version().isPresent() ? ref.toString() : ref.name().toString();
  }

  private static int commonBeginning(String one, String other) {
    int length = 0;
    while (length < Math.min(one.length(), other.length())
        && one.charAt(length) == other.charAt(length)) {
      length++;
    }
    return length;
  }

  /** The refusal for the first input that does not exist; empty when all exist. */
  static Optional<Refusal> missingInput(State state, JobSpec spec) {
    return spec.mounts().inputs().values().stream()
        .filter(ref -> state.artifacts().find(spec.project(), ref).isEmpty())
        .findFirst()
        .map(ref ->
            new Refusal(
                Refusal.Code.NOT_FOUND,
                asTyped(ref),
                "an artifact in project %s%s"
                    .formatted(spec.project(), alternatives(state, spec.project(), ref)),
                "Import it, or run the job that produces it, first."));
  }

  /** Returns the spec with the version number of every input; all inputs must exist. */
  static JobSpec pinned(State state, JobSpec spec) {
    Mounts mounts = spec.mounts();
    if (mounts.inputs().isEmpty()) {
      return spec;
    }
    SortedMap<String, ArtifactRef> inputs = new TreeMap<>();
    mounts
        .inputs()
        .forEach((mount, ref) ->
            inputs.put(mount, state.artifacts().find(spec.project(), ref).orElseThrow().ref()));
    return spec.withMounts(new Mounts(inputs, mounts.outputs()));
  }

  /** The events of the versions that a job's end produces. */
  static List<Event> produced(
      State state, Job job, StoredOutputs stored, boolean succeeded, long at) {
    List<Event> events = new ArrayList<>();
    Mounts mounts = job.spec().mounts();
    if (succeeded) {
      Lineage lineage =
          new Lineage(
              origin(job.spec().execution().work()),
              Optional.of(job.id()),
              mounts.inputs(),
              Optional.of(
                  JobFingerprints.of(
                      job.spec(), state.artifacts().manifests(job.spec().project(), mounts))));
      mounts
          .outputs()
          .forEach((mount, name) -> {
            StoredFiles files = stored.outputs().get(mount);
            if (files != null) {
              events.add(version(state, job, name, files, lineage, at));
            }
          });
    }
    stored
        .checkpoints()
        .filter(files -> !isLatest(state, job, files))
        .ifPresent(files ->
            events.add(
                version(
                    state,
                    job,
                    job.spec().checkpoints(),
                    files,
                    new Lineage(
                        origin(job.spec().execution().work()),
                        Optional.of(job.id()),
                        mounts.inputs(),
                        Optional.empty()),
                    at)));
    return events;
  }

  private static boolean isLatest(State state, Job job, StoredFiles files) {
    return state
        .artifacts()
        .find(job.spec().project(), ArtifactRef.latest(job.spec().checkpoints()))
        .filter(latest -> latest.files().equals(files))
        .isPresent();
  }

  /** Whether these checkpoints become a version, and differ from those that the job left before. */
  static boolean isNewCheckpoint(State state, Job job, StoredFiles files) {
    return !isLatest(state, job, files)
        && state
            .artifacts()
            .versions(job.spec().project(), job.spec().checkpoints())
            .reversed()
            .stream()
            .filter(version -> version.lineage().job().equals(Optional.of(job.id())))
            .findFirst()
            .filter(last -> last.files().equals(files))
            .isEmpty();
  }

  private static Event version(
      State state, Job job, ArtifactName name, StoredFiles files, Lineage lineage, long at) {
    return new ArtifactEvent.ArtifactRegistered(
        new ArtifactVersion(
            job.spec().project(),
            name,
            state.artifacts().nextNumber(job.spec().project(), name),
            files,
            job.submittedBy(),
            lineage,
            at));
  }

  private static String origin(Work work) {
    return switch (work) {
      case Work.Command(List<String> argv) -> String.join(" ", argv);
      case Work.Script(String text) -> text;
      case Work.Builtin(var program, List<String> arguments) ->
          "arkwright work %s %s".formatted(program.word(), String.join(" ", arguments));
      case Work.Server(List<String> argv) -> String.join(" ", argv);
    };
  }
}
