package org.arkwright.api.worker;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.arkwright.api.ApiReplies;
import org.arkwright.api.ApiRequest;
import org.arkwright.api.Endpoint;
import org.arkwright.api.EndpointGroup;
import org.arkwright.api.ProblemReply;
import org.arkwright.authority.Certification;
import org.arkwright.authority.JoinMessages;
import org.arkwright.authority.JoinToken;
import org.arkwright.authority.WorkerRegister;
import org.arkwright.authority.WorkerRegister.RefusedException;
import org.arkwright.identity.Permission;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.PrincipalId;
import org.arkwright.model.id.WorkerId;
import org.arkwright.spec.Reading;
import org.arkwright.spec.site.JoinTokenReader;
import org.arkwright.wire.Wire;
import org.arkwright.wire.WireException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where join tokens are made, and where hosts join with them and renew their certificates. */
public final class JoinEndpoints implements EndpointGroup {
  private static final Logger log = LoggerFactory.getLogger(JoinEndpoints.class);
  private static final Duration LIFETIME = Duration.ofHours(1);

  private final Optional<Certification> certification;
  private final Supplier<URI> door;
  private final Set<String> sites;
  private final Executor background;
  private final Wire wire = Wire.tolerant();

  /**
   * @param certification certifies hosts; empty where the server does not listen for them
   * @param door the address at which hosts reach the server
   * @param sites the sites that hosts may join
   * @param background runs what blocks for the disk
   */
  public JoinEndpoints(
      Optional<Certification> certification,
      Supplier<URI> door,
      Set<String> sites,
      Executor background) {
    this.certification = certification;
    this.door = door;
    this.sites = Set.copyOf(sites);
    this.background = background;
  }

  @Override
  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.post("/api/v1/join-tokens", Permission.NODE_MANAGE, this::issue),
        new Endpoint(HttpMethod.POST, "/worker/v1/join", Permission.PUBLIC, this::join),
        new Endpoint(HttpMethod.POST, "/worker/v1/renew", Permission.WORKER_EXCHANGE, this::renew));
  }

  private CompletableFuture<HttpResponse> issue(ApiRequest request) {
    if (certification.isEmpty()) {
      return ApiReplies.done(
          ProblemReply.of(
                  HttpStatus.CONFLICT,
                  "not-listening",
                  "this server does not listen for workers on other hosts",
                  "Start it with `arkwright up --workers ADDRESS`, such as 0.0.0.0.")
              .response());
    }
    return switch (JoinTokenReader.read(request.body(), sites)) {
      case Reading.Rejected<JoinTokenReader.Wanted>(var problems) ->
          ApiReplies.done(ProblemReply.of(problems).response());
      case Reading.Read<JoinTokenReader.Wanted>(JoinTokenReader.Wanted wanted) ->
          blocking(() -> issued(certification.get(), wanted, request));
    };
  }

  private HttpResponse issued(Certification by, JoinTokenReader.Wanted wanted, ApiRequest request)
      throws IOException {
    WorkerRegister.Secret secret =
        by.register()
            .issue(
                wanted.site(),
                wanted.lifetime().orElse(LIFETIME),
                request.origin().principal().value());
    JoinToken token =
        new JoinToken(door.get(), by.authority().fingerprint(), secret.id(), secret.secret());
    return ApiReplies.json(
        HttpStatus.CREATED,
        JsonNodeFactory.instance
            .objectNode()
            .put("id", secret.id())
            .put("token", token.text())
            .put("site", wanted.site())
            .put("url", token.url().toString())
            .put("fingerprint", token.pin())
            .put("expiresAt", secret.expires().toString()));
  }

  private CompletableFuture<HttpResponse> join(ApiRequest request) {
    if (certification.isEmpty() || request.context().sslSession() == null) {
      return ApiReplies.done(ProblemReply.notFound("operation", "/worker/v1/join").response());
    }
    String from = request.context().clientAddress().getHostAddress();
    return blocking(() -> {
      JoinMessages.Join join = wire.read(request.body(), JoinMessages.Join.class);
      try {
        JoinMessages.Certified certified = certification.get().join(join, from);
        log.info("{} has joined from {}", certified.worker(), from);
        return answer(certified);
      } catch (RefusedException e) {
        log.warn("A host at {} may not join: {}", from, e.getMessage());
        return refused(e);
      }
    });
  }

  private CompletableFuture<HttpResponse> renew(ApiRequest request) {
    Optional<WorkerId> worker = request.worker();
    if (certification.isEmpty() || request.certificate().isEmpty()) {
      return ApiReplies.done(ProblemReply.notFound("operation", "/worker/v1/renew").response());
    }
    return blocking(() -> {
      JoinMessages.Renew renew = wire.read(request.body(), JoinMessages.Renew.class);
      try {
        return answer(certification.get().renew(worker.orElseThrow(), renew));
      } catch (RefusedException e) {
        log.warn("The certificate of {} is not renewed: {}", worker, e.getMessage());
        return refused(e);
      }
    });
  }

  /** Takes the identity of a node's host away; completes with whether the host had joined. */
  public CompletableFuture<Boolean> remove(NodeId node, PrincipalId by) {
    if (certification.isEmpty()) {
      return CompletableFuture.completedFuture(false);
    }
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return certification.get().register().remove(WorkerId.ofNode(node), by.value());
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        background);
  }

  private HttpResponse answer(JoinMessages.Certified certified) {
    return HttpResponse.of(HttpStatus.OK, MediaType.JSON_UTF_8, wire.write(certified));
  }

  private static HttpResponse refused(RefusedException e) {
    return ProblemReply.of(
            HttpStatus.FORBIDDEN,
            "forbidden",
            String.valueOf(e.getMessage()),
            "See docs/guides/hosts.md#what-can-go-wrong.")
        .response();
  }

  /** What may block, and its answer. */
  private interface Blocking {
    HttpResponse run() throws IOException;
  }

  private CompletableFuture<HttpResponse> blocking(Blocking work) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return work.run();
          } catch (WireException e) {
            return ProblemReply.of(
                    HttpStatus.BAD_REQUEST,
                    "invalid",
                    String.valueOf(e.getMessage()),
                    "Run the worker of the server's own version.")
                .response();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        background);
  }
}
