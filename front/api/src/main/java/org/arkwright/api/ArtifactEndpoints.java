package org.arkwright.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.arkwright.api.imports.CheckpointFolders;
import org.arkwright.api.view.ArtifactView;
import org.arkwright.artifact.ArtifactStore;
import org.arkwright.artifact.BlobStore;
import org.arkwright.artifact.Manifest;
import org.arkwright.control.ControlPlane;
import org.arkwright.identity.Access;
import org.arkwright.model.ArtifactCommand;
import org.arkwright.model.artifact.ArtifactKind;
import org.arkwright.model.artifact.ArtifactRef;
import org.arkwright.model.artifact.ArtifactVersion;
import org.arkwright.model.id.Names;
import org.arkwright.model.id.ProjectName;

/** Versions of artifacts: list, look at, fetch files of, remove; and collect what none names. */
public final class ArtifactEndpoints implements EndpointGroup {
  private static final String ALL = "/api/v1/projects/{project}/artifacts";
  private static final String NAME = ALL + "/{kind}/{name}";
  private static final String VERSION = NAME + "/{version}";

  private final ControlPlane control;
  private final ArtifactStore store;
  private final Path work;
  private final Executor background;

  /**
   * @param work where jobs that are over may have left checkpoints
   * @param background where the store may block
   */
  public ArtifactEndpoints(
      ControlPlane control, ArtifactStore store, Path work, Executor background) {
    this.control = control;
    this.store = store;
    this.work = work;
    this.background = background;
  }

