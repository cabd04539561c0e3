package org.arkwright.system.fuzz;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.arkwright.model.artifact.ArtifactName;
import org.arkwright.model.artifact.ArtifactRef;
import org.arkwright.model.artifact.ArtifactVersion;
import org.arkwright.model.id.ProjectName;
import org.arkwright.tracking.ModelArtifacts;
import org.arkwright.tracking.TrackingFiles.Content;
import org.arkwright.tracking.request.TrackingCaller;

/** A site without models, which takes any: calls are read before anything is done with them. */
final class NoModels implements ModelArtifacts {
  @Override
  public CompletableFuture<List<ArtifactVersion>> of(ProjectName project) {
    return CompletableFuture.completedFuture(List.of());
  }

  @Override
  public CompletableFuture<List<Content>> files(ProjectName project, ArtifactRef version) {
    return CompletableFuture.completedFuture(List.of());
  }

  @Override
  public CompletableFuture<ArtifactRef> register(
      TrackingCaller caller, ArtifactName name, int numberMin, String origin, List<Content> files) {
    return CompletableFuture.completedFuture(ArtifactRef.of(name, Math.max(1, numberMin)));
  }

  @Override
  public CompletableFuture<Boolean> remove(TrackingCaller caller, ArtifactRef version) {
    return CompletableFuture.completedFuture(true);
  }
}
