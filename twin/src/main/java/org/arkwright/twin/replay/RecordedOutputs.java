package org.arkwright.twin.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.arkwright.model.artifact.ArtifactVersion;
import org.arkwright.model.artifact.StoredFiles;
import org.arkwright.model.artifact.StoredOutputs;
import org.arkwright.model.job.Mounts;

/**
 * Finds what a worker reported as stored, by the versions that this made. Checkpoints equal to the
 * latest made none; to report them or not is the same.
 */
final class RecordedOutputs {
  private RecordedOutputs() {}

  /**
   * Returns the report.
   *
   * @param mounts the job's
   * @param made the versions that its end made, in the order of the record
   */
  static StoredOutputs of(Mounts mounts, List<ArtifactVersion> made) {
    List<ArtifactVersion> left = new ArrayList<>(made);
    SortedMap<String, StoredFiles> outputs = new TreeMap<>();
    mounts
        .outputs()
        .forEach((mount, name) -> {
          Optional<ArtifactVersion> output =
              left.stream()
                  .filter(version -> version.name().equals(name))
                  .filter(version -> version.lineage().fingerprint().isPresent())
                  .findFirst();
          output.ifPresent(version -> {
            left.remove(version);
            outputs.put(mount, version.files());
          });
        });
    Optional<StoredFiles> checkpoints =
        left.stream()
            .filter(version -> version.lineage().fingerprint().isEmpty())
            .map(ArtifactVersion::files)
            .findFirst();
    return new StoredOutputs(outputs, checkpoints);
  }
}
