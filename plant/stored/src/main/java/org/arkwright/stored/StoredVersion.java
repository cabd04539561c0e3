package org.arkwright.stored;

import java.util.Optional;
import java.util.SortedMap;
import org.arkwright.model.artifact.ArtifactName;
import org.arkwright.model.artifact.ArtifactRef;
import org.arkwright.model.artifact.ArtifactVersion;
import org.arkwright.model.artifact.Lineage;
import org.arkwright.model.id.Digest;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.ProjectName;

/** The stored form of {@link ArtifactVersion}. */
record StoredVersion(
    ProjectName project,
    ArtifactName name,
    int version,
    StoredFileSet files,
    String by,
    Origin lineage,
    long atNanos) {
  static StoredVersion of(ArtifactVersion version) {
    return new StoredVersion(
        version.project(),
        version.name(),
        version.version(),
        StoredFileSet.of(version.files()),
        version.by(),
        Origin.of(version.lineage()),
        version.atNanos());
  }

  ArtifactVersion model() {
    return new ArtifactVersion(project, name, version, files.model(), by, lineage.model(), atNanos);
  }

  /** The stored form of {@link Lineage}. */
  record Origin(
      String origin,
      Optional<JobId> job,
      SortedMap<String, ArtifactRef> inputs,
      Optional<Digest> fingerprint) {
    static Origin of(Lineage lineage) {
      return new Origin(lineage.origin(), lineage.job(), lineage.inputs(), lineage.fingerprint());
    }

    Lineage model() {
      return new Lineage(origin, job, inputs, fingerprint);
    }
  }
}
