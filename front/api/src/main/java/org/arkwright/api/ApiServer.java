package org.arkwright.api;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.TlsKeyPair;
import com.linecorp.armeria.common.metric.NoopMeterRegistry;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServerErrorHandler;
import com.linecorp.armeria.server.ServiceConfig;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.netty.handler.ssl.ClientAuth;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.arkwright.artifact.Snapshots;
import org.arkwright.authority.Authority;
import org.arkwright.authority.Certification;
import org.arkwright.authority.WorkerTrust;
import org.arkwright.gateway.proxy.OldClients;
import org.arkwright.gateway.proxy.RestOfBody;
import org.arkwright.identity.Authorizer;
import org.arkwright.identity.IssuedTokens;
import org.arkwright.identity.Permission;
import org.arkwright.identity.PrincipalNames;
import org.arkwright.identity.Tokens;
import org.arkwright.model.id.PrincipalId;
import org.arkwright.tracking.TrackingFiles;
import org.jspecify.annotations.Nullable;

/** Builds the HTTP server from endpoints. */
public final class ApiServer {
  /** The largest request body, in bytes. */
  static final long BODY_MAX = 1 << 20;

  /**
   * The largest body of a document that a program writes, in bytes: a restarted worker reports all
   * its ranks at once, and a manifest names all files of a folder.
   */
  static final long LONG_BODY_MAX = 64 << 20;

  /** The largest stream of files, in bytes: a snapshot with the length of each file. */
  private static final long FILES_BODY_MAX = Snapshots.SIZE_MAX + 8L * Snapshots.FILES_MAX;

  /** The longest path with its query, in bytes. */
  private static final int QUERY_MAX = 64 << 10;

  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration IDLE_TIMEOUT = Duration.ofMinutes(5);

  private ApiServer() {}

  /** Loads classes and libraries ahead of time, so that {@link #build} is fast. Any thread. */
  public static void load() {
    // Avoids unpacking and loading BoringSSL: this server does not speak TLS.
    System.setProperty("com.linecorp.armeria.tlsEngineType", "jdk");
    // Paths in queries are looked up, never opened; each endpoint refuses those that lead upwards.
    System.setProperty("com.linecorp.armeria.allowDoubleDotsInQueryString", "true");
    Endpoint placeholder =
        Endpoint.get(
            "/",
            Permission.PUBLIC,
            _ -> CompletableFuture.failedFuture(new IllegalStateException()));
    var _ =
        build(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            List.of(placeholder),
            new Tokens(
                "",
                new IssuedTokens("-", InstantSource.system()),
                new PrincipalId("nobody"),
                new PrincipalNames(Map.of())),
            new ServedHome("", ""),
            Optional.empty());
  }

  /**
   * Returns a server that is not started yet. Streams clear the request timeout themselves.
   *
   * @param position names the position of each answer; empty where nothing is read
   */
  public static Server build(
      InetSocketAddress address,
      List<Endpoint> endpoints,
      Tokens tokens,
      ServedHome home,
      Optional<ServedPosition> position) {
    return configure(
            Server.builder().http(address), endpoints, tokens, home, position, Optional.empty())
        .build();
  }

  /**
   * Returns a server for other hosts, not started yet: the same endpoints over TLS 1.3, where
   * workers are known by their certificates.
   *
   * @param addresses the addresses at which it is reached, for clients that check them
   */
  public static Server buildForHosts(
      InetSocketAddress address,
      List<Endpoint> endpoints,
      Tokens tokens,
      ServedHome home,
      Optional<ServedPosition> position,
      Certification certification,
      Collection<String> addresses) {
    Authority authority = certification.authority();
    Authority.Credentials own = authority.server(addresses);
    List<X509Certificate> chain = new ArrayList<>(authority.trusted());
    chain.addFirst(own.certificate());
    ServerBuilder server =
        Server.builder()
            .https(address)
            .tls(TlsKeyPair.of(own.key(), chain))
            .tlsCustomizer(tls ->
                tls.protocols("TLSv1.3")
                    .clientAuth(ClientAuth.OPTIONAL)
                    .trustManager(new WorkerTrust(authority)));
    return configure(server, endpoints, tokens, home, position, Optional.of(certification)).build();
  }

  private static ServerBuilder configure(
      ServerBuilder server,
      List<Endpoint> endpoints,
      Tokens tokens,
      ServedHome home,
      Optional<ServedPosition> position,
      Optional<Certification> certification) {
    position.ifPresent(server::decorator);
    server
        .maxRequestLength(BODY_MAX)
        // MLflow's clients name a hundred runs in one query.
        .http1MaxInitialLineLength(QUERY_MAX)
        .http1MaxHeaderSize(QUERY_MAX)
        .http2MaxHeaderListSize(QUERY_MAX)
        .requestTimeout(REQUEST_TIMEOUT)
        .idleTimeout(IDLE_TIMEOUT)
        .gracefulShutdownTimeout(Duration.ZERO, Duration.ZERO)
        .meterRegistry(NoopMeterRegistry.get())
        .childChannelPipelineCustomizer(OldClients::serve)
        .decorator(home)
        .errorHandler(new ProblemErrorHandler());
    for (Endpoint endpoint : endpoints) {
      long bodyMax =
          switch (endpoint.body()) {
            case DOCUMENT -> BODY_MAX;
            case LONG_DOCUMENT -> LONG_BODY_MAX;
            case FILES -> FILES_BODY_MAX;
            case FILE -> TrackingFiles.FILE_MAX;
            case STREAM -> 0;
          };
      server
          .route()
          .methods(endpoint.method())
          .path(endpoint.path())
          .maxRequestLength(bodyMax)
          .build(
              new RestOfBody(
                  new EndpointService(
                      endpoint,
                      tokens,
                      Authorizer.OWNER_HAS_ALL,
                      certification,
                      position.map(ServedPosition::past))));
    }
    return server
        .route()
        .pathPrefix("/")
        .maxRequestLength(0)
        .build(new RestOfBody(new NoEndpoint(endpoints)));
  }

  /** Turns Armeria's own refusals into problems: unknown routes, methods, malformed requests. */
  private static final class ProblemErrorHandler implements ServerErrorHandler {
    @Override
    public HttpResponse onServiceException(ServiceRequestContext context, Throwable cause) {
      return FailureReplies.reply(cause).response();
    }

    @Override
    public AggregatedHttpResponse renderStatus(
        @Nullable ServiceRequestContext context,
        ServiceConfig config,
        @Nullable RequestHeaders headers,
        HttpStatus status,
        @Nullable String description,
        @Nullable Throwable cause) {
      return FailureReplies.of(status).aggregated();
    }
  }
}
