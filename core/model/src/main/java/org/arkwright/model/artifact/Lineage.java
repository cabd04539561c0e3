package org.arkwright.model.artifact;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.arkwright.model.id.Digest;
import org.arkwright.model.id.JobId;

/**
 * Where a version came from.
 *
 * @param origin the command that produced it, or the place it was imported from
 * @param job the job that produced it; empty for an import
 * @param inputs what the job read, by mount name, each with its version
 * @param fingerprint of everything that determines the job's output; empty for an import or a
 *     checkpoint
 */
public record Lineage(
    String origin,
    Optional<JobId> job,
    SortedMap<String, ArtifactRef> inputs,
    Optional<Digest> fingerprint) {
  public Lineage {
    inputs = Collections.unmodifiableSortedMap(new TreeMap<>(inputs));
  }

  public static Lineage imported(String from) {
    return new Lineage(from, Optional.empty(), Collections.emptySortedMap(), Optional.empty());
  }
}
