package org.arkwright.api.project;

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
import org.arkwright.api.ApiReplies;
import org.arkwright.api.ApiRequest;
import org.arkwright.api.CommandReplies;
import org.arkwright.api.Endpoint;
import org.arkwright.api.EndpointGroup;
import org.arkwright.api.ProblemReply;
import org.arkwright.api.view.Timestamps;
import org.arkwright.control.ControlPlane;
import org.arkwright.gateway.key.KeyDigest;
import org.arkwright.identity.Permission;
import org.arkwright.identity.PrincipalNames;
import org.arkwright.kernel.state.State;
import org.arkwright.model.KeyCommand;
import org.arkwright.model.Refusal;
import org.arkwright.model.access.ApiKey;
import org.arkwright.model.id.ApiKeyId;
import org.arkwright.model.id.Names;
import org.arkwright.spec.Reading;
import org.arkwright.spec.site.KeyReader;

/**
 * The endpoints of the gateway's API keys. Only the response to a key's creation contains its
 * secret.
 */
public final class KeyEndpoints implements EndpointGroup {
  private static final String KEYS = "/api/v1/keys";
  private static final int SECRET_BYTES = 32;
  private static final int ID_BYTES = 5;

  private final ControlPlane control;
  private final Supplier<CompletableFuture<?>> published;
  private final SecureRandom random = new SecureRandom();

  /**
   * The endpoints of the control plane's keys.
   *
   * @param published completes once the gateway applies the current keys
   */
  public KeyEndpoints(ControlPlane control, Supplier<CompletableFuture<?>> published) {
    this.control = control;
    this.published = published;
  }

  @Override
  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get(
            KEYS,
            Permission.KEY_READ,
            request ->
                control
                    .reader()
                    .read(state -> list(state, request.names()))
                    .thenApply(ApiReplies::ok)),
        Endpoint.post(KEYS, Permission.KEY_MANAGE, this::create),
        new Endpoint(HttpMethod.DELETE, KEYS + "/{key}", Permission.KEY_MANAGE, this::revoke));
  }

  private CompletableFuture<HttpResponse> create(ApiRequest request) {
    return switch (KeyReader.read(request.body())) {
      case Reading.Rejected<KeyReader.KeyRequest>(var problems) ->
          ApiReplies.done(ProblemReply.of(problems).response());
      case Reading.Read<KeyReader.KeyRequest>(KeyReader.KeyRequest keyRequest) ->
          create(request, keyRequest);
    };
  }

  private CompletableFuture<HttpResponse> create(
      ApiRequest request, KeyReader.KeyRequest keyRequest) {
    String secret =
        "ak-" + Base64.getUrlEncoder().withoutPadding().encodeToString(randomBytes(SECRET_BYTES));
    ApiKey key =
        new ApiKey(
            new ApiKeyId(keyRequest.name() + "-" + HexFormat.of().formatHex(randomBytes(ID_BYTES))),
            keyRequest.project(),
            keyRequest.name(),
            KeyDigest.of(secret),
            keyRequest.requestsPerMinute().map(Integer::longValue),
            keyRequest.tokensPerMinute().map(Integer::longValue),
            request.origin().principal().value(),
            0);
    return submit(
        request,
        new KeyCommand.CreateKey(key),
        () ->
            control
                .reader()
                .read(
                    state -> state.keys().find(key.id()).map(found -> view(found, request.names())))
                .thenApply(view ->
                    view.map(made -> ApiReplies.created(KEYS, made.put("key", secret)))
                        .orElseGet(() -> ProblemReply.of(madeBefore(key.name())).response())));
  }

  /** The answer to a repeated request: the secret of the key that the first one made is gone. */
  private static Refusal madeBefore(String name) {
    return new Refusal(
        Refusal.Code.CONFLICT,
        name,
        "a request that was not answered before",
        "The key was made by the first request with this idempotency key, and its secret is shown"
            + " only once: revoke it, and create another under another idempotency key.");
  }

  private CompletableFuture<HttpResponse> revoke(ApiRequest request) {
    String id = request.path("key");
    return Names.isValid(id)
        ? submit(
            request,
            new KeyCommand.RevokeKey(new ApiKeyId(id)),
            () ->
                ApiReplies.done(
                    ApiReplies.ok(
                        JsonNodeFactory.instance.objectNode().put("id", id).put("revoked", true))))
        : ApiReplies.done(ProblemReply.notFound("key", id).response());
  }

  /** Submits a command and responds only once the gateway applies it. */
  private CompletableFuture<HttpResponse> submit(
      ApiRequest request, KeyCommand command, Supplier<CompletableFuture<HttpResponse>> response) {
    return CommandReplies.submit(
        request, control, command, () -> published.get().thenCompose(_ -> response.get()));
  }

  private static ObjectNode list(State state, PrincipalNames names) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ArrayNode keys = json.putArray("keys");
    state.keys().all().forEach(key -> keys.add(view(key, names)));
    return json;
  }

  private static ObjectNode view(ApiKey key, PrincipalNames names) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("id", key.id().value())
            .put("project", key.project().value())
            .put("name", key.name());
    key.requestsPerMinute().ifPresent(limit -> json.put("requestsPerMinute", limit));
    key.tokensPerMinute().ifPresent(limit -> json.put("tokensPerMinute", limit));
    return json.put("by", names.author(key.by()))
        .put("createdAt", Timestamps.text(key.createdAtNanos()));
  }

  private byte[] randomBytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }
}
