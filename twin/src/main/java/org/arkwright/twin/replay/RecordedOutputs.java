package org.arkwright.twin.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.arkwright.model.Event;
import org.arkwright.model.artifact.ArtifactVersion;
import org.arkwright.model.artifact.GangOutputs;
import org.arkwright.model.artifact.StoredFiles;
import org.arkwright.model.artifact.StoredOutputs;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.job.Mounts;

/**
 * Finds what a worker reported as stored, by the versions that this made. Checkpoints equal to the
 * latest made none; to report them or not is the same.
 */
final class RecordedOutputs {
  private RecordedOutputs() {}

  /** Returns the event by which the end of a rank kept its node's part, if it did. */
  static Optional<Event.NodeOutputsStored> keptWith(Event end, List<Event> batch) {
    for (Event event : batch.subList(batch.indexOf(end) + 1, batch.size())) {
      if (event instanceof Event.RankEnded) {
        break;
      }
      if (event instanceof Event.NodeOutputsStored stored
          && end instanceof Event.RankEnded ended
          && stored.attempt().equals(ended.attempt())) {
        return Optional.of(stored);
      }
    }
    return Optional.empty();
  }

  /** Returns what nodes had stored when a rank ended. */
  static GangOutputs keptBefore(
      Event end, List<Event> batch, AttemptId attempt, GangOutputs beforeBatch) {
    GangOutputs kept = beforeBatch;
    for (Event event : batch.subList(0, batch.indexOf(end))) {
      if (event instanceof Event.NodeOutputsStored stored && stored.attempt().equals(attempt)) {
        kept = kept.with(stored.node(), stored.part(), stored.together());
      }
    }
    return kept;
  }

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
