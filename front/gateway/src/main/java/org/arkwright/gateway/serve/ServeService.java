package org.arkwright.gateway.serve;

import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.RequestHeadersBuilder;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.common.SplitHttpResponse;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.HttpStatusException;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.netty.util.AsciiString;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.arkwright.gateway.key.AdmittedKey;
import org.arkwright.gateway.key.KeyLimiter;
import org.arkwright.gateway.key.KeyLimiter.Verdict;
import org.arkwright.gateway.openai.GatewayError;
import org.arkwright.gateway.proxy.GatewayReplies;
import org.arkwright.gateway.proxy.KeyAuthenticator;
import org.arkwright.gateway.proxy.ReadyBackends;
import org.arkwright.gateway.proxy.RequestMeter;
import org.arkwright.gateway.proxy.Upstreams;
import org.arkwright.gateway.route.Backend;
import org.arkwright.gateway.route.Balancer.Lease;
import org.arkwright.gateway.route.RouteName;

/**
 * Hands any request below {@code /serve/NAME/} on to a replica of the deployment, with the path
 * behind the name. A server that was told its address (Jupyter's {@code base_url}) shows so by a
 * redirect below it, and gets whole paths from then on. Any thread; nothing blocks.
 */
public final class ServeService implements HttpService {
  /** Headers about one connection, which a proxy does not hand on. */
  private static final List<AsciiString> OF_CONNECTION =
      List.of(
          HttpHeaderNames.CONNECTION,
          HttpHeaderNames.TRANSFER_ENCODING,
          HttpHeaderNames.UPGRADE,
          HttpHeaderNames.TE,
          HttpHeaderNames.TRAILER,
          AsciiString.cached("keep-alive"),
          AsciiString.cached("proxy-connection"));

  private final ServeKey keys;
  private final KeyAuthenticator authenticator;
  private final KeyLimiter limiter;
  private final ReadyBackends backends;
  private final Upstreams upstreams;
  private final RequestMeter meter;
  private final Set<RouteName> keepBase = ConcurrentHashMap.newKeySet();

  /** Creates the service over the parts of the gateway that requests share. */
  public ServeService(
      KeyAuthenticator authenticator,
      KeyLimiter limiter,
      ReadyBackends backends,
      Upstreams upstreams,
      RequestMeter meter) {
    this.keys = new ServeKey(authenticator);
    this.authenticator = authenticator;
    this.limiter = limiter;
    this.backends = backends;
    this.upstreams = upstreams;
    this.meter = meter;
  }

