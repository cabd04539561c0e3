package org.arkwright.gateway.proxy;

import com.linecorp.armeria.common.HttpHeaders;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.arkwright.gateway.openai.GatewayError;
import org.arkwright.gateway.route.RouteName;
import org.arkwright.model.id.Digest;

/**
 * The requests that ended a model's process, as replicas tell: the same one is refused for ten
 * minutes, so that its sender's retries end no other. Kept by the digest of the body. Any thread.
 */
final class FatalRequests {
  /** The header or trailer by which a replica tells that a request alone ended its model. */
  static final String ENDED_MODEL = "x-arkwright-ended-model";

  private static final long KEPT_NANOS = TimeUnit.MINUTES.toNanos(10);
  private static final int KEPT_MAX = 10_000;

  private final Map<Fatal, Long> until = new LinkedHashMap<>();

  /** A body sent to a model. */
  private record Fatal(RouteName route, Digest body) {}

  static boolean isFatal(HttpHeaders headers) {
    return headers.contains(ENDED_MODEL);
  }

  /**
   * Remembers a request.
   *
   * @param now in nanoseconds since the Unix epoch
   */
  synchronized void remember(AdmittedRequest request, long now) {
    forget(now);
    Fatal fatal = fatal(request);
    until.remove(fatal); // The oldest is the first.
    until.put(fatal, now + KEPT_NANOS);
    if (until.size() > KEPT_MAX) {
      until.remove(until.keySet().iterator().next());
    }
  }

  /** The refusal of a request that ended a model lately; empty for any other. */
  Optional<GatewayError> refusal(AdmittedRequest request, long now) {
    synchronized (this) {
      forget(now);
      if (until.isEmpty()) {
        return Optional.empty(); // Nearly always: no digest is made.
      }
    }
    Long end;
    Fatal fatal = fatal(request);
    synchronized (this) {
      end = until.get(fatal);
    }
    return Optional.ofNullable(end)
        .map(at ->
            new GatewayError(
                422,
                "invalid_request_error",
                ("This request ended the process of the model '%s' before, and is refused until"
                        + " %s. Change it.")
                    .formatted(
                        request.asked(),
                        Instant.ofEpochSecond(0, at).truncatedTo(ChronoUnit.SECONDS)),
                "request_ended_model"));
  }

  private void forget(long now) {
    Iterator<Long> oldestFirst = until.values().iterator();
    while (oldestFirst.hasNext() && oldestFirst.next() <= now) {
      oldestFirst.remove();
    }
  }

  private static Fatal fatal(AdmittedRequest request) {
    return new Fatal(request.route(), Digest.of(Digest.sha256().digest(request.body().bytes())));
  }
}
