package org.arkwright.api;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.Route;
import com.linecorp.armeria.server.RoutingContext;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.List;

/**
 * What answers where there is no endpoint, or none of that method. It is a service like the others,
 * so that whoever sends a large body there reads the answer, too. Thread-safe.
 */
final class NoEndpoint implements HttpService {
  private final List<Route> paths;

  /** Knows the paths of the endpoints, whatever their methods. */
  NoEndpoint(List<Endpoint> endpoints) {
    paths =
        endpoints.stream()
            .map(Endpoint::path)
            .distinct()
            .map(path -> Route.builder().path(path).build())
            .toList();
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    RoutingContext asked = context.routingContext();
    boolean exists = paths.stream().anyMatch(path -> path.apply(asked, false).isPresent());
    return FailureReplies.of(exists ? HttpStatus.METHOD_NOT_ALLOWED : HttpStatus.NOT_FOUND)
        .response();
  }
}
