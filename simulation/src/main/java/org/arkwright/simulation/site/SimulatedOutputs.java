package org.arkwright.simulation.site;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.TreeMap;
import org.arkwright.model.artifact.StoredFiles;
import org.arkwright.model.artifact.StoredOutputs;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.Digest;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.unit.Bytes;

/** The files that a rank leaves: mostly the same for the same work, as programs do. */
final class SimulatedOutputs {
  private static final int FLAKY = 4;

  private SimulatedOutputs() {}

  /** What the attempt leaves when it succeeds; empty where its job has no outputs. */
  static Optional<StoredOutputs> of(AttemptId attempt, JobSpec spec) {
    TreeMap<String, StoredFiles> outputs = new TreeMap<>();
    // Every fourth job depends on something else besides, such as the time of day.
    String besides = attempt.job().value() % FLAKY == 0 ? attempt.toString() : "";
    spec.mounts()
        .outputs()
        .forEach((mount, name) ->
            outputs.put(
                mount,
                new StoredFiles(
                    digest(spec.execution().work() + " " + name + " " + besides),
                    new Bytes(1),
                    1)));
    return outputs.isEmpty()
        ? Optional.empty()
        : Optional.of(new StoredOutputs(outputs, Optional.empty()));
  }

  private static Digest digest(String text) {
    return Digest.of(Digest.sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
  }
}
