package org.arkwright.kernel.rule;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.arkwright.kernel.state.State;
import org.arkwright.model.artifact.ArtifactName;
import org.arkwright.model.artifact.ArtifactRef;
import org.arkwright.model.id.Digest;
import org.arkwright.model.job.JobSpec;

/** Finds existing artifact versions that make running a job unnecessary. */
public final class ReusableOutputs {
  private ReusableOutputs() {}

  /**
   * Returns, for each output of the job, by mount name, the newest version made by the same work on
   * inputs of the same content. Empty when one of them or an input is missing, or the job has no
   * outputs.
   */
  public static Optional<SortedMap<String, ArtifactRef>> of(State state, JobSpec spec) {
    SortedMap<String, Digest> inputs = state.artifacts().manifests(spec.project(), spec.mounts());
    boolean complete = inputs.size() == spec.mounts().inputs().size();
    if (!complete || spec.mounts().outputs().isEmpty()) {
      return Optional.empty();
    }
    Digest fingerprint = JobFingerprints.of(spec, inputs);
    SortedMap<String, ArtifactRef> outputs = new TreeMap<>();
    for (Map.Entry<String, ArtifactName> output : spec.mounts().outputs().entrySet()) {
      Optional<ArtifactRef> same =
          state.artifacts().latestOf(spec.project(), output.getValue(), fingerprint);
      if (same.isEmpty()) {
        return Optional.empty();
      }
      outputs.put(output.getKey(), same.get());
    }
    return Optional.of(outputs);
  }
}
