package org.arkwright.model.artifact;

import org.arkwright.model.id.ProjectName;

/**
 * One version of an artifact: a set of files that never changes.
 *
 * @param version from 1 per project and name; a number is never reused, not even after a removal
 * @param by who imported it, or submitted the job that made it
 */
public record ArtifactVersion(
    ProjectName project,
    ArtifactName name,
    int version,
    StoredFiles files,
    String by,
    Lineage lineage,
    long atNanos) {
  public ArtifactVersion {
    if (version < 1) {
      throw new IllegalArgumentException("versions are numbered from 1: " + version);
    }
  }

  /** The reference to exactly this version. */
  public ArtifactRef ref() {
    return ArtifactRef.of(name, version);
  }
}
