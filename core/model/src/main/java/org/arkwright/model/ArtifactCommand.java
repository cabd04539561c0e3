package org.arkwright.model;

import org.arkwright.model.artifact.ArtifactName;
import org.arkwright.model.artifact.Lineage;
import org.arkwright.model.artifact.StoredFiles;
import org.arkwright.model.id.ProjectName;

/** A request to change an artifact. */
public sealed interface ArtifactCommand extends Command {
  /**
   * Registers stored files as the next version of an artifact. Changes nothing when the latest
   * version holds exactly the same files.
   */
  record RegisterArtifact(
      ProjectName project, ArtifactName name, StoredFiles files, String by, Lineage lineage)
      implements ArtifactCommand {}

  /** Removes one version. Refused while a live job reads it, and when there is no such version. */
  record RemoveArtifact(ProjectName project, ArtifactName name, int version, String by)
      implements ArtifactCommand {}
}
