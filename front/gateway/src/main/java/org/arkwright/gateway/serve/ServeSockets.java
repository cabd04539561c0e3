package org.arkwright.gateway.serve;

import com.linecorp.armeria.client.websocket.WebSocketClient;
import com.linecorp.armeria.client.websocket.WebSocketSession;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpHeaders;
import com.linecorp.armeria.common.HttpHeadersBuilder;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.stream.StreamMessage;
import com.linecorp.armeria.common.websocket.WebSocket;
import com.linecorp.armeria.server.HttpStatusException;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.websocket.WebSocketServiceHandler;
import java.util.Optional;
import org.arkwright.gateway.key.AdmittedKey;
import org.arkwright.gateway.proxy.KeyAuthenticator;
import org.arkwright.gateway.proxy.ReadyBackends;
import org.arkwright.gateway.proxy.ReadyBackends.Taken;
import org.arkwright.gateway.route.Backend;
import org.arkwright.gateway.route.Balancer.Lease;
import org.arkwright.gateway.route.RouteName;

/** Joins a client's web socket below {@code /serve/NAME/} with one of the server behind. */
public final class ServeSockets implements WebSocketServiceHandler {
  private final ServeKey keys;
  private final ReadyBackends backends;
  private final ServeService pages;

  /**
   * Creates the handler.
   *
   * @param pages knows which servers were told their address
   */
  public ServeSockets(KeyAuthenticator authenticator, ReadyBackends backends, ServeService pages) {
    this.keys = new ServeKey(authenticator);
    this.backends = backends;
    this.pages = pages;
  }

  @Override
  public WebSocket handle(ServiceRequestContext context, WebSocket in) {
    RequestHeaders headers = context.request().headers();
    Optional<ServePath> path = ServePath.of(context);
    Optional<AdmittedKey> key = path.flatMap(known -> keys.admit(headers, known.query()));
    if (path.isEmpty() || key.isEmpty()) {
      throw HttpStatusException.of(path.isEmpty() ? HttpStatus.NOT_FOUND : HttpStatus.UNAUTHORIZED);
    }
    ServePath to =
        keys.shownIn(path.get().query()).isEmpty() ? path.get() : path.get().withoutKey();
    RouteName route = new RouteName(key.get().project(), path.get().model());
    boolean whole = pages.keepsBase(route);
    return WebSocket.of(
        StreamMessage.of(
            backends
                .take(route, context)
                .thenCompose(taken ->
                    switch (taken) {
                      case Taken.Refused(var error) ->
                          throw HttpStatusException.of(HttpStatus.valueOf(error.status()));
                      case Taken.Held(Lease lease) -> {
                        var _ = in.whenComplete().handle((_, _) -> closed(lease));
                        yield client(lease.backend())
                            .connect(to.upstream(whole), inward(headers, lease.backend()))
                            .thenApply(session -> joined(session, in));
                      }
                    })));
  }

  private static boolean closed(Lease lease) {
    lease.close();
    return true;
  }

  private static WebSocket joined(WebSocketSession session, WebSocket in) {
    session.setOutbound(in);
    return session.inbound();
  }

  private static WebSocketClient client(Backend backend) {
    return WebSocketClient.builder("ws+h1c://" + backend.base().getRawAuthority())
        .responseTimeoutMillis(0)
        .maxResponseLength(0)
        .build();
  }

  private HttpHeaders inward(RequestHeaders from, Backend backend) {
    HttpHeadersBuilder to = HttpHeaders.builder();
    String cookies = ServeKey.otherCookies(from);
    if (!cookies.isEmpty()) {
      to.set(HttpHeaderNames.COOKIE, cookies);
    }
    // The server compares it with the host that it sees, which is its own.
    to.set(HttpHeaderNames.ORIGIN, "http://" + backend.base().getRawAuthority());
    boolean own = from.contains(HttpHeaderNames.AUTHORIZATION) && !keys.isKey(from);
    backend
        .token()
        .map("Bearer "::concat)
        .filter(_ -> !own)
        .or(() -> Optional.ofNullable(from.get(HttpHeaderNames.AUTHORIZATION)).filter(_ -> own))
        .ifPresent(value -> to.set(HttpHeaderNames.AUTHORIZATION, value));
    return to.build();
  }
}
