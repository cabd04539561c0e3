package org.arkwright.api.tracking;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.arkwright.api.ApiReplies;
import org.arkwright.api.ApiRequest;
import org.arkwright.api.BlockingCall;
import org.arkwright.api.Endpoint;
import org.arkwright.api.EndpointGroup;
import org.arkwright.api.FileReply;
import org.arkwright.artifact.ArtifactStore;
import org.arkwright.artifact.Manifest;
import org.arkwright.control.StateReader;
import org.arkwright.identity.Permission;
import org.arkwright.tracking.FilePlace;
import org.arkwright.tracking.TrackingFiles;
import org.arkwright.tracking.request.TrackingCaller;
import org.arkwright.tracking.request.TrackingRefusal;

/**
 * MLflow's artifacts: files that clients put into runs and logged models. Contents go into the
 * store of artifacts as they come; that a run has them is recorded when they are on disk.
 */
public final class TrackingFileEndpoints implements EndpointGroup {
  private static final String PROXY = "/api/2.0/mlflow-artifacts/artifacts";
  private static final String AJAX = "/ajax-api/2.0/mlflow";

  private final TrackingAccess access;
  private final TrackingFiles files;
  private final ArtifactStore store;
  private final Executor background;

  /**
   * @param background runs the store's blocking calls
   */
  public TrackingFileEndpoints(
      StateReader reader, TrackingFiles files, ArtifactStore store, Executor background) {
    this.access = new TrackingAccess(reader);
    this.files = files;
    this.store = store;
    this.background = background;
  }

  /** Reads which file a request names. */
  @FunctionalInterface
  private interface Naming {
    FilePlace place(ApiRequest request) throws TrackingRefusal;
  }

  @Override
  public List<Endpoint> endpoints() {
    return List.of(
        endpoint(HttpMethod.GET, PROXY, this::list),
        upload(HttpMethod.PUT, PROXY + "/{*path}", TrackingFileEndpoints::proxied),
        download(PROXY + "/{*path}", TrackingFileEndpoints::proxied),
        endpoint(HttpMethod.DELETE, PROXY + "/{*path}", this::delete),
        uploadOfPages(AJAX + "/upload-artifact"),
        download("/get-artifact", TrackingFileEndpoints::ofRun),
        download("/model-versions/get-artifact", TrackingFileEndpoints::ofVersion),
        download(AJAX + "/logged-models/{model}/artifacts/files", TrackingFileEndpoints::ofModel));
  }

  private static Endpoint endpoint(HttpMethod method, String path, Endpoint.Handler handler) {
    return new Endpoint(method, path, Permission.TRACKING, handler);
  }

  private Endpoint download(String path, Naming naming) {
    return endpoint(
        HttpMethod.GET,
        path,
        request -> answer(request, naming, (caller, place) -> download(request, caller, place)));
  }

  private Endpoint upload(HttpMethod method, String path, Naming naming) {
    return upload(method, path, naming, this::put);
  }

  /** The upload of MLflow's pages, which takes no empty file: it means that nothing was sent. */
  private Endpoint uploadOfPages(String path) {
    return upload(
        HttpMethod.POST,
        path,
        TrackingFileEndpoints::uploaded,
        stored ->
            stored.file.size().value() > 0
                ? put(stored)
                : CompletableFuture.failedFuture(refusal("Request must specify data.")));
  }

  private Endpoint upload(
      HttpMethod method,
      String path,
      Naming naming,
      Function<Stored, CompletableFuture<Boolean>> keeping) {
    return new Endpoint(
        method,
        path,
        Permission.TRACKING,
        Endpoint.RequestBody.FILE,
        request ->
            answer(request, naming, (caller, place) -> upload(request, caller, place, keeping)));
  }

  private CompletableFuture<Boolean> put(Stored stored) {
    return files.put(stored.place, stored.file.digest(), stored.file.size().value());
  }

