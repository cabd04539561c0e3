package org.arkwright.api;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.DecoratingHttpServiceFunction;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;

/**
 * The home that a server serves, which it tells every client. A client that has its address from a
 * home's folder names that home in its requests: one that is meant for another home is refused
 * before anything is done, whatever token it has, since a copied folder has the same.
 *
 * @param name the home and its folder, as clients find them
 * @param path the folder's path, for people
 */
public record ServedHome(String name, String path) implements DecoratingHttpServiceFunction {
  /** The header of requests and responses that names a home. */
  public static final String HEADER = "arkwright-home";

  @Override
  public HttpResponse serve(HttpService next, ServiceRequestContext context, HttpRequest request)
      throws Exception {
    context.mutateAdditionalResponseHeaders(headers -> headers.set(HEADER, name));
    String meant = request.headers().get(HEADER, name);
    if (meant.equals(name)) {
      return next.serve(context, request);
    }
    HttpResponse refusal =
        ProblemReply.of(
                HttpStatus.MISDIRECTED_REQUEST,
                "other-home",
                "this is the server of %s (%s), not of the home %s".formatted(path, name, meant),
                "The address in that folder's server.json is out of date, or was copied: start its"
                    + " own server with 'arkwright up', or name %s with --home.".formatted(path))
            .response();
    return HttpResponse.of(request.filter(_ -> false).collect().handle((_, _) -> refusal));
  }
}
