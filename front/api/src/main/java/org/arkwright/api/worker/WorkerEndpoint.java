package org.arkwright.api.worker;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.arkwright.api.ApiReplies;
import org.arkwright.api.ApiRequest;
import org.arkwright.api.Endpoint;
import org.arkwright.api.EndpointGroup;
import org.arkwright.api.ProblemReply;
import org.arkwright.control.UnavailableException;
import org.arkwright.dispatch.RefusedClaims;
import org.arkwright.identity.Permission;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.WorkerId;
import org.arkwright.protocol.ProtocolForm;
import org.arkwright.protocol.Sample.RankUse;
import org.arkwright.protocol.SampleBatch;
import org.arkwright.protocol.SyncRequest;
import org.arkwright.protocol.SyncResponse;
import org.arkwright.protocol.UseReport;
import org.arkwright.wire.Wire;
import org.arkwright.wire.WireException;

/** The endpoint at which workers report and fetch their orders. */
public final class WorkerEndpoint implements EndpointGroup {
  private final Function<SyncRequest, CompletionStage<SyncResponse>> exchange;
  private final SampleIntake samples;
  private final WorkerDoor door;
  private final Wire wire = Wire.tolerant();
  private final ProtocolForm form = new ProtocolForm();

  /**
   * @param samples takes what workers measure
   * @param door says what a worker may speak of
   */
  public WorkerEndpoint(
      Function<SyncRequest, CompletionStage<SyncResponse>> exchange,
      SampleIntake samples,
      WorkerDoor door) {
    this.exchange = exchange;
    this.samples = samples;
    this.door = door;
  }

  @Override
  public List<Endpoint> endpoints() {
    return List.of(
        new Endpoint(HttpMethod.POST, "/worker/v1/sync", Permission.WORKER_EXCHANGE, this::sync),
        new Endpoint(HttpMethod.POST, SampleBatch.PATH, Permission.WORKER_EXCHANGE, this::samples),
        new Endpoint(HttpMethod.POST, "/worker/v1/use", Permission.WORKER_EXCHANGE, this::use));
  }

  private CompletableFuture<HttpResponse> samples(ApiRequest request) {
    return take(request, () -> wire.read(request.body(), SampleBatch.class));
  }

  private CompletableFuture<HttpResponse> use(ApiRequest request) {
    return take(request, () -> samples.lift(wire.read(request.body(), UseReport.class)));
  }

  private CompletableFuture<HttpResponse> take(ApiRequest request, Supplier<SampleBatch> reading) {
    SampleBatch batch;
    try {
      batch = reading.get();
    } catch (WireException e) {
      return ApiReplies.done(unreadable(e));
    }
    Optional<HttpResponse> refusal =
        door.foreign(request, WorkerId.ofNode(batch.node()), RefusedClaims.Door.USE);
    if (refusal.isPresent()) {
      return ApiReplies.done(refusal.get());
    }
    Set<AttemptId> named =
        batch.samples().stream()
            .flatMap(sample -> sample.ranks().stream())
            .map(RankUse::attempt)
            .collect(Collectors.toSet());
    return door.grants(batch.node(), named, RefusedClaims.Door.USE)
        .thenApply(granted ->
            samples
                .accept(batch, granted)
                .map(taken ->
                    HttpResponse.of(HttpStatus.OK, MediaType.JSON_UTF_8, wire.write(taken)))
                .orElseGet(() -> HttpResponse.of(HttpStatus.NO_CONTENT)));
  }

  private static HttpResponse unreadable(WireException e) {
    return ProblemReply.of(
            HttpStatus.BAD_REQUEST,
            "invalid",
            String.valueOf(e.getMessage()),
            "Run the worker of the server's own release, or of the one before or after.")
        .response();
  }

  private CompletableFuture<HttpResponse> sync(ApiRequest request) {
    SyncRequest syncRequest;
    try {
      syncRequest = form.readRequest(request.body());
    } catch (WireException e) {
      return ApiReplies.done(unreadable(e));
    }
    Optional<HttpResponse> refusal =
        door.foreign(request, syncRequest.worker(), RefusedClaims.Door.IDENTITY);
    if (refusal.isPresent()) {
      return ApiReplies.done(refusal.get());
    }
    request.context().clearRequestTimeout();
    return answer(syncRequest)
        .toCompletableFuture()
        .thenApply(response ->
            HttpResponse.of(
                HttpStatus.OK, MediaType.JSON_UTF_8, form.write(response, syncRequest)));
  }

  private CompletionStage<SyncResponse> answer(SyncRequest syncRequest) {
    return exchange
        .apply(syncRequest)
        .exceptionallyCompose(failure ->
            CompletableFuture.failedStage(
                failure instanceof RejectedExecutionException
                    ? new UnavailableException(
                        "The control plane is starting or stopping; retry later.", failure)
                    : failure));
  }
}