  /** Does something with a file. */
  @FunctionalInterface
  private interface Operation {
    CompletableFuture<HttpResponse> on(TrackingCaller caller, FilePlace place);
  }

  private CompletableFuture<HttpResponse> answer(
      ApiRequest request, Naming naming, Operation operation) {
    return access.answer(
        request,
        caller -> {
          try {
            return operation.on(caller, naming.place(request));
          } catch (TrackingRefusal refusal) {
            return CompletableFuture.failedFuture(refusal);
          }
        });
  }

  private static FilePlace proxied(ApiRequest request) {
    return new FilePlace.Proxied(request.path("path"));
  }

  private static String required(ApiRequest request, String name) throws TrackingRefusal {
    return request
        .query(name)
        .orElseThrow(() -> refusal("Request must specify %s.".formatted(name)));
  }

  private static TrackingRefusal refusal(String message) {
    return new TrackingRefusal(TrackingRefusal.Code.INVALID_PARAMETER_VALUE, message);
  }

  private static FilePlace uploaded(ApiRequest request) throws TrackingRefusal {
    String run = required(request, "run_uuid");
    return new FilePlace.OfRun(run, required(request, "path"));
  }

  private static FilePlace ofRun(ApiRequest request) throws TrackingRefusal {
    String run =
        request
            .query("run_id")
            .or(() -> request.query("run_uuid"))
            .orElseThrow(() -> refusal("Request must specify run_id."));
    return new FilePlace.OfRun(run, required(request, "path"));
  }

  private static FilePlace ofVersion(ApiRequest request) throws TrackingRefusal {
    String version = required(request, "version");
    if (!version.matches("[0-9]{1,18}")) {
      throw refusal("Parameter 'version' must be an integer, got '%s'.".formatted(version));
    }
    return new FilePlace.OfVersion(
        required(request, "name"), Long.parseLong(version), required(request, "path"));
  }

  private static FilePlace ofModel(ApiRequest request) throws TrackingRefusal {
    return new FilePlace.OfModel(request.path("model"), required(request, "artifact_file_path"));
  }

  private CompletableFuture<HttpResponse> list(ApiRequest request) {
    return access.answer(
        request,
        caller ->
            files
                .list(caller, new FilePlace.Proxied(request.query("path").orElse("")))
                .thenApply(found ->
                    ApiReplies.ok(JsonNodeFactory.instance.objectNode().set("files", found))));
  }

  private CompletableFuture<HttpResponse> delete(ApiRequest request) {
    return access.answer(
        request,
        caller ->
            files
                .delete(caller, proxied(request))
                .thenApply(_ -> ApiReplies.ok(JsonNodeFactory.instance.objectNode())));
  }

  private CompletableFuture<HttpResponse> download(
      ApiRequest request, TrackingCaller caller, FilePlace place) {
    return files
        .get(caller, place)
        .thenCompose(
            blocking(content ->
                FileReply.of(request, store.openFile(content.digest()), content.size())));
  }

  /** Whether the caller may put it there is asked before anything is read. */
  private CompletableFuture<HttpResponse> upload(
      ApiRequest request,
      TrackingCaller caller,
      FilePlace place,
      Function<Stored, CompletableFuture<Boolean>> keeping) {
    InputStream body = request.files();
    return files
        .writable(caller, place)
        .thenCompose(
            blocking(found -> {
              try (body) {
                return new Stored(found, store.storeFile(found.path(), body));
              }
            }))
        .thenCompose(keeping)
        .thenApply(_ -> ApiReplies.ok(JsonNodeFactory.instance.objectNode()));
  }

  private record Stored(FilePlace.Found place, Manifest.File file) {}

  /** A step that blocks, and may fail. */
  @FunctionalInterface
  private interface Blocking<A, B> {
    B apply(A value) throws IOException;
  }

  private <A, B> Function<A, CompletableFuture<B>> blocking(Blocking<A, B> step) {
    return value -> BlockingCall.on(background, () -> step.apply(value));
  }
}
