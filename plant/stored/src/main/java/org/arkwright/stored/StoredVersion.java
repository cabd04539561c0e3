package org.arkwright.stored;

import java.util.Optional;
import java.util.SortedMap;
import org.arkwright.model.ArtifactName;
import org.arkwright.model.ArtifactRef;
import org.arkwright.model.ArtifactVersion;
import org.arkwright.model.Digest;
import org.arkwright.model.JobId;
import org.arkwright.model.Lineage;
import org.arkwright.model.ProjectName;

/** An {@link ArtifactVersion} as it is stored. */
record StoredVersion(
    ProjectName project,
    ArtifactName name,
    int version,
    StoredFileSet files,
    String by,
    Origin lineage,
    long atNanos) {
  static StoredVersion of(ArtifactVersion made) {
    return new StoredVersion(
        made.project(),
        made.name(),
        made.version(),
        StoredFileSet.of(made.files()),
        made.by(),
        Origin.of(made.lineage()),
        made.atNanos());
  }

  ArtifactVersion model() {
    return new ArtifactVersion(project, name, version, files.model(), by, lineage.model(), atNanos);
  }

  /** A {@link Lineage}. */
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
