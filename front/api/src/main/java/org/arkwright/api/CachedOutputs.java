package org.arkwright.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.arkwright.kernel.rule.JobFingerprints;
import org.arkwright.kernel.state.State;
import org.arkwright.model.artifact.ArtifactName;
import org.arkwright.model.artifact.ArtifactVersion;
import org.arkwright.model.id.Digest;
import org.arkwright.model.job.JobSpec;

/** Finds existing artifact versions that make running a job unnecessary. */
final class CachedOutputs {
  private CachedOutputs() {}

  /**
   * Returns, for each output of the job, the newest version made by the same work on the same
   * inputs. Empty when one of them is missing or the job has no outputs.
   */
  static Optional<ObjectNode> of(State state, JobSpec spec) {
    SortedMap<String, Digest> inputs = state.artifacts().manifests(spec.project(), spec.mounts());
    boolean complete = inputs.size() == spec.mounts().inputs().size();
    if (!complete || spec.mounts().outputs().isEmpty()) {
      return Optional.empty();
    }
    Digest fingerprint = JobFingerprints.of(spec, inputs);
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("reused", true);
    ObjectNode outputs = json.putObject("outputs");
    for (Map.Entry<String, ArtifactName> output : spec.mounts().outputs().entrySet()) {
      List<ArtifactVersion> versions =
          state.artifacts().versions(spec.project(), output.getValue());
      Optional<ArtifactVersion> same =
          versions.reversed().stream()
              .filter(version ->
                  version.lineage().fingerprint().filter(fingerprint::equals).isPresent())
              .findFirst();
      if (same.isEmpty()) {
        return Optional.empty();
      }
      outputs.put(output.getKey(), same.get().ref().toString());
    }
    return Optional.of(json);
  }
}
