package org.arkwright.api.artifact;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.arkwright.api.ApiReplies;
import org.arkwright.api.ApiRequest;
import org.arkwright.api.BlockingCall;
import org.arkwright.api.CommandReplies;
import org.arkwright.api.Endpoint;
import org.arkwright.api.EndpointGroup;
import org.arkwright.api.FileReply;
import org.arkwright.api.ProblemReply;
import org.arkwright.api.imports.CheckpointFolders;
import org.arkwright.api.view.ArtifactView;
import org.arkwright.artifact.ArtifactStore;
import org.arkwright.artifact.Manifest;
import org.arkwright.artifact.StoreCheck;
import org.arkwright.artifact.blob.ArtifactException;
import org.arkwright.artifact.blob.BlobStore;
import org.arkwright.artifact.blob.PathText;
import org.arkwright.control.ControlPlane;
import org.arkwright.identity.Permission;
import org.arkwright.kernel.state.State;
import org.arkwright.model.ArtifactCommand;
import org.arkwright.model.artifact.ArtifactKind;
import org.arkwright.model.artifact.ArtifactRef;
import org.arkwright.model.artifact.ArtifactVersion;
import org.arkwright.model.id.Digest;
import org.arkwright.model.id.Names;
import org.arkwright.model.id.ProjectName;
import org.arkwright.tracking.TrackingFiles;

/** The endpoints of artifact versions: list, show, download files, remove, collect garbage. */
public final class ArtifactEndpoints implements EndpointGroup {
  private static final String ALL = "/api/v1/projects/{project}/artifacts";
  private static final String NAME = ALL + "/{kind}/{name}";
  private static final String VERSION = NAME + "/{version}";

  private final ControlPlane control;
  private final ArtifactStore store;
  private final TrackingFiles tracking;
  private final Path work;
  private final Executor background;

  /**
   * @param tracking the files of runs, which the store keeps too
   * @param work the folder in which finished jobs may have left checkpoints
   * @param background runs the store's blocking calls
   */
  public ArtifactEndpoints(
      ControlPlane control,
      ArtifactStore store,
      TrackingFiles tracking,
      Path work,
      Executor background) {
    this.control = control;
    this.store = store;
    this.tracking = tracking;
    this.work = work;
    this.background = background;
  }

