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
 * @param origin the command that made it, or the place it was imported from
 * @param job that made it; empty for an import
 * @param inputs that the job read, by mount name, each with its version
 * @param fingerprint of all that decides what the job makes; empty for an import and a checkpoint
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
