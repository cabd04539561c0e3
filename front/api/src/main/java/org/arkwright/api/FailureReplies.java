package org.arkwright.api;

import com.linecorp.armeria.common.ClosedSessionException;
import com.linecorp.armeria.common.ContentTooLargeException;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ResponseCompleteException;
import com.linecorp.armeria.common.stream.AbortedStreamException;
import com.linecorp.armeria.server.HttpStatusException;
import com.linecorp.armeria.server.RequestTimeoutException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.arkwright.artifact.blob.ArtifactException;
import org.arkwright.artifact.blob.StoreFullException;
import org.arkwright.control.UnavailableException;
import org.arkwright.journal.JournalException;
import org.arkwright.projection.ProjectionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns internal failures into problems for the client; bugs are logged, not disclosed. */
public final class FailureReplies {
  private static final Logger log = LoggerFactory.getLogger(FailureReplies.class);

  private FailureReplies() {}

  public static ProblemReply reply(Throwable failure) {
    return switch (cause(failure)) {
      case UnavailableException unavailable -> unavailable(unavailable);
      case JournalException journal -> unavailable(journal);
      case ProjectionException projection -> {
        if (projection.isBehind()) { // Each request meets it until it is over.
          log.warn("The job history failed: {}", projection.getMessage());
        } else {
          log.warn("The job history failed", projection);
        }
        yield unavailable(projection);
      }
      case StoreFullException full -> unavailable(full);
      case ArtifactException lost -> {
        log.warn("The store failed: {}", lost.getMessage());
        yield ProblemReply.of(
            HttpStatus.INTERNAL_SERVER_ERROR,
            "store",
            String.valueOf(lost.getMessage()),
            "Or give back what is missing in the home's folder artifacts from a backup.");
      }
      case ContentTooLargeException _ -> of(HttpStatus.REQUEST_ENTITY_TOO_LARGE);
      case ResponseCompleteException _, ClosedSessionException _, AbortedStreamException _ ->
          // The client has its response or has left, so nobody reads this one.
          of(HttpStatus.BAD_REQUEST);
      case RequestTimeoutException _ ->
          ProblemReply.of(
              HttpStatus.SERVICE_UNAVAILABLE,
              "timeout",
              "the response took too long",
              "Retry; a submission with an Idempotency-Key can be repeated safely.");
      case HttpStatusException status -> of(status.httpStatus());
      case Throwable bug -> {
        log.error("A bug while answering a request", bug);
        yield ProblemReply.of(
            HttpStatus.INTERNAL_SERVER_ERROR,
            "internal",
            "an internal error occurred",
            "The cause is in server.log.");
      }
    };
  }

  static ProblemReply of(HttpStatus status) {
    return switch (status.code()) {
      case 400 ->
          ProblemReply.of(
              status,
              "bad-request",
              "the request's path, query or headers cannot be read",
              "Send HTTP/1.1 or 2, with a path that is percent-encoded UTF-8 and does not lead"
                  + " upwards.");
      case 404 ->
          ProblemReply.of(status, "not-found", "no such endpoint", "See /api/v1/openapi.yaml.");
      case 405 ->
          ProblemReply.of(
              status,
              "method-not-allowed",
              "this endpoint does not support that method",
              "See /api/v1/openapi.yaml.");
      case 413 ->
          ProblemReply.of(
              status,
              "too-large",
              "the body is larger than this operation accepts",
              "A spec is at most 1 MiB: put data into files that the job reads.");
      default -> ProblemReply.of(status, "http-" + status.code(), status.reasonPhrase(), "");
    };
  }

  private static ProblemReply unavailable(Exception cause) {
    return ProblemReply.of(
        HttpStatus.SERVICE_UNAVAILABLE,
        "unavailable",
        String.valueOf(cause.getMessage()),
        "Nothing of the request was kept; repeat it once the cause is resolved.");
  }

  private static Throwable cause(Throwable failure) {
    Throwable cause = failure.getCause();
    return (failure instanceof CompletionException
                || failure instanceof ExecutionException
                || failure instanceof UncheckedIOException)
            && cause != null
        ? cause(cause)
        : failure;
  }
}