  @Override
  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get(ALL, Permission.ARTIFACT_READ, this::list).taking("kind"),
        Endpoint.get(NAME, Permission.ARTIFACT_READ, this::versions),
        Endpoint.get(VERSION, Permission.ARTIFACT_READ, this::show),
        Endpoint.get(VERSION + "/file", Permission.ARTIFACT_READ, this::file).taking("path"),
        new Endpoint(HttpMethod.DELETE, VERSION, Permission.ARTIFACT_MANAGE, this::remove),
        Endpoint.post("/api/v1/artifacts/collect", Permission.ARTIFACT_MANAGE, _ -> collect()),
        Endpoint.post("/api/v1/artifacts/verify", Permission.ARTIFACT_MANAGE, _ -> verify()));
  }

  private CompletableFuture<HttpResponse> list(ApiRequest request) {
    Optional<ArtifactKind> kind = request.query("kind", ArtifactKind.RULE, ArtifactKind::parse);
    Optional<ProjectName> project = project(request);
    if (project.isEmpty()) {
      return ApiReplies.done(ProblemReply.of(request.problems()).response());
    }
    return control
        .reader()
        .read(state ->
            state.artifacts().all().stream()
                .filter(version -> version.project().equals(project.get()))
                .filter(version -> kind.map(version.name().kind()::equals).orElse(true))
                .toList())
        .thenApply(found -> ApiReplies.ok(ArtifactView.list(found, request.names())));
  }

  private CompletableFuture<HttpResponse> versions(ApiRequest request) {
    return with(
        request,
        (project, ref) ->
            control
                .reader()
                .read(state -> state.artifacts().versions(project, ref.name()))
                .thenApply(found ->
                    found.isEmpty()
                        ? ProblemReply.notFound("artifact", ref.name().toString()).response()
                        : ApiReplies.ok(ArtifactView.list(found, request.names()))));
  }

  private CompletableFuture<HttpResponse> show(ApiRequest request) {
    return withVersion(
        request,
        version ->
            BlockingCall.on(
                background,
                () ->
                    ApiReplies.ok(
                        ArtifactView.full(
                            version,
                            store.manifest(version.files().manifest()),
                            request.names()))));
  }

  private CompletableFuture<HttpResponse> file(ApiRequest request) {
    String path = request.query("path").orElse("");
    return withVersion(
        request,
        version ->
            BlockingCall.on(
                background,
                () -> {
                  Manifest manifest = store.manifest(version.files().manifest());
                  Optional<Manifest.File> file =
                      manifest.files().stream()
                          .filter(entry -> entry.path().equals(path))
                          .findFirst();
                  return file.isEmpty()
                      ? ProblemReply.notFound("file in " + version.ref(), path).response()
                      : stream(request, file.get());
                }));
  }

  private HttpResponse stream(ApiRequest request, Manifest.File file) throws IOException {
    InputStream in;
    try {
      in = store.openIntact(file);
    } catch (ArtifactException e) {
      return ProblemReply.of(
              HttpStatus.CONFLICT,
              "damaged",
              "%s: %s".formatted(PathText.of(file.path()), e.getMessage()),
              "Import the file again, under any name: that mends every version that has it.")
          .response();
    }
    return FileReply.of(request, in, file.size().value());
  }

  private CompletableFuture<HttpResponse> remove(ApiRequest request) {
    return withVersion(
        request,
        version ->
            CommandReplies.submit(
                request,
                control,
                new ArtifactCommand.RemoveArtifact(
                    version.project(), version.name(), version.version()),
                () ->
                    ApiReplies.done(ApiReplies.ok(ArtifactView.brief(version, request.names())))));
  }

  private CompletableFuture<HttpResponse> collect() {
    return control
        .reader()
        .read(ArtifactEndpoints::live)
        .thenCombine(tracking.inUse(), (live, files) -> live.with(files))
        .thenCompose(live ->
            BlockingCall.on(
                background,
                () -> {
                  int folders = CheckpointFolders.collect(work, live.jobs);
                  BlobStore.Collected collected =
                      store.collect(live.manifests, live.files, Instant.now());
                  ObjectNode json = JsonNodeFactory.instance.objectNode();
                  json.put("files", collected.files());
                  json.put("bytes", collected.bytes());
                  json.put("checkpointFolders", folders);
                  ObjectNode damage =
                      ArtifactView.damage(
                          store.check(live.manifests, StoreCheck.Depth.SIZES), live.versions);
                  return ApiReplies.ok(json.set("damaged", damage.get("damaged")));
                }));
  }

  private static Live live(State state) {
    TreeSet<String> jobs = new TreeSet<>();
    state.jobs().forEach(job -> jobs.add(job.id().toString()));
    TreeSet<Digest> manifests = new TreeSet<>();
    state.artifacts().all().forEach(version -> manifests.add(version.files().manifest()));
    state.jobs().forEach(job -> job.spec().execution().snapshot().ifPresent(manifests::add));
    state
        .running()
        .forEach(job ->
            job.state().liveAttempt().ifPresent(live -> live.outputs().manifests(manifests::add)));
    state
        .deployments()
        .all()
        .forEach(one -> one.spec().template().snapshot().ifPresent(manifests::add));
    return new Live(manifests, state.artifacts().all(), jobs, List.of());
  }

  private CompletableFuture<HttpResponse> verify() {
    return control
        .reader()
        .read(ArtifactEndpoints::live)
        .thenCompose(live ->
            BlockingCall.on(
                background,
                () ->
                    ApiReplies.ok(
                        ArtifactView.damage(
                            store.check(live.manifests, StoreCheck.Depth.CONTENT),
                            live.versions))));
  }

  /**
   * What a collection keeps.
   *
   * @param manifests of all versions, and of the code of live jobs and deployments
   * @param files of runs and logged models
   */
  private record Live(
      TreeSet<Digest> manifests,
      List<ArtifactVersion> versions,
      TreeSet<String> jobs,
      List<Digest> files) {
    Live with(List<Digest> filesInUse) {
      return new Live(manifests, versions, jobs, filesInUse);
    }
  }

  private CompletableFuture<HttpResponse> withVersion(
      ApiRequest request, Function<ArtifactVersion, CompletableFuture<HttpResponse>> handler) {
    return with(
        request,
        (project, ref) ->
            control
                .reader()
                .read(state -> state.artifacts().find(project, ref))
                .thenCompose(found ->
                    found
                        .map(handler)
                        .orElseGet(() ->
                            ApiReplies.done(
                                ProblemReply.notFound("artifact", ref.toString()).response()))));
  }

  /** Handles a request whose path names a project and an artifact. */
  @FunctionalInterface
  private interface Handler {
    CompletableFuture<HttpResponse> handle(ProjectName project, ArtifactRef ref);
  }

  private static CompletableFuture<HttpResponse> with(ApiRequest request, Handler handler) {
    Optional<ProjectName> project = project(request);
    String text = request.path("kind") + "/" + request.path("name");
    boolean hasVersion = request.context().pathParams().containsKey("version");
    String reference = hasVersion ? text + "@" + request.path("version") : text;
    Optional<ArtifactRef> ref = ArtifactRef.parse(reference);
    if (project.isEmpty()) {
      return ApiReplies.done(ProblemReply.of(request.problems()).response());
    }
    return ref.isEmpty()
        ? ApiReplies.done(ProblemReply.notFound("artifact", reference).response())
        : handler.handle(project.get(), ref.get());
  }

  static Optional<ProjectName> project(ApiRequest request) {
    String project = request.path("project");
    if (!Names.isValid(project)) {
      request.refuse("project", project, Names.RULE);
    }
    return request.problems().isEmpty() ? Optional.of(new ProjectName(project)) : Optional.empty();
  }
}
