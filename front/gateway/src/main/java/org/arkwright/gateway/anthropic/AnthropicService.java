package org.arkwright.gateway.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.SimpleDecoratingHttpService;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.arkwright.gateway.dialect.JsonFields;
import org.arkwright.gateway.proxy.RequestDoor;

/**
 * Gives errors and headers of a service the form of Anthropic's API, where that is asked. Any
 * thread.
 */
public final class AnthropicService extends SimpleDecoratingHttpService {
  private static final String VERSION = "anthropic-version";

  /** The header that names a request. */
  public static final String REQUEST_ID = "request-id";

  private static final int ERRORS_FROM = 400;
  private static final long MILLIS_PER_SECOND = 1_000;

  public AnthropicService(HttpService service) {
    super(service);
  }

  /** Whether a request is one of Anthropic's API: by its path, or because it says so. */
  public static boolean isAsked(RequestHeaders headers) {
    return headers.path().startsWith("/v1/messages") || headers.contains(VERSION);
  }

  /** The status of an answer, from where its headers pass to where its body does. */
  private static final class Passing {
    private int status;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) throws Exception {
    if (!isAsked(request.headers())) {
      return ((HttpService) unwrap()).serve(context, request);
    }
    String id = RequestDoor.id(context);
    context.mutateAdditionalResponseHeaders(headers -> headers.set(REQUEST_ID, id));
    Passing passing = new Passing();
    return ((HttpService) unwrap())
        .serve(context, request)
        .mapHeaders(headers -> {
          passing.status = headers.status().code();
          return headers(headers);
        })
        .mapData(data -> passing.status < ERRORS_FROM ? data : error(passing.status, data, id));
  }

  private static ResponseHeaders headers(ResponseHeaders given) {
    ResponseHeadersBuilder headers = given.toBuilder();
    if (given.status().code() >= ERRORS_FROM) {
      headers.status(AnthropicErrors.status(given.status().code()));
      headers.remove(HttpHeaderNames.CONTENT_LENGTH); // The body gets another form.
    }
    for (String limit : List.of("requests", "tokens")) {
      String most = given.get("x-ratelimit-limit-" + limit);
      if (most != null) {
        String ours = "anthropic-ratelimit-" + limit;
        headers.set(ours + "-limit", most);
        headers.set(ours + "-remaining", given.get("x-ratelimit-remaining-" + limit, "0"));
        headers.set(ours + "-reset", at(given.get("x-ratelimit-reset-" + limit, "0s")));
        for (String part : List.of("limit", "remaining", "reset")) {
          headers.remove("x-ratelimit-" + part + "-" + limit);
        }
      }
    }
    return headers.build();
  }

  /** The time that is so many seconds away, such as {@code 1.250s}. */
  private static String at(String seconds) {
    double away = Double.parseDouble(seconds.substring(0, seconds.length() - 1));
    return Instant.now()
        .plusMillis((long) (away * MILLIS_PER_SECOND))
        .truncatedTo(ChronoUnit.SECONDS)
        .toString();
  }

  private static HttpData error(int status, HttpData data, String id) {
    try (data) {
      JsonNode message = JsonFields.lenient(data.array()).at("/error/message");
      return HttpData.wrap(
          JsonFields.bytes(
              AnthropicErrors.json(
                  status, message.asText("The model's server answered " + status + "."), id)));
    }
  }
}
