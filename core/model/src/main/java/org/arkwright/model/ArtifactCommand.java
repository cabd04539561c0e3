package org.arkwright.model;

import java.util.Optional;
import org.arkwright.model.artifact.ArtifactName;
import org.arkwright.model.artifact.Lineage;
import org.arkwright.model.artifact.StoredFiles;
import org.arkwright.model.id.ProjectName;

/** A request to change an artifact. */
public sealed interface ArtifactCommand extends Command {
  /**
   * Registers stored files as the next version of an artifact. Changes nothing when the latest
   * version holds exactly the same files, unless it is asked for by number.
   *
   * @param numberMin the least number that the version may have, for those who number versions too;
   *     it is registered then even if the latest version holds the same files
   */
  record RegisterArtifact(
      ProjectName project,
      ArtifactName name,
      StoredFiles files,
      Lineage lineage,
      Optional<Integer> numberMin)
      implements ArtifactCommand {
    /** A version under the next number. */
    public RegisterArtifact(
        ProjectName project, ArtifactName name, StoredFiles files, Lineage lineage) {
      this(project, name, files, lineage, Optional.empty());
    }
  }

  /** Removes one version. Refused while a live job reads it, and when there is no such version. */
  record RemoveArtifact(ProjectName project, ArtifactName name, int version)
      implements ArtifactCommand {}
}
