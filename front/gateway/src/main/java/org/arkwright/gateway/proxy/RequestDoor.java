package org.arkwright.gateway.proxy;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.server.DecoratingHttpServiceFunction;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.netty.util.AttributeKey;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What every request passes first: it gets an id, which its answer and the backend are told, and
 * pages of the allowed origins may read the answer. Any thread.
 */
public final class RequestDoor implements DecoratingHttpServiceFunction {
  static final String REQUEST_ID = "x-request-id";
  private static final AttributeKey<String> ID = AttributeKey.valueOf(RequestDoor.class, "ID");
  private static final Pattern ID_RULE = Pattern.compile("[\\x21-\\x7e]{1,128}");
  private static final String METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";
  private static final String ANY = "*";
  private static final int PREFLIGHT_SECONDS = 600;

  private final List<String> origins;

  /**
   * Creates a door.
   *
   * @param origins the origins whose pages may call, such as {@code https://app.example}; {@code *}
   *     for any, none for no other page
   */
  public RequestDoor(List<String> origins) {
    this.origins = List.copyOf(origins);
  }

  /** The id of a request. */
  public static String id(ServiceRequestContext context) {
    String id = context.attr(ID);
    return id == null ? "" : id;
  }

  /** The id of the request that the current thread works on; null outside of one. */
  static @Nullable String currentId() {
    ServiceRequestContext context = ServiceRequestContext.currentOrNull();
    return context == null ? null : context.attr(ID);
  }

  @Override
  public HttpResponse serve(
      HttpService delegate, ServiceRequestContext context, HttpRequest request) throws Exception {
    String given = request.headers().get(REQUEST_ID, "");
    String id = ID_RULE.matcher(given).matches() ? given : "req-" + UUID.randomUUID();
    context.setAttr(ID, id);
    boolean allowed = isAllowed(request.headers());
    String origin = request.headers().get(HttpHeaderNames.ORIGIN, "");
    context.mutateAdditionalResponseHeaders(headers -> {
      headers.set(REQUEST_ID, id);
      if (allowed) {
        headers.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.set(HttpHeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS, "*, authorization");
        headers.add(HttpHeaderNames.VARY, "origin");
      }
    });
    // An app behind /serve answers for itself, unless a browser asks before a call.
    boolean preflight =
        request.method() == HttpMethod.OPTIONS
            && (request.headers().contains(HttpHeaderNames.ACCESS_CONTROL_REQUEST_METHOD)
                || !context.path().startsWith("/serve/"));
    return preflight ? options(request.headers(), allowed) : delegate.serve(context, request);
  }

  private boolean isAllowed(RequestHeaders headers) {
    String origin = headers.get(HttpHeaderNames.ORIGIN);
    return origin != null && (origins.contains(ANY) || origins.contains(origin));
  }

  private static HttpResponse options(RequestHeaders asked, boolean allowed) {
    ResponseHeadersBuilder headers =
        ResponseHeaders.builder(HttpStatus.NO_CONTENT).set(HttpHeaderNames.ALLOW, METHODS);
    if (allowed) {
      headers
          .set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_METHODS, METHODS)
          .set(
              HttpHeaderNames.ACCESS_CONTROL_ALLOW_HEADERS,
              asked.get(
                  HttpHeaderNames.ACCESS_CONTROL_REQUEST_HEADERS, "authorization, content-type"))
          .set(HttpHeaderNames.ACCESS_CONTROL_MAX_AGE, Integer.toString(PREFLIGHT_SECONDS));
    }
    return HttpResponse.of(headers.build());
  }
}
