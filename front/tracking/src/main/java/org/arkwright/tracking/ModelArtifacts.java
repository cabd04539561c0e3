package org.arkwright.tracking;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.arkwright.model.artifact.ArtifactName;
import org.arkwright.model.artifact.ArtifactRef;
import org.arkwright.model.artifact.ArtifactVersion;
import org.arkwright.model.id.ProjectName;
import org.arkwright.tracking.TrackingFiles.Content;
import org.arkwright.tracking.request.TrackingCaller;
import org.arkwright.tracking.request.TrackingRefusal;

/**
 * The artifacts that are models, of which the registry is another view. Any thread, no method
 * blocks; the futures fail with a {@link TrackingRefusal} where a caller is at fault.
 */
public interface ModelArtifacts {
  /** Returns every version of every model of a project, by name and number. */
  CompletableFuture<List<ArtifactVersion>> of(ProjectName project);

  /** Returns the files of a version, by path. */
  CompletableFuture<List<Content>> files(ProjectName project, ArtifactRef version);

  /**
   * Makes files that the store has those of a new version in the caller's project.
   *
   * @param numberMin the least number that it may have
   * @param origin where the files come from, for its lineage
   */
  CompletableFuture<ArtifactRef> register(
      TrackingCaller caller, ArtifactName name, int numberMin, String origin, List<Content> files);

  /** Removes a version of the caller's project; refused while something needs it. */
  CompletableFuture<Boolean> remove(TrackingCaller caller, ArtifactRef version);
}
