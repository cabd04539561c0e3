package org.arkwright.gateway;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.metric.NoopMeterRegistry;
import com.linecorp.armeria.common.util.EventLoopGroups;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.websocket.WebSocketService;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.BindException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.arkwright.gateway.anthropic.AnthropicService;
import org.arkwright.gateway.anthropic.MessagesDialect;
import org.arkwright.gateway.key.KeyLimiter;
import org.arkwright.gateway.proxy.HeldRequests;
import org.arkwright.gateway.proxy.KeyAuthenticator;
import org.arkwright.gateway.proxy.ModelsService;
import org.arkwright.gateway.proxy.OldClients;
import org.arkwright.gateway.proxy.ProxyService;
import org.arkwright.gateway.proxy.ReadyBackends;
import org.arkwright.gateway.proxy.RequestDoor;
import org.arkwright.gateway.proxy.RequestMeter;
import org.arkwright.gateway.proxy.RestOfBody;
import org.arkwright.gateway.proxy.Upstreams;
import org.arkwright.gateway.proxy.WelcomePage;
import org.arkwright.gateway.responses.ResponseStore;
import org.arkwright.gateway.responses.ResponsesService;
import org.arkwright.gateway.route.Balancer;
import org.arkwright.gateway.route.DeploymentWaker;
import org.arkwright.gateway.route.RouteLoads;
import org.arkwright.gateway.serve.ServeService;
import org.arkwright.gateway.serve.ServeSockets;
import org.arkwright.gateway.usage.UsageSink;
import org.arkwright.gateway.usage.UsageSpool;
import org.arkwright.thread.ProcessHealth;

/** A running gateway in front of the replicas. Any thread may publish to it or close it. */
public final class Gateway implements AutoCloseable {
  /** Of a request's address, and of its headers; the web servers behind take as much or less. */
  private static final int ADDRESS_MAX = 32 * 1024;

  private static final long BODY_MAX = 16L << 20;
  private static final ResponseStore.Bounds RESPONSES =
      new ResponseStore.Bounds(1L << 30, TimeUnit.DAYS.toMillis(30));

  private static final long STOP_MILLIS = 300;
  private static final Duration IDLE_TIMEOUT = Duration.ofMinutes(5);

  private final PublishedTables tables;
  private final Balancer balancer = new Balancer(Gateway::epochNanos);
  private final EventLoopGroup loops;
  private final Upstreams upstreams;
  private final UsageSpool spool;
  private final KeyLimiter limiter = new KeyLimiter();
  private final HeldRequests held;
  private final Server server;

  private Gateway(
      GatewaySettings settings,
      PublishedTables tables,
      DeploymentWaker waker,
      UsageSpool spool,
      ResponseStore responseStore,
      ProcessHealth health) {
    this.tables = tables;
    this.spool = spool;
    this.loops =
        EventLoopGroups.newEventLoopGroup(
            Runtime.getRuntime().availableProcessors(), "arkwright-gateway", true);
    this.upstreams = new Upstreams(loops);
    this.held = new HeldRequests(waker, balancer, settings.heldMax(), settings.heldMillis());
    RequestMeter meter = new RequestMeter(spool, limiter, tables::routes, Gateway::epochNanos);
    KeyAuthenticator authenticator = new KeyAuthenticator(tables::keys);
    ReadyBackends backends = new ReadyBackends(tables::routes, balancer, held);
    ProxyService requests =
        new ProxyService(
            authenticator, limiter, tables::routes, balancer, backends, upstreams, meter);
    HttpService proxy = new RestOfBody(requests);
    HttpService messages = new RestOfBody(new AnthropicService(requests.in(new MessagesDialect())));
    ServeService pages = new ServeService(authenticator, limiter, backends, upstreams, meter);
    HttpService responses =
        new RestOfBody(new ResponsesService(authenticator, requests, responseStore));
    HttpService models =
        new RestOfBody(new AnthropicService(new ModelsService(authenticator, tables::routes)));
    ServerErrors errors = new ServerErrors(BODY_MAX);
    HttpService healthz = new RestOfBody((_, _) -> healthz(health));
    this.server =
        Server.builder()
            .http(settings.address())
            .workerGroup(loops, false)
            .maxRequestLength(BODY_MAX)
            .http1MaxInitialLineLength(ADDRESS_MAX)
            .http1MaxHeaderSize(ADDRESS_MAX)
            .http2MaxHeaderListSize(ADDRESS_MAX)
            .requestTimeout(Duration.ZERO)
            .idleTimeout(IDLE_TIMEOUT)
            .gracefulShutdownTimeout(Duration.ZERO, Duration.ZERO)
            .meterRegistry(NoopMeterRegistry.get())
            .disableServerHeader()
            .childChannelPipelineCustomizer(OldClients::serve)
            .errorHandler(errors)
            .service("/v1/chat/completions", proxy)
            .service("/v1/completions", proxy)
            .service("/v1/embeddings", proxy)
            .service("/v1/rerank", proxy)
            .service("/v2/rerank", proxy)
            .service("/v1/messages", messages)
            .service("/v1/messages/count_tokens", messages)
            .service("/v1/responses", responses)
            .service("/v1/responses/{response}", responses)
            .service("/v1/responses/{response}/input_items", responses)
            .service("/v1/models", models)
            .service("/v1/models/{model}", models)
            .serviceUnder(
                "/serve/",
                WebSocketService.builder(new ServeSockets(authenticator, backends, pages))
                    .allowedOrigins("*")
                    .fallbackService(pages)
                    .build())
            .service("/health", healthz)
            .service("/healthz", healthz)
            .service("/", new RestOfBody(new WelcomePage()))
            .route()
            .pathPrefix("/")
            .maxRequestLength(0)
            .build(
                new RestOfBody(
                    (context, request) -> errors.noSuchOperation(context, request.headers())))
            .decorator(new RequestDoor(settings.origins()))
            .build();
  }