  /** A request that was admitted: whose, where to, and when it came. */
  private record Admitted(AdmittedKey key, RouteName route, ServePath path, long arrivedNanos) {}

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    context.clearRequestTimeout();
    context.setMaxRequestLength(0);
    String address = request.path();
    Optional<ServePath> asked = ServePath.of(context);
    if (asked.isEmpty()) {
      if (address.matches(ServePath.PREFIX + "(\\?.*)?")) {
        throw HttpStatusException.of(HttpStatus.NOT_FOUND);
      }
      int mark = address.indexOf('?');
      return redirect(mark < 0 ? address + "/" : address.replaceFirst("\\?", "/?"), "");
    }
    Optional<AdmittedKey> key = keys.admit(request.headers(), asked.get().query());
    if (key.isEmpty()) {
      return authenticator.refusal(request.headers());
    }
    String shown = keys.shownIn(asked.get().query());
    ServePath path = shown.isEmpty() ? asked.get() : asked.get().withoutKey();
    if (!shown.isEmpty() && request.method() == HttpMethod.GET) {
      return redirect(
          path.base() + path.rest() + path.query(), ServeKey.cookie(shown, path.base()));
    }
    Verdict verdict = limiter.admit(key.get(), System.nanoTime());
    if (!verdict.admitted()) {
      return GatewayReplies.limited(verdict);
    }
    RouteName route = new RouteName(key.get().project(), path.model());
    Admitted admitted = new Admitted(key.get(), route, path, meter.now());
    return HttpResponse.of(
        backends
            .take(route, context)
            .thenApply(taken ->
                switch (taken) {
                  case ReadyBackends.Taken.Refused(GatewayError error) ->
                      GatewayReplies.failure(error);
                  case ReadyBackends.Taken.Held(Lease lease) ->
                      forward(context, request, admitted, lease);
                }));
  }

  /** Whether the deployment's server was told its address, as far as is known. */
  boolean keepsBase(RouteName route) {
    return keepBase.contains(route);
  }

  private static HttpResponse redirect(String to, String cookie) {
    ResponseHeadersBuilder headers =
        ResponseHeaders.builder(HttpStatus.SEE_OTHER).set(HttpHeaderNames.LOCATION, to);
    if (!cookie.isEmpty()) {
      headers.set(HttpHeaderNames.SET_COOKIE, cookie);
    }
    return HttpResponse.of(headers.build());
  }

  private HttpResponse forward(
      ServiceRequestContext context, HttpRequest request, Admitted admitted, Lease lease) {
    long sent = meter.now();
    boolean whole = keepBase.contains(admitted.route());
    HttpResponse answer =
        HttpResponse.of(
            exchange(context, request, admitted, lease, whole)
                .exceptionally(failure -> {
                  lease.failed();
                  return GatewayReplies.failure(
                      GatewayError.upstream(
                          "The server did not answer: "
                              + rootOf(failure).getClass().getSimpleName()));
                }));
    var _ =
        answer
            .whenComplete()
            .handle((_, _) -> {
              meter.recordPlain(
                  admitted.key(), admitted.route(), lease, admitted.arrivedNanos(), sent);
              lease.close();
              return null;
            });
    return answer;
  }

  private static Throwable rootOf(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  private CompletableFuture<HttpResponse> exchange(
      ServiceRequestContext context,
      HttpRequest request,
      Admitted admitted,
      Lease lease,
      boolean whole) {
    Backend backend = lease.backend();
    RequestHeaders headers = inward(request.headers(), admitted.path(), backend, whole);
    WebClient client = upstreams.client(backend.base());
    SplitHttpResponse split;
    try (var _ = context.push()) {
      split = client.execute(request.withHeaders(headers)).split();
    }
    return split
        .headers()
        .thenCompose(answered -> {
          lease.answered();
          String location = answered.get(HttpHeaderNames.LOCATION, "");
          boolean told =
              !whole
                  && answered.status().isRedirection()
                  && headers.method().equals(HttpMethod.GET)
                  && admitted.path().pointsBelow(location, backend.base());
          if (told) {
            keepBase.add(admitted.route());
            split.body().abort();
            HttpRequest again =
                HttpRequest.of(inward(request.headers(), admitted.path(), backend, true));
            return exchange(context, again, admitted, lease, true);
          }
          return CompletableFuture.completedFuture(
              HttpResponse.of(outward(answered, admitted.path(), backend.base()), split.body()));
        });
  }

  /** Returns the headers for the server behind: not the key, and where its pages are seen. */
  private RequestHeaders inward(
      RequestHeaders from, ServePath path, Backend backend, boolean whole) {
    RequestHeadersBuilder to = from.toBuilder().path(path.upstream(whole));
    OF_CONNECTION.forEach(to::remove);
    String host = from.authority();
    to.set("x-forwarded-host", host == null ? "" : host);
    to.set("x-forwarded-prefix", path.base());
    to.set("x-forwarded-proto", "http");
    to.remove("x-api-key");
    to.scheme("http").authority(backend.base().getRawAuthority());
    String cookies = ServeKey.otherCookies(from);
    to.remove(HttpHeaderNames.COOKIE);
    if (!cookies.isEmpty()) {
      to.set(HttpHeaderNames.COOKIE, cookies);
    }
    if (keys.isKey(from) || !from.contains(HttpHeaderNames.AUTHORIZATION)) {
      to.remove(HttpHeaderNames.AUTHORIZATION);
      backend.token().ifPresent(token -> to.set(HttpHeaderNames.AUTHORIZATION, "Bearer " + token));
    }
    return to.build();
  }

  private static ResponseHeaders outward(ResponseHeaders from, ServePath path, URI server) {
    ResponseHeadersBuilder to = from.toBuilder();
    OF_CONNECTION.forEach(to::remove);
    String location = from.get(HttpHeaderNames.LOCATION);
    if (location != null) {
      to.set(HttpHeaderNames.LOCATION, path.outward(location, server));
    }
    List<String> cookies = from.getAll(HttpHeaderNames.SET_COOKIE);
    to.remove(HttpHeaderNames.SET_COOKIE);
    cookies.forEach(cookie -> to.add(HttpHeaderNames.SET_COOKIE, path.outwardCookie(cookie)));
    return to.build();
  }
}
