package org.arkwright.api.job;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.arkwright.api.ApiReplies;
import org.arkwright.api.ApiRequest;
import org.arkwright.api.BlockingCall;
import org.arkwright.api.Endpoint;
import org.arkwright.api.EndpointGroup;
import org.arkwright.api.ProblemReply;
import org.arkwright.artifact.Snapshots;
import org.arkwright.artifact.blob.ArtifactException;
import org.arkwright.artifact.blob.StoreFullException;
import org.arkwright.identity.Permission;
import org.arkwright.model.id.Digest;

/**
 * The endpoints that take snapshots of folders. A client offers a manifest, sends the files that
 * the answer names, and offers it again; a job's spec then names the snapshot's digest.
 */
public final class SnapshotEndpoints implements EndpointGroup {
  private static final String ALL = "/api/v1/snapshots";

  private final Snapshots snapshots;
  private final Executor background;

  /**
   * @param background runs the store's blocking calls
   */
  public SnapshotEndpoints(Snapshots snapshots, Executor background) {
    this.snapshots = snapshots;
    this.background = background;
  }

  @Override
  public List<Endpoint> endpoints() {
    return List.of(
        new Endpoint(
            HttpMethod.POST,
            ALL,
            Permission.JOB_SUBMIT,
            Endpoint.RequestBody.LONG_DOCUMENT,
            request -> blocking(() -> offer(request))),
        new Endpoint(
            HttpMethod.POST,
            ALL + "/files",
            Permission.JOB_SUBMIT,
            Endpoint.RequestBody.FILES,
            request -> blocking(() -> add(request))));
  }

  private HttpResponse offer(ApiRequest request) throws IOException {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ArrayNode missing = json.putArray("missing");
    switch (snapshots.offer(request.body())) {
      case Snapshots.Offer.Kept(var files) ->
          json.put("digest", files.manifest().hex())
              .put("files", files.files())
              .put("size", files.size().value());
      case Snapshots.Offer.Missing(var digests) ->
          digests.forEach(digest -> missing.add(digest.hex()));
    }
    return ApiReplies.ok(json);
  }

  private HttpResponse add(ApiRequest request) throws IOException {
    try (InputStream files = request.files()) {
      return ApiReplies.ok(
          JsonNodeFactory.instance.objectNode().put("files", snapshots.add(files)));
    }
  }

  /**
   * Completes with a refusal if the snapshot is not kept here, as when it was collected since, or
   * was sent to another server.
   */
  CompletableFuture<Optional<HttpResponse>> refusal(Optional<Digest> snapshot) {
    return snapshot.isEmpty()
        ? CompletableFuture.completedFuture(Optional.empty())
        : CompletableFuture.supplyAsync(
            () -> snapshots.has(snapshot.get()) ? Optional.empty() : Optional.of(unknown(snapshot)),
            background);
  }

  private static HttpResponse unknown(Optional<Digest> snapshot) {
    return ProblemReply.of(
            HttpStatus.UNPROCESSABLE_ENTITY,
            "impossible",
            "snapshot is '%s', which is not kept here".formatted(snapshot.map(Digest::hex).get()),
            "Send the folder again with POST %s, or leave snapshot out.".formatted(ALL))
        .response();
  }

  /** What the client sent wrong is told, not taken for a failure of the store. */
  private CompletableFuture<HttpResponse> blocking(BlockingCall<HttpResponse> work) {
    return BlockingCall.on(
        background,
        () -> {
          try {
            return work.call();
          } catch (StoreFullException full) {
            throw full;
          } catch (ArtifactException refused) {
            return ProblemReply.of(
                    HttpStatus.BAD_REQUEST, "invalid", String.valueOf(refused.getMessage()), "")
                .response();
          }
        });
  }
}
