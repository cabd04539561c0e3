package org.arkwright.tracking;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import org.arkwright.model.artifact.ArtifactRef;
import org.arkwright.model.artifact.ArtifactVersion;
import org.arkwright.model.id.ProjectName;
import org.arkwright.tracking.ModelVersionCalls.Wanted;
import org.arkwright.tracking.request.TrackingCall;
import org.arkwright.tracking.request.TrackingCaller;
import org.arkwright.tracking.request.TrackingRequest;
import org.arkwright.tracking.store.TrackingStore;

/**
 * The registry as a view of the model artifacts. Before each call its rows follow what artifacts
 * there are; a version whose files are in the store becomes an artifact's, under the same number,
 * before it is registered, and goes with it. Any thread.
 */
final class ModelRegistry {
  private final TrackingStore store;
  private final ModelArtifacts artifacts;
  private final ModelVersionCalls versions;
  private final InstantSource clock;

  /** Which artifacts the rows of a project show. */
  private final ConcurrentMap<ProjectName, List<ArtifactVersion>> shown = new ConcurrentHashMap<>();

  private CompletableFuture<?> last = CompletableFuture.completedFuture(true);

  ModelRegistry(
      TrackingStore store,
      ModelArtifacts artifacts,
      ModelVersionCalls versions,
      InstantSource clock) {
    this.store = store;
    this.artifacts = artifacts;
    this.versions = versions;
    this.clock = clock;
  }

  /** Whether a call is about registered models. */
  static boolean concerns(TrackingCall call) {
    return call.path().startsWith("registered-models/")
        || call.path().startsWith("model-versions/");
  }

  CompletableFuture<ObjectNode> execute(
      TrackingCall call,
      Routes.Operation operation,
      TrackingCaller caller,
      TrackingRequest request) {
    Supplier<CompletableFuture<ObjectNode>> plain =
        () -> store.submit(sql -> operation.answer(sql, caller, request));
    return switch (call.path()) {
      case "model-versions/create" ->
          alone(() -> followed(caller.project()).thenCompose(_ -> create(caller, request, plain)));
      case "model-versions/delete", "registered-models/delete" ->
          alone(() ->
              followed(caller.project())
                  .thenCompose(_ -> removeArtifacts(call, caller, request))
                  .thenCompose(_ -> plain.get()));
      default -> shown(caller.project()).thenCompose(_ -> plain.get());
    };
  }

  /** Completes when the rows of a project show its artifacts. */
  CompletableFuture<?> shown(ProjectName project) {
    return artifacts
        .of(project)
        .thenCompose(found ->
            found.equals(shown.get(project))
                ? CompletableFuture.completedFuture(true)
                : alone(() -> followed(project)));
  }

  /**
   * Begins work once all that was begun before has ended: rows that follow a list of artifacts must
   * not meet a version that is being made.
   */
  private synchronized <T> CompletableFuture<T> alone(Supplier<CompletableFuture<T>> work) {
    CompletableFuture<T> next = last.handle((_, _) -> true).thenCompose(_ -> work.get());
    last = next;
    return next;
  }

  private CompletableFuture<Boolean> followed(ProjectName project) {
    return artifacts
        .of(project)
        .thenCompose(found ->
            store
                .submit(sql -> {
                  ArtifactRows.follow(sql, project, found, clock.millis());
                  return true;
                })
                .thenApply(done -> {
                  if (found.isEmpty()) {
                    shown.remove(project);
                  } else {
                    shown.put(project, found);
                  }
                  return done;
                }));
  }

  private CompletableFuture<ObjectNode> create(
      TrackingCaller caller,
      TrackingRequest request,
      Supplier<CompletableFuture<ObjectNode>> plain) {
    return store
        .submit(sql -> versions.wanted(sql, caller, request))
        .thenCompose(wanted ->
            wanted.isEmpty()
                ? plain.get()
                : register(caller, wanted.get())
                    .thenCompose(artifact ->
                        store.submit(
                            sql -> versions.create(sql, caller, request, Optional.of(artifact)))));
  }

  private CompletableFuture<ArtifactRef> register(TrackingCaller caller, Wanted wanted) {
    CompletableFuture<List<TrackingFiles.Content>> files =
        switch (wanted.files()) {
          case ModelSources.Files.Logged(var logged) -> CompletableFuture.completedFuture(logged);
          case ModelSources.Files.OfArtifact(var version) ->
              artifacts.files(caller.project(), version);
        };
    return files.thenCompose(found ->
        artifacts.register(caller, wanted.name(), wanted.numberMin(), wanted.origin(), found));
  }

  /** Removes the artifacts of what the request names, the newest first. */
  private CompletableFuture<Boolean> removeArtifacts(
      TrackingCall call, TrackingCaller caller, TrackingRequest request) {
    return store
        .submit(sql -> {
          caller.requireAdministrator("Deleting of what is registered");
          return call.path().equals("model-versions/delete")
              ? ModelVersionCalls.artifact(sql, caller, request).stream().toList()
              : ArtifactRows.of(sql, Registry.get(sql, caller, request.text("name")));
        })
        .thenCompose(found -> {
          CompletableFuture<Boolean> removed = CompletableFuture.completedFuture(true);
          for (ArtifactRef version : found) {
            removed = removed.thenCompose(_ -> artifacts.remove(caller, version));
          }
          return removed;
        });
  }
}
