package org.arkwright.gateway.proxy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.arkwright.gateway.key.AdmittedKey;
import org.arkwright.gateway.openai.GatewayError;
import org.arkwright.gateway.route.Route;
import org.arkwright.gateway.route.RouteName;
import org.arkwright.gateway.route.RoutingTable;

/** Lists the models of a key's project, or shows one of them. */
public final class ModelsService implements HttpService {
  private final KeyAuthenticator authenticator;
  private final Supplier<RoutingTable> table;

  public ModelsService(KeyAuthenticator authenticator, Supplier<RoutingTable> table) {
    this.authenticator = authenticator;
    this.table = table;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    Optional<AdmittedKey> key = authenticator.admit(request.headers());
    if (key.isEmpty()) {
      return authenticator.refusal(request.headers());
    }
    String model = context.pathParam("model");
    if (model == null) {
      ObjectNode list = JsonNodeFactory.instance.objectNode().put("object", "list");
      List<Route> routes =
          table.get().routes().stream()
              .filter(route -> route.name().project().equals(key.get().project()))
              .toList();
      ArrayNode data = list.putArray("data");
      List<String> names = routes.stream().flatMap(route -> route.models().stream()).toList();
      routes.forEach(route -> route.models().forEach(name -> data.add(view(route, name))));
      list.put("has_more", false)
          .put("first_id", names.isEmpty() ? null : names.getFirst())
          .put("last_id", names.isEmpty() ? null : names.getLast());
      return ok(list);
    }
    return table
        .get()
        .serving(new RouteName(key.get().project(), model))
        .map(route -> ok(view(route, model)))
        .orElseGet(() -> GatewayReplies.failure(GatewayError.unknownModel(model)));
  }

  private static HttpResponse ok(JsonNode json) {
    return HttpResponse.of(HttpStatus.OK, MediaType.JSON, HttpData.ofUtf8(json.toString()));
  }

  /** The fields of OpenAI's API, and those of Anthropic's beside them: none means two things. */
  private static ObjectNode view(Route route, String name) {
    Instant created = Instant.EPOCH.plusNanos(route.createdAtNanos());
    return JsonNodeFactory.instance
        .objectNode()
        .put("id", name)
        .put("object", "model")
        .put("created", created.getEpochSecond())
        .put("owned_by", route.name().project().value())
        .put("type", "model")
        .put("display_name", name)
        .put("created_at", created.truncatedTo(ChronoUnit.SECONDS).toString());
  }
}
