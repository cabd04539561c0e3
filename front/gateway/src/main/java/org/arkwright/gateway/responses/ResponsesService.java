package org.arkwright.gateway.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.arkwright.gateway.dialect.InvalidRequestException;
import org.arkwright.gateway.dialect.JsonFields;
import org.arkwright.gateway.key.AdmittedKey;
import org.arkwright.gateway.openai.GatewayError;
import org.arkwright.gateway.proxy.GatewayReplies;
import org.arkwright.gateway.proxy.KeyAuthenticator;
import org.arkwright.gateway.proxy.ProxyService;
import org.arkwright.gateway.proxy.SlowRequests;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes responses, shows and forgets them. Those of a key are there for that key alone. Any thread.
 */
public final class ResponsesService implements HttpService {
  private static final Logger log = LoggerFactory.getLogger(ResponsesService.class);
  private static final Duration BODY_TIMEOUT = Duration.ofSeconds(60);
  private static final int REFERENCES_MAX = 256;

  private final KeyAuthenticator authenticator;
  private final ProxyService requests;
  private final ResponseStore store;

  /** Creates the service over the parts of the gateway that requests share. */
  public ResponsesService(
      KeyAuthenticator authenticator, ProxyService requests, ResponseStore store) {
    this.authenticator = authenticator;
    this.requests = requests;
    this.store = store;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) throws Exception {
    Optional<AdmittedKey> key = authenticator.admit(request.headers());
    String id = context.pathParam("response");
    if (key.isEmpty() || (id == null && request.method() != HttpMethod.POST)) {
      return nothing(context, request);
    }
    String owner = key.get().id();
    Executor executor = context.blockingTaskExecutor();
    if (id != null) {
      return HttpResponse.of(
          CompletableFuture.supplyAsync(() -> kept(context, request, owner, id), executor));
    }
    context.setRequestTimeout(BODY_TIMEOUT);
    SlowRequests.closeConnection(context);
    return HttpResponse.of(
        request
            .aggregate(context.eventLoop())
            .thenCompose(whole ->
                CompletableFuture.supplyAsync(() -> recall(owner, whole), executor)
                    .thenApplyAsync(
                        recall -> answer(context, owner, whole, recall, executor),
                        context.eventLoop())));
  }

  /** What requests refuse that have no key, or no method that makes sense. */
  private HttpResponse nothing(ServiceRequestContext context, HttpRequest request)
      throws Exception {
    return requests
        .in(new ResponsesDialect(new Recalled(List.of(), Map.of()), this::never))
        .serve(context, request);
  }

  private CompletableFuture<?> never(ResponseId id, Conversation conversation) {
    return CompletableFuture.completedFuture(null);
  }

  /** What a request refers to, or why it cannot. */
  private sealed interface Recall {
    record Found(Recalled recalled) implements Recall {}

    record Refused(GatewayError error) implements Recall {}
  }

  private HttpResponse answer(
      ServiceRequestContext context,
      String owner,
      AggregatedHttpRequest whole,
      Recall recall,
      Executor executor) {
    return switch (recall) {
      case Recall.Refused(GatewayError error) -> GatewayReplies.failure(error);
      case Recall.Found(Recalled recalled) -> {
        Keeper keeper =
            (id, conversation) ->
                CompletableFuture.runAsync(() -> keep(owner, id, conversation), executor);
        try {
          yield requests
              .in(new ResponsesDialect(recalled, keeper))
              .serve(context, HttpRequest.of(whole.headers(), whole.content()));
        } catch (Exception e) {
          yield HttpResponse.ofFailure(e);
        }
      }
    };
  }

  private void keep(String owner, ResponseId id, Conversation conversation) {
    try {
      store.put(owner, id, conversation.bytes());
    } catch (IOException | RuntimeException e) {
      log.warn("The response {} could not be kept; it cannot be gone on with", id, e);
    }
  }

