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
import java.util.Optional;
import java.util.concurrent.TimeUnit;
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
      ArrayNode data = list.putArray("data");
      table.get().routes().stream()
          .filter(route -> route.name().project().equals(key.get().project()))
          .forEach(route -> data.add(view(route)));
      return ok(list);
    }
    return table
        .get()
        .find(new RouteName(key.get().project(), model))
        .map(route -> ok(view(route)))
        .orElseGet(() -> GatewayReplies.failure(GatewayError.unknownModel(model)));
  }

  private static HttpResponse ok(JsonNode json) {
    return HttpResponse.of(HttpStatus.OK, MediaType.JSON, HttpData.ofUtf8(json.toString()));
  }

  private static ObjectNode view(Route route) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("id", route.name().model())
        .put("object", "model")
        .put("created", TimeUnit.NANOSECONDS.toSeconds(route.createdAtNanos()))
        .put("owned_by", route.name().project().value());
  }
}
