package org.arkwright.api.artifact;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.arkwright.api.BlockingCall;
import org.arkwright.artifact.ArtifactStore;
import org.arkwright.artifact.Manifest;
import org.arkwright.control.ControlPlane;
import org.arkwright.control.ControlPlane.Answer;
import org.arkwright.kernel.state.State;
import org.arkwright.model.ArtifactCommand;
import org.arkwright.model.Refusal;
import org.arkwright.model.Request;
import org.arkwright.model.artifact.ArtifactKind;
import org.arkwright.model.artifact.ArtifactName;
import org.arkwright.model.artifact.ArtifactRef;
import org.arkwright.model.artifact.ArtifactVersion;
import org.arkwright.model.artifact.Lineage;
import org.arkwright.model.artifact.StoredFiles;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.unit.Bytes;
import org.arkwright.tracking.ModelArtifacts;
import org.arkwright.tracking.TrackingFiles.Content;
import org.arkwright.tracking.request.TrackingCaller;
import org.arkwright.tracking.request.TrackingRefusal;

/** The model artifacts of the journal and the store, for MLflow's registry. */
public final class StoredModels implements ModelArtifacts {
  private final ControlPlane control;
  private final ArtifactStore store;
  private final Executor background;

  /**
   * Makes a view.
   *
   * @param background runs the store's blocking calls
   */
  public StoredModels(ControlPlane control, ArtifactStore store, Executor background) {
    this.control = control;
    this.store = store;
    this.background = background;
  }

  @Override
  public CompletableFuture<List<ArtifactVersion>> of(ProjectName project) {
    return control
        .reader()
        .read(state ->
            state.artifacts().all().stream()
                .filter(version -> version.project().equals(project))
                .filter(version -> version.name().kind() == ArtifactKind.MODEL)
                .toList());
  }

  @Override
  public CompletableFuture<List<Content>> files(ProjectName project, ArtifactRef ref) {
    return control
        .reader()
        .read(state -> state.artifacts().find(project, ref))
        .thenCompose(found ->
            found
                .map(version ->
                    BlockingCall.on(
                        background, () -> contents(store.manifest(version.files().manifest()))))
                .orElseGet(() -> CompletableFuture.failedFuture(missing(project, ref))));
  }

  private static TrackingRefusal missing(ProjectName project, ArtifactRef ref) {
    return new TrackingRefusal(
        TrackingRefusal.Code.RESOURCE_DOES_NOT_EXIST,
        "There is no %s in project %s.".formatted(ref, project));
  }

  private static List<Content> contents(Manifest manifest) {
    return manifest.files().stream()
        .map(file -> new Content(file.path(), file.digest(), file.size().value()))
        .toList();
  }

  @Override
  public CompletableFuture<ArtifactRef> register(
      TrackingCaller caller,
      ArtifactName name,
      int numberMin,
      String origin,
      List<Content> contents) {
    return BlockingCall.on(
            background,
            () ->
                store.versionOf(
                    contents.stream()
                        .map(one ->
                            new Manifest.File(
                                one.path(), one.digest(), new Bytes(one.size()), false))
                        .toList()))
        .thenCompose(files ->
            control
                .submit(
                    Request.of(
                        new ArtifactCommand.RegisterArtifact(
                            caller.project(),
                            name,
                            files,
                            Lineage.imported(origin),
                            Optional.of(numberMin)),
                        caller.origin()))
                .thenCompose(answer -> answered(answer, caller.project(), name, files)));
  }

  private CompletableFuture<ArtifactRef> answered(
      Answer answer, ProjectName project, ArtifactName name, StoredFiles files) {
    if (answer instanceof Answer.Refused(var refusal)) {
      return CompletableFuture.failedFuture(refused(refusal));
    }
    return control
        .reader()
        .read(state -> latest(state, project, name, files))
        .thenCompose(found ->
            found
                .map(CompletableFuture::completedFuture)
                .orElseGet(() ->
                    CompletableFuture.failedFuture(missing(project, ArtifactRef.latest(name)))));
  }

  /** Returns the latest version that has these files: it may not be the last any more. */
  private static Optional<ArtifactRef> latest(
      State state, ProjectName project, ArtifactName name, StoredFiles files) {
    return state.artifacts().versions(project, name).reversed().stream()
        .filter(version -> version.files().equals(files))
        .findFirst()
        .map(ArtifactVersion::ref);
  }

  @Override
  public CompletableFuture<Boolean> remove(TrackingCaller caller, ArtifactRef ref) {
    return control
        .submit(
            Request.of(
                new ArtifactCommand.RemoveArtifact(
                    caller.project(), ref.name(), ref.version().orElseThrow()),
                caller.origin()))
        .thenCompose(answer ->
            answer instanceof Answer.Refused(var refusal)
                    && refusal.code() != Refusal.Code.NOT_FOUND
                ? CompletableFuture.failedFuture(refused(refusal))
                : CompletableFuture.completedFuture(true));
  }

  private static TrackingRefusal refused(Refusal refusal) {
    return new TrackingRefusal(
        refusal.code() == Refusal.Code.CONFLICT
            ? TrackingRefusal.Code.RESOURCE_CONFLICT
            : TrackingRefusal.Code.INVALID_PARAMETER_VALUE,
        refusal.toString());
  }
}