  /**
   * Starts a gateway, which serves requests when this returns.
   *
   * @param tables the routes and keys it uses; may be published to at any time
   * @throws BindException when the address cannot be bound
   * @throws IOException when the spool cannot be written, or kept responses not be read
   */
  public static Gateway start(
      GatewaySettings settings, PublishedTables tables, DeploymentWaker waker, UsageSink sink)
      throws IOException {
    return start(settings, tables, waker, sink, new ProcessHealth());
  }

  /**
   * As {@link #start(GatewaySettings, PublishedTables, DeploymentWaker, UsageSink)}.
   *
   * @param health of the process, which the gateway's own is added to
   */
  public static Gateway start(
      GatewaySettings settings,
      PublishedTables tables,
      DeploymentWaker waker,
      UsageSink sink,
      ProcessHealth health)
      throws IOException {
    ResponseStore responses =
        ResponseStore.open(settings.responses(), System::currentTimeMillis, RESPONSES);
    UsageSpool spool = UsageSpool.open(settings.spool(), sink, settings.gatherMillis());
    Gateway gateway = new Gateway(settings, tables, waker, spool, responses, health);
    try {
      gateway.server.start().join();
      // One that cannot listen must leave nothing behind: another is tried on another port.
      gateway.follow();
      health.watch(spool::trouble);
      return gateway;
    } catch (RuntimeException e) {
      gateway.close();
      BindException unbound = new BindException("the gateway cannot listen: " + e.getMessage());
      unbound.initCause(e);
      throw unbound;
    }
  }

  /** Follows what is published from now on. */
  private void follow() {
    tables.follow(held::follow);
    tables.follow(balancer::follow);
    tables.follow(upstreams::follow);
    tables.followKeys(limiter::keepOnly);
  }

  private static HttpResponse healthz(ProcessHealth health) {
    List<String> troubles = health.troubles();
    return troubles.isEmpty()
        ? HttpResponse.of(HttpStatus.OK)
        : HttpResponse.of(
            HttpStatus.SERVICE_UNAVAILABLE,
            MediaType.PLAIN_TEXT_UTF_8,
            String.join("\n", troubles) + "\n");
  }

  public int port() {
    return server.activeLocalPort();
  }

  public PublishedTables tables() {
    return tables;
  }

  public RouteLoads loads() {
    return balancer;
  }

  private static long epochNanos() {
    Instant now = Instant.now();
    return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
  }

  /** Stops listening, aborts open streams, and hands over as much usage as it can. */
  @Override
  public void close() {
    // The port closes immediately; the library's threads take longer, which need not be awaited.
    // Its future cannot be completed by others, so the bound is on the one that depends on it.
    CompletableFuture.anyOf(server.stop())
        .completeOnTimeout(null, STOP_MILLIS, TimeUnit.MILLISECONDS)
        .join();
    spool.close();
    upstreams.close();
    var _ = loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
