package org.arkwright.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.arkwright.api.view.Timestamps;
import org.arkwright.control.ControlPlane;
import org.arkwright.gateway.key.KeyDigest;
import org.arkwright.identity.Access;
import org.arkwright.kernel.state.State;
import org.arkwright.model.KeyCommand;
import org.arkwright.model.access.ApiKey;
import org.arkwright.model.id.ApiKeyId;
import org.arkwright.model.id.Names;
import org.arkwright.spec.KeyReader;
import org.arkwright.spec.Reading;

/** The API keys of the gateway. A key is in one answer, that to its making, and nowhere else. */
public final class KeyEndpoints implements EndpointGroup {
  private static final String KEYS = "/api/v1/keys";
  private static final int SECRET_BYTES = 32;
  private static final int ID_BYTES = 5;

  private final ControlPlane control;
  private final Supplier<CompletableFuture<?>> published;
  private final SecureRandom random = new SecureRandom();

  /**
   * Endpoints over the writer.
   *
   * @param published completes once the gateway goes by the keys as they are
   */
  public KeyEndpoints(ControlPlane control, Supplier<CompletableFuture<?>> published) {
    this.control = control;
    this.published = published;
  }

  @Override
  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get(KEYS, _ -> control.read(KeyEndpoints::list).thenApply(ApiReplies::ok)),
        Endpoint.post(KEYS, this::create),
        new Endpoint(HttpMethod.DELETE, KEYS + "/{key}", Access.ADMINISTRATOR, this::revoke));
  }

  private CompletableFuture<HttpResponse> create(ApiRequest call) {
    return switch (KeyReader.read(call.body())) {
      case Reading.Rejected<KeyReader.Wish>(var problems) ->
          JobEndpoints.done(ProblemReply.of(problems).response());
      case Reading.Read<KeyReader.Wish>(KeyReader.Wish wish) -> create(call, wish);
    };
  }

  private CompletableFuture<HttpResponse> create(ApiRequest call, KeyReader.Wish wish) {
    String secret =
        "ak-" + Base64.getUrlEncoder().withoutPadding().encodeToString(drawn(SECRET_BYTES));
    ApiKey key =
        new ApiKey(
            new ApiKeyId(wish.name() + "-" + HexFormat.of().formatHex(drawn(ID_BYTES))),
            wish.project(),
            wish.name(),
            KeyDigest.of(secret),
            wish.requestsPerMinute().map(Integer::longValue),
            wish.tokensPerMinute().map(Integer::longValue),
            SubmitEndpoint.CALLER,
            0);
    return answered(
        call,
        new KeyCommand.CreateKey(key),
        () ->
            control
                .read(state -> state.keys().find(key.id()).map(KeyEndpoints::view))
                .thenApply(
                    view -> ApiReplies.created(KEYS, view.orElseThrow().put("key", secret))));
  }

  private CompletableFuture<HttpResponse> revoke(ApiRequest call) {
    String id = call.path("key");
    return Names.isValid(id)
        ? answered(
            call,
            new KeyCommand.RevokeKey(new ApiKeyId(id), SubmitEndpoint.CALLER),
            () ->
                JobEndpoints.done(
                    ApiReplies.ok(
                        JsonNodeFactory.instance.objectNode().put("id", id).put("revoked", true))))
        : JobEndpoints.done(ProblemReply.notFound("key", id).response());
  }

  /** Answers only once the gateway goes by it. */
  private CompletableFuture<HttpResponse> answered(
      ApiRequest call, KeyCommand command, Supplier<CompletableFuture<HttpResponse>> done) {
    return CommandReplies.submit(
        call, control, command, () -> published.get().thenCompose(_ -> done.get()));
  }

  private static ObjectNode list(State state) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ArrayNode keys = json.putArray("keys");
    state.keys().all().forEach(key -> keys.add(view(key)));
    return json;
  }

  private static ObjectNode view(ApiKey key) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("id", key.id().value())
            .put("project", key.project().value())
            .put("name", key.name());
    key.requestsPerMinute().ifPresent(limit -> json.put("requestsPerMinute", limit));
    key.tokensPerMinute().ifPresent(limit -> json.put("tokensPerMinute", limit));
    return json.put("by", key.by()).put("createdAt", Timestamps.text(key.createdAtNanos()));
  }

  private byte[] drawn(int bytes) {
    byte[] drawn = new byte[bytes];
    random.nextBytes(drawn);
    return drawn;
  }
}
