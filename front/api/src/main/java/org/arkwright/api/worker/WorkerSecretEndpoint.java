package org.arkwright.api.worker;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.arkwright.api.ApiReplies;
import org.arkwright.api.ApiRequest;
import org.arkwright.api.Endpoint;
import org.arkwright.api.EndpointGroup;
import org.arkwright.api.ProblemReply;
import org.arkwright.control.StateReader;
import org.arkwright.dispatch.RefusedClaims;
import org.arkwright.identity.Permission;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.Job;
import org.arkwright.protocol.FileCalls;
import org.arkwright.protocol.SecretBox;
import org.arkwright.protocol.SecretValues;
import org.arkwright.wire.Wire;

/**
 * The endpoint at which workers that have no key of the home get the secrets of their attempts,
 * opened: each of those of the live attempts with ranks on its own node. They are opened for the
 * answer and kept nowhere, and go over TLS, or do not leave the machine.
 */
public final class WorkerSecretEndpoint implements EndpointGroup {
  private final StateReader control;
  private final SecretBox box;
  private final WorkerDoor door;

  /**
   * @param box opens them
   * @param door says what a worker may have
   */
  public WorkerSecretEndpoint(StateReader control, SecretBox box, WorkerDoor door) {
    this.control = control;
    this.box = box;
    this.door = door;
  }

  @Override
  public List<Endpoint> endpoints() {
    return List.of(
        new Endpoint(HttpMethod.GET, SecretValues.PATH, Permission.WORKER_EXCHANGE, this::answer));
  }

  private CompletableFuture<HttpResponse> answer(ApiRequest request) {
    Optional<NodeId> node = door.node(request, RefusedClaims.Door.SECRETS);
    Optional<AttemptId> attempt = request.query("attempt").flatMap(AttemptId::parse);
    if (node.isEmpty() || attempt.isEmpty()) {
      return ApiReplies.done(
          ProblemReply.of(
                  HttpStatus.BAD_REQUEST,
                  "invalid",
                  "expected the attempt in the query, and the sender's own node in the header "
                      + FileCalls.NODE,
                  "Run the worker of the server's own version.")
              .response());
    }
    if (!isPrivate(request)) {
      return ApiReplies.done(
          ProblemReply.of(
                  HttpStatus.FORBIDDEN,
                  "not-private",
                  "secrets are not sent where others may read them",
                  "Let the host join, so that it is served over TLS.")
              .response());
    }
    return door.grant(node.get(), attempt.get(), RefusedClaims.Door.SECRETS)
        .thenCompose(grant ->
            grant.isEmpty()
                ? ApiReplies.done(AttemptFiles.notYours(attempt.get(), node.get()).response())
                : control
                    .read(state -> sealed(state.job(attempt.get().job())))
                    .thenApply(this::opened));
  }

  private static boolean isPrivate(ApiRequest request) {
    return request.context().sslSession() != null
        || request.context().remoteAddress().getAddress().isLoopbackAddress();
  }

  private static Map<String, String> sealed(Optional<Job> job) {
    SortedMap<String, String> sealed = new TreeMap<>();
    job.ifPresent(found ->
        found
            .spec()
            .execution()
            .env()
            .forEach((name, value) -> {
              if (SecretBox.isSealed(value)) {
                sealed.put(name, value);
              }
            }));
    return sealed;
  }

  private HttpResponse opened(Map<String, String> sealed) {
    SortedMap<String, String> values = new TreeMap<>();
    sealed.forEach(
        (name, value) -> box.open(name, value).ifPresent(opened -> values.put(name, opened)));
    return HttpResponse.of(
        ResponseHeaders.builder(HttpStatus.OK)
            .contentType(MediaType.JSON_UTF_8)
            .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
            .build(),
        HttpData.wrap(Wire.strict().write(new SecretValues(values))));
  }
}