  @Override
  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get(ALL, this::list),
        Endpoint.get(NAME, this::versions),
        Endpoint.get(VERSION, this::show),
        Endpoint.get(VERSION + "/file", this::file),
        new Endpoint(HttpMethod.DELETE, VERSION, Access.ADMINISTRATOR, this::remove),
        Endpoint.post("/api/v1/artifacts/collect", _ -> collect()));
  }

  private CompletableFuture<HttpResponse> list(ApiRequest call) {
    Optional<ArtifactKind> kind = call.query("kind", ArtifactKind.RULE, ArtifactKind::parse);
    Optional<ProjectName> project = project(call);
    if (project.isEmpty()) {
      return JobEndpoints.done(ProblemReply.of(call.problems()).response());
    }
    return control
        .read(state ->
            state.artifacts().all().stream()
                .filter(version -> version.project().equals(project.get()))
                .filter(version -> kind.map(version.name().kind()::equals).orElse(true))
                .toList())
        .thenApply(found -> ApiReplies.ok(ArtifactView.list(found)));
  }

  private CompletableFuture<HttpResponse> versions(ApiRequest call) {
    return with(
        call,
        (project, ref) ->
            control
                .read(state -> state.artifacts().versions(project, ref.name()))
                .thenApply(found ->
                    found.isEmpty()
                        ? ProblemReply.notFound("artifact", ref.name().toString()).response()
                        : ApiReplies.ok(ArtifactView.list(found))));
  }

  private CompletableFuture<HttpResponse> show(ApiRequest call) {
    return withVersion(
        call,
        version ->
            blocking(() ->
                ApiReplies.ok(
                    ArtifactView.full(version, store.manifest(version.files().manifest())))));
  }

  private CompletableFuture<HttpResponse> file(ApiRequest call) {
    String path = call.query("path").orElse("");
    return withVersion(
        call,
        version ->
            blocking(() -> {
              Manifest manifest = store.manifest(version.files().manifest());
              Optional<Manifest.File> file =
                  manifest.files().stream().filter(one -> one.path().equals(path)).findFirst();
              return file.isEmpty()
                  ? ProblemReply.notFound("file in " + version.ref(), path).response()
                  : stream(call, file.get());
            }));
  }

  private HttpResponse stream(ApiRequest call, Manifest.File file) throws IOException {
    InputStream in = store.open(file);
    call.context().clearRequestTimeout();
    HttpResponseWriter out = HttpResponse.streaming();
    out.write(
        ResponseHeaders.builder(HttpStatus.OK)
            .contentType(MediaType.OCTET_STREAM)
            .contentLength(file.size().value())
            .build());
    background.execute(() -> copy(in, out));
    return out;
  }

  private static void copy(InputStream in, HttpResponseWriter out) {
    try (in) {
      byte[] buffer = new byte[1 << 16];
      for (int read = in.read(buffer); read >= 0 && out.isOpen(); read = in.read(buffer)) {
        out.write(HttpData.copyOf(buffer, 0, read));
        // At most one piece waits for a slow client.
        out.whenConsumed().join();
      }
      out.close();
    } catch (IOException | CompletionException e) {
      out.close(e);
    }
  }

  private CompletableFuture<HttpResponse> remove(ApiRequest call) {
    return withVersion(
        call,
        version ->
            CommandReplies.submit(
                call,
                control,
                new ArtifactCommand.RemoveArtifact(
                    version.project(), version.name(), version.version(), SubmitEndpoint.CALLER),
                () -> JobEndpoints.done(ApiReplies.ok(ArtifactView.brief(version)))));
  }

  private CompletableFuture<HttpResponse> collect() {
    return control
        .read(state -> {
          TreeSet<String> jobs = new TreeSet<>();
          state.jobs().forEach(job -> jobs.add(job.id().toString()));
          return new Live(state.artifacts().all(), jobs);
        })
        .thenCompose(live ->
            blocking(() -> {
              int folders = CheckpointFolders.collect(work, live.jobs);
              BlobStore.Collected collected =
                  store.collect(
                      live.versions.stream()
                          .map(version -> version.files().manifest())
                          .distinct()
                          .toList(),
                      Instant.now());
              ObjectNode json = JsonNodeFactory.instance.objectNode();
              json.put("files", collected.files());
              json.put("bytes", collected.bytes());
              return ApiReplies.ok(json.put("checkpointFolders", folders));
            }));
  }

  private record Live(List<ArtifactVersion> versions, TreeSet<String> jobs) {}

  private CompletableFuture<HttpResponse> withVersion(
      ApiRequest call, Function<ArtifactVersion, CompletableFuture<HttpResponse>> handler) {
    return with(
        call,
        (project, ref) ->
            control
                .read(state -> state.artifacts().find(project, ref))
                .thenCompose(found ->
                    found
                        .map(handler)
                        .orElseGet(() ->
                            JobEndpoints.done(
                                ProblemReply.notFound("artifact", ref.toString()).response()))));
  }

  /** Answers from a project and a reference. */
  @FunctionalInterface
  private interface Handler {
    CompletableFuture<HttpResponse> handle(ProjectName project, ArtifactRef ref);
  }

  private static CompletableFuture<HttpResponse> with(ApiRequest call, Handler handler) {
    Optional<ProjectName> project = project(call);
    String text = call.path("kind") + "/" + call.path("name");
    boolean one = call.context().pathParams().containsKey("version");
    String written = one ? text + "@" + call.path("version") : text;
    Optional<ArtifactRef> ref = ArtifactRef.parse(written);
    if (project.isEmpty()) {
      return JobEndpoints.done(ProblemReply.of(call.problems()).response());
    }
    return ref.isEmpty()
        ? JobEndpoints.done(ProblemReply.notFound("artifact", written).response())
        : handler.handle(project.get(), ref.get());
  }

  static Optional<ProjectName> project(ApiRequest call) {
    String project = call.path("project");
    if (!Names.isValid(project)) {
      call.refuse("project", project, Names.RULE);
    }
    return call.problems().isEmpty() ? Optional.of(new ProjectName(project)) : Optional.empty();
  }

  /** Work that may block and fail. */
  @FunctionalInterface
  private interface Blocking {
    HttpResponse answer() throws IOException;
  }

  private CompletableFuture<HttpResponse> blocking(Blocking work) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return work.answer();
          } catch (IOException e) {
            throw new UncheckedIOException(String.valueOf(e.getMessage()), e);
          }
        },
        background);
  }
}
