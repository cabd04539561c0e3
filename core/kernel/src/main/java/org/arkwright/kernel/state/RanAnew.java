package org.arkwright.kernel.state;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.arkwright.model.artifact.ArtifactName;
import org.arkwright.model.artifact.ArtifactRef;
import org.arkwright.model.artifact.ArtifactVersion;
import org.arkwright.model.id.Digest;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.JobSpec;

/**
 * Why a job ran although results of its kind may be kept: the other half of the rule of reusable
 * outputs. It is worked out when somebody asks, from the results that are still kept, and so is no
 * part of any event.
 */
public sealed interface RanAnew {
  /** It has no outputs, so nothing of it could stand in for it. */
  record NoOutputs() implements RanAnew {}

  /** No job has made its outputs before. */
  record NothingBefore() implements RanAnew {}

  /**
   * An output was made before, and its versions of then are kept no more.
   *
   * @param output the first such output
   */
  record ResultsGone(ArtifactName output) implements RanAnew {}

  /**
   * It differs from the job that made the newest result kept.
   *
   * @param kept that result
   * @param fields what differs, as users write it, such as {@code env.STEP}; empty where what was
   *     read then is kept no more
   */
  record Changed(ArtifactRef kept, List<String> fields) implements RanAnew {
    public Changed {
      fields = List.copyOf(fields);
    }
  }

  /** The reason in words, which follow "it ran because". */
  default String text() {
    return switch (this) {
      case NoOutputs() -> "it has no outputs, and so nothing to reuse";
      case NothingBefore() -> "no job has made its outputs before";
      case ResultsGone(ArtifactName output) -> "earlier results of %s are gone".formatted(output);
      case Changed(ArtifactRef kept, List<String> fields) when fields.isEmpty() ->
          "what made %s, the newest result, read inputs that are gone".formatted(kept);
      case Changed(ArtifactRef kept, List<String> fields) ->
          "%s %s from what made %s, the newest result"
              .formatted(
                  String.join(", ", fields), fields.size() == 1 ? "differs" : "differ", kept);
    };
  }

  /** Returns the job whose spec {@link #of} is going to ask for. */
  static Optional<JobId> earlier(State state, Job job) {
    return nearest(state, job).flatMap(version -> version.lineage().job());
  }

  /**
   * Returns why the job ran.
   *
   * @param job one that was submitted, its inputs pinned to versions
   * @param specs the spec of an earlier job; empty when nothing is known of it
   */
  static RanAnew of(State state, Job job, Function<JobId, Optional<JobSpec>> specs) {
    if (job.spec().mounts().outputs().isEmpty()) {
      return new NoOutputs();
    }
    Optional<ArtifactVersion> kept = nearest(state, job);
    Optional<ArtifactName> gone = gone(state, job);
    if (kept.isEmpty()) {
      return gone.<RanAnew>map(ResultsGone::new).orElseGet(NothingBefore::new);
    }
    List<String> fields =
        kept.get()
            .lineage()
            .job()
            .flatMap(specs)
            .map(before -> fields(state.artifacts(), before, job.spec()))
            .orElse(List.of());
    return fields.isEmpty() && gone.isPresent()
        ? new ResultsGone(gone.get())
        : new Changed(kept.get().ref(), fields);
  }

  /** The newest version of its first output that has one which a job had made before it came. */
  private static Optional<ArtifactVersion> nearest(State state, Job job) {
    for (ArtifactName output : job.spec().mounts().outputs().values()) {
      Optional<ArtifactVersion> found = before(state, job, output);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static Optional<ArtifactVersion> before(State state, Job job, ArtifactName output) {
    return state
        .artifacts()
        .newest(
            job.spec().project(),
            output,
            version ->
                version.atNanos() <= job.submittedAtNanos()
                    && version.lineage().fingerprint().isPresent()
                    && !version.lineage().job().equals(Optional.of(job.id())));
  }

  /** The first output that nothing is kept of from before, although it had versions. */
  private static Optional<ArtifactName> gone(State state, Job job) {
    ProjectName project = job.spec().project();
    for (ArtifactName output : job.spec().mounts().outputs().values()) {
      List<ArtifactVersion> kept = state.artifacts().versions(project, output);
      int next =
          kept.isEmpty()
              ? state.artifacts().nextNumber(project, output)
              : kept.getFirst().version();
      if (before(state, job, output).isEmpty() && next > 1) {
        return Optional.of(output);
      }
    }
    return Optional.empty();
  }

  /** The fields of a job's fingerprint in which two specs differ. */
  private static List<String> fields(ArtifactTable kept, JobSpec before, JobSpec now) {
    List<String> fields = new ArrayList<>();
    add(fields, "command", before.execution().work(), now.execution().work());
    add(fields, "ranks", before.gang().ranks(), now.gang().ranks());
    add(
        fields,
        "workingDirectory",
        before.execution().workingDirectory(),
        now.execution().workingDirectory());
    add(fields, "code", before.execution().snapshot(), now.execution().snapshot());
    fields.addAll(keys("env.", before.execution().env(), now.execution().env()));
    fields.addAll(inputs(kept, before, now));
    fields.addAll(keys("outputs.", before.mounts().outputs(), now.mounts().outputs()));
    return fields;
  }

  private static void add(List<String> fields, String field, Object before, Object now) {
    if (!before.equals(now)) {
      fields.add(field);
    }
  }

  /** The keys whose values differ, or that only one has. */
  private static <V> List<String> keys(String prefix, Map<String, V> before, Map<String, V> now) {
    NavigableSet<String> keys = new TreeSet<>(before.keySet());
    keys.addAll(now.keySet());
    return keys.stream()
        .filter(key -> !Objects.equals(before.get(key), now.get(key)))
        .map(key -> prefix + key)
        .toList();
  }

  /** The inputs of other content, with their versions; of what is gone the version has to do. */
  private static List<String> inputs(ArtifactTable kept, JobSpec before, JobSpec now) {
    SortedMap<String, ArtifactRef> then = before.mounts().inputs();
    SortedMap<String, ArtifactRef> refs = now.mounts().inputs();
    SortedMap<String, Digest> read = kept.manifests(before.project(), before.mounts());
    SortedMap<String, Digest> reads = kept.manifests(now.project(), now.mounts());
    List<String> fields = new ArrayList<>();
    NavigableSet<String> mounts = new TreeSet<>(then.keySet());
    mounts.addAll(refs.keySet());
    for (String mount : mounts) {
      Optional<ArtifactRef> old = Optional.ofNullable(then.get(mount));
      Optional<ArtifactRef> ref = Optional.ofNullable(refs.get(mount));
      boolean known = read.containsKey(mount) && reads.containsKey(mount);
      boolean same = known ? Objects.equals(read.get(mount), reads.get(mount)) : old.equals(ref);
      if (!same) {
        fields.add(
            "inputs.%s (%s, was %s)"
                .formatted(
                    mount,
                    ref.map(ArtifactRef::toString).orElse("none"),
                    old.map(ArtifactRef::toString).orElse("none")));
      }
    }
    return Collections.unmodifiableList(fields);
  }
}