  private Recall recall(String owner, AggregatedHttpRequest whole) {
    try {
      JsonFields fields = JsonFields.parse(whole.content().array());
      Optional<String> before = fields.optionalText("previous_response_id");
      List<JsonNode> messages = List.of();
      if (before.isPresent()) {
        Optional<Conversation> found = load(owner, ResponseId.of(before.get()));
        if (found.isEmpty()) {
          return new Recall.Refused(unknown(before.get(), "previous_response_not_found", 400));
        }
        List<JsonNode> all = new ArrayList<>();
        found.get().chat().forEach(all::add);
        messages = all;
      }
      return new Recall.Found(new Recalled(messages, items(owner, fields.json().path("input"))));
    } catch (InvalidRequestException e) {
      return new Recall.Refused(GatewayError.invalid(e.problem()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Optional<Conversation> load(String owner, Optional<ResponseId> id) throws IOException {
    Optional<byte[]> bytes = id.isEmpty() ? Optional.empty() : store.get(owner, id.get());
    return bytes.map(Conversation::of);
  }

  /** The items of earlier responses that an input names. */
  private Map<String, JsonNode> items(String owner, JsonNode input)
      throws IOException, InvalidRequestException {
    Map<String, JsonNode> known = new HashMap<>();
    int references = 0;
    for (JsonNode item : input) {
      String name = item.path("id").asText();
      if (item.path("type").asText().equals("item_reference") && !known.containsKey(name)) {
        if (++references > REFERENCES_MAX) {
          throw new InvalidRequestException(
              "input: there are more than %d references.".formatted(REFERENCES_MAX));
        }
        Optional<Conversation> found = load(owner, ResponseId.ofItem(name));
        found.ifPresent(of ->
            of.response().path("output").forEach(one -> known.put(one.path("id").asText(), one)));
      }
    }
    return known;
  }

  private static GatewayError unknown(String id, String code, int status) {
    String shown = id.length() > 80 ? id.substring(0, 80) + "…" : id;
    return new GatewayError(
        status,
        "invalid_request_error",
        ("There is no response '%s' of this key. Responses are kept for 30 days, if 'store' is not"
                + " false.")
            .formatted(shown),
        code);
  }

  private HttpResponse kept(
      ServiceRequestContext context, HttpRequest request, String owner, String text) {
    Optional<ResponseId> id = ResponseId.of(text);
    try {
      Optional<Conversation> found = load(owner, id);
      if (id.isEmpty() || found.isEmpty()) {
        return GatewayReplies.failure(unknown(text, "response_not_found", 404));
      }
      if (context.path().endsWith("/input_items")) {
        return request.method() == HttpMethod.GET
            ? ok(list(id.get(), found.get().input()))
            : wrongMethod();
      }
      return switch (request.method()) {
        case GET -> ok(found.get().response());
        case DELETE -> {
          boolean gone = store.delete(owner, id.get());
          yield ok(
              JsonFields.object().put("id", text).put("object", "response").put("deleted", gone));
        }
        default -> wrongMethod();
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static HttpResponse wrongMethod() {
    return GatewayReplies.failure(
        new GatewayError(405, "invalid_request_error", "Use GET or DELETE.", "method_not_allowed"));
  }

  /** The items of a request, each in its long form and with a name. */
  private static JsonNode list(ResponseId id, JsonNode items) {
    ObjectNode list = JsonFields.object().put("object", "list").put("has_more", false);
    ArrayNode data = list.putArray("data");
    for (JsonNode item : items) {
      ObjectNode named =
          JsonFields.object().put("id", "in_%s_%d".formatted(id.digits(), data.size()));
      named.put("type", "message");
      item.properties().forEach(field -> named.set(field.getKey(), field.getValue()));
      if (item.path("content").isTextual()) {
        boolean written = item.path("role").asText().equals("assistant");
        named
            .putArray("content")
            .addObject()
            .put("type", written ? "output_text" : "input_text")
            .set("text", item.path("content"));
      }
      data.add(named);
    }
    list.set("first_id", data.path(0).path("id"));
    list.set("last_id", data.path(data.size() - 1).path("id"));
    return list;
  }

  private static HttpResponse ok(JsonNode json) {
    return HttpResponse.of(HttpStatus.OK, MediaType.JSON, HttpData.wrap(JsonFields.bytes(json)));
  }
}
