package org.arkwright.kernel.state;

import java.util.List;
import org.arkwright.model.artifact.ArtifactName;
import org.arkwright.model.artifact.ArtifactVersion;
import org.arkwright.model.id.ProjectName;

/**
 * The artifacts of a {@link StateImage}.
 *
 * @param versions by project, name and number
 * @param lastNumbers the last number assigned under each name, even if its version is gone
 */
public record ArtifactImage(List<ArtifactVersion> versions, List<LastNumber> lastNumbers) {
  public ArtifactImage {
    versions = List.copyOf(versions);
    lastNumbers = List.copyOf(lastNumbers);
  }

  /** The last version number assigned under a name. */
  public record LastNumber(ProjectName project, ArtifactName name, int number) {}
}
