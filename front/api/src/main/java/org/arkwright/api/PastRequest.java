package org.arkwright.api;

import com.linecorp.armeria.common.HttpResponse;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.arkwright.api.view.Timestamps;
import org.arkwright.control.KernelClock;
import org.arkwright.control.Past;
import org.arkwright.control.Past.Point;
import org.arkwright.control.StateReader;
import org.arkwright.spec.SpecProblem;

/**
 * The one place where a request asks for the past: its parameter {@code at} is a position of the
 * journal, or a time. The answer names the position, and the time for which it is true.
 */
final class PastRequest {
  static final String PARAMETER = "at";

  /** The header of an answer for the past: the time for which it is true. */
  private static final String HEADER = "arkwright-at";

  private static final String EXPECTED =
      "a position of the journal such as 1200, or a time such as 2030-01-31T18:00:00Z";

  private final StateReader reader;

  PastRequest(StateReader reader) {
    this.reader = reader;
  }

  /** Answers a request: for the past if it asks for that, for now otherwise. */
  CompletableFuture<HttpResponse> answer(
      ApiRequest request, Function<ApiRequest, CompletableFuture<HttpResponse>> handler) {
    Optional<Point> point = request.query(PARAMETER, EXPECTED, PastRequest::point);
    if (!request.problems().isEmpty()) {
      return ApiReplies.done(ProblemReply.of(request.problems()).response());
    }
    return point.isEmpty()
        ? handler.apply(request)
        : reader
            .at(point.get())
            .thenCompose(found ->
                switch (found) {
                  case Past.At at ->
                      handler.apply(request.seeing(at)).thenApply(response -> named(response, at));
                  case Past.Nowhere(String expected) ->
                      ApiReplies.done(
                          refused(request.query(PARAMETER).orElse(""), expected).response());
                });
  }

  private static HttpResponse named(HttpResponse response, Past.At at) {
    return response.mapHeaders(headers ->
        headers.toBuilder()
            .setLong(ServedPosition.HEADER, at.position())
            .set(HEADER, Timestamps.text(at.nowNanos()))
            .build());
  }

  private static ProblemReply refused(String given, String expected) {
    return ProblemReply.of(
        List.of(
            new SpecProblem(
                0,
                0,
                PARAMETER,
                given,
                expected,
                "%s is '%s', expected %s".formatted(PARAMETER, given, expected))));
  }

  private static Optional<Point> point(String text) {
    if (text.matches("[0-9]{1,18}")) {
      return Optional.of(new Point.Position(Long.parseLong(text)));
    }
    try {
      return Optional.of(new Point.Time(KernelClock.nanos(OffsetDateTime.parse(text).toInstant())));
    } catch (DateTimeException | ArithmeticException _) {
      return Optional.empty();
    }
  }
}
