package org.arkwright.api.worker;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.arkwright.api.ApiReplies;
import org.arkwright.api.ApiRequest;
import org.arkwright.api.Endpoint;
import org.arkwright.api.EndpointGroup;
import org.arkwright.api.ProblemReply;
import org.arkwright.api.stream.ClientGoneException;
import org.arkwright.api.stream.ResponseStream;
import org.arkwright.dispatch.Channels;
import org.arkwright.dispatch.RefusedClaims;
import org.arkwright.identity.Permission;
import org.arkwright.model.id.WorkerId;

/** The endpoints at which workers open the two directions of a channel, or refuse it. */
public final class ChannelEndpoints implements EndpointGroup {
  private static final String PATH = "/worker/v1/channels/{channel}";
  private static final int WORDS_MAX = 1000;

  private final Channels channels;
  private final WorkerDoor door;

  public ChannelEndpoints(Channels channels, WorkerDoor door) {
    this.channels = channels;
    this.door = door;
  }

  @Override
  public List<Endpoint> endpoints() {
    return List.of(
        new Endpoint(HttpMethod.GET, PATH, Permission.WORKER_EXCHANGE, this::receives),
        new Endpoint(
            HttpMethod.POST,
            PATH,
            Permission.WORKER_EXCHANGE,
            Endpoint.RequestBody.STREAM,
            this::sends),
        new Endpoint(HttpMethod.DELETE, PATH, Permission.WORKER_EXCHANGE, this::refuses));
  }

  private CompletableFuture<HttpResponse> receives(ApiRequest request) {
    CompletableFuture<ResponseStream> stream = new CompletableFuture<>();
    Optional<CompletableFuture<Void>> end =
        channels.receives(
            request.path("channel"),
            is(request),
            bytes -> {
              try {
                stream.join().write(bytes);
              } catch (ClientGoneException e) {
                throw new IOException(e.getMessage(), e);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
              }
            });
    if (end.isEmpty()) {
      return ApiReplies.done(unknown());
    }
    return ApiReplies.done(
        ResponseStream.open(
            request.context(),
            MediaType.OCTET_STREAM,
            open -> {
              stream.complete(open);
              try {
                end.get().get();
              } catch (ExecutionException _) {
                // It was not opened after all.
              }
            }));
  }

  private CompletableFuture<HttpResponse> sends(ApiRequest request) {
    return channels
        .sends(request.path("channel"), is(request), request.files())
        .map(end -> end.handle((_, _) -> HttpResponse.of(HttpStatus.NO_CONTENT)))
        .orElseGet(() -> ApiReplies.done(unknown()));
  }

  private CompletableFuture<HttpResponse> refuses(ApiRequest request) {
    String words = new String(request.body(), StandardCharsets.UTF_8);
    channels.refused(
        request.path("channel"),
        is(request),
        words.substring(0, Math.min(WORDS_MAX, words.length())));
    return ApiReplies.done(HttpResponse.of(HttpStatus.NO_CONTENT));
  }

  /** A channel belongs to the worker that was asked to open it. */
  private Predicate<WorkerId> is(ApiRequest request) {
    return worker -> door.foreign(request, worker, RefusedClaims.Door.CHANNELS).isEmpty();
  }

  private static HttpResponse unknown() {
    return ProblemReply.of(
            HttpStatus.NOT_FOUND,
            "not-found",
            "this channel is not being opened",
            "Nothing is to be done: whoever needs it asks again.")
        .response();
  }
}
