package org.arkwright.gateway.proxy;

import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.RequestHeadersBuilder;
import com.linecorp.armeria.common.metric.NoopMeterRegistry;
import com.linecorp.armeria.common.util.ReleasableHolder;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.arkwright.gateway.route.Backend;
import org.arkwright.gateway.route.RoutingTable;
import org.jspecify.annotations.Nullable;

/**
 * The connections to backends. A request is sent on the event loop of its client's connection, so
 * that it never changes threads.
 */
public final class Upstreams implements AutoCloseable {
  private static final long CONNECT_MILLIS = 2_000;
  private static final long IDLE_MILLIS = 60_000;

  /** Beside what the rest of the server needs; an answer is there twice while it is sent. */
  private static final long ROOM_SHARE = 6;

  private final EventLoopGroup loops;
  private final AnswerRoom room = new AnswerRoom(Runtime.getRuntime().maxMemory() / ROOM_SHARE);
  private final Map<URI, WebClient> clients = new ConcurrentHashMap<>();
  private @Nullable ClientFactory factory;

  /** Creates upstreams on the event loops of the server. */
  public Upstreams(EventLoopGroup loops) {
    this.loops = loops;
  }

  /**
   * Creates the factory with the first backend: the library prepares TLS, which replicas do not
   * speak, and a site without deployments should not wait for that at its start.
   */
  private synchronized ClientFactory factory() {
    if (factory == null) {
      factory =
          ClientFactory.builder()
              // Replicas speak plain HTTP: no need to read the machine's certificates.
              .tlsCustomizer(tls -> tls.trustManager(new X509Certificate[0]))
              .workerGroup(loops, false)
              .eventLoopSchedulerFactory(group -> (_, _, _) -> held(ownLoop(group)))
              .meterRegistry(NoopMeterRegistry.get())
              .connectTimeoutMillis(CONNECT_MILLIS)
              .idleTimeoutMillis(IDLE_MILLIS)
              .build();
    }
    return factory;
  }

  private static EventLoop ownLoop(EventLoopGroup group) {
    ServiceRequestContext context = ServiceRequestContext.currentOrNull();
    return context == null ? group.next() : context.eventLoop().withoutContext();
  }

  private static ReleasableHolder<EventLoop> held(EventLoop loop) {
    return new ReleasableHolder<>() {
      @Override
      public EventLoop get() {
        return loop;
      }

      @Override
      public void release() {
        // Event loops live as long as the server.
      }
    };
  }

  /** The memory that answers share which are read to their end. */
  AnswerRoom room() {
    return room;
  }

  HttpResponse send(Backend backend, String path, byte[] body) {
    String prefix = backend.base().getPath();
    RequestHeadersBuilder headers =
        RequestHeaders.builder(
                HttpMethod.POST,
                prefix == null || prefix.isEmpty() || prefix.equals("/") ? path : prefix + path)
            .contentType(MediaType.JSON);
    String id = RequestDoor.currentId();
    if (id != null) {
      headers.set(RequestDoor.REQUEST_ID, id);
    }
    backend
        .token()
        .ifPresent(token -> headers.set(HttpHeaderNames.AUTHORIZATION, "Bearer " + token));
    return client(backend.base()).execute(HttpRequest.of(headers.build(), HttpData.wrap(body)));
  }

  /** Returns the client of a backend; call it on the event loop of the request. */
  public WebClient client(URI base) {
    WebClient known = clients.get(base);
    return known != null ? known : clients.computeIfAbsent(base, this::connect);
  }

  private WebClient connect(URI base) {
    String scheme = "http".equals(base.getScheme()) ? "h1c" : base.getScheme();
    return WebClient.builder(scheme + "://" + base.getRawAuthority())
        .factory(factory())
        .responseTimeoutMillis(0)
        .writeTimeoutMillis(0)
        .maxResponseLength(0)
        .build();
  }

  /** Prepares clients for new backends before a request has to wait for it; drops removed ones. */
  public void follow(RoutingTable table) {
    Set<URI> present =
        table.routes().stream()
            .flatMap(route -> route.backends().stream())
            .map(Backend::base)
            .collect(Collectors.toSet());
    clients.keySet().retainAll(present);
    present.forEach(this::client);
  }

  @Override
  public synchronized void close() {
    if (factory != null) {
      var _ = factory.closeAsync();
    }
  }
}
