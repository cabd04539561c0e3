package org.arkwright.api;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.DecoratingHttpServiceFunction;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.arkwright.control.FollowedState;
import org.arkwright.control.StateReader;

/**
 * Names in each response the position that it includes: the number of an entry of the journal. A
 * client that sends it back gets an answer that is as new, or newer: a list after a submission
 * shows the job.
 */
public final class ServedPosition implements DecoratingHttpServiceFunction {
  /** The header of requests and responses. */
  public static final String HEADER = "arkwright-position";

  private final StateReader reader;

  /**
   * @param reader what the answers are read from; it includes everything that a client was told
   */
  public ServedPosition(StateReader reader) {
    this.reader = reader;
  }

  /** Answers requests for the past from the same reader. */
  PastRequest past() {
    return new PastRequest(reader);
  }

  @Override
  public HttpResponse serve(HttpService next, ServiceRequestContext context, HttpRequest request)
      throws Exception {
    String text = request.headers().get(HEADER, "0");
    OptionalLong asked = parse(text);
    if (asked.isEmpty()) {
      return refused(request, text, "the number of an entry, as a response's header names it");
    }
    if (asked.getAsLong() <= reader.position()) {
      return named(next.serve(context, request), request.method());
    }
    // A server that has just started knows its position once it has recovered.
    return HttpResponse.of(
        reader
            .ask(FollowedState::number)
            .handle((number, failure) -> {
              if (failure != null) {
                return FailureReplies.reply(failure).response();
              }
              return number < asked.getAsLong()
                  ? refused(request, text, "a position of this journal, which ends at " + number)
                  : later(next, context, request);
            }));
  }

  private HttpResponse later(HttpService next, ServiceRequestContext context, HttpRequest request) {
    try {
      return named(next.serve(context, request), request.method());
    } catch (Exception e) {
      return HttpResponse.of(CompletableFuture.failedFuture(e));
    }
  }

  /** A read includes what was there when it began, a command also what it did itself. */
  private HttpResponse named(HttpResponse response, HttpMethod method) {
    long before = reader.position();
    boolean reads = method == HttpMethod.GET || method == HttpMethod.HEAD;
    return response.mapHeaders(headers -> with(headers, reads ? before : reader.position()));
  }

  private static ResponseHeaders with(ResponseHeaders headers, long position) {
    // An answer for the past names its own.
    return headers.contains(HEADER)
        ? headers
        : headers.toBuilder().setLong(HEADER, position).build();
  }

  private static OptionalLong parse(String text) {
    try {
      long number = Long.parseLong(text);
      return number < 0 ? OptionalLong.empty() : OptionalLong.of(number);
    } catch (NumberFormatException _) {
      return OptionalLong.empty();
    }
  }

  private static HttpResponse refused(HttpRequest request, String text, String expected) {
    HttpResponse refusal =
        ProblemReply.of(
                HttpStatus.BAD_REQUEST,
                "position",
                "the header Arkwright-Position is %s; expected %s".formatted(text, expected),
                "Send the position that a response of this server named, or none.")
            .response();
    return HttpResponse.of(request.filter(_ -> false).collect().handle((_, _) -> refusal));
  }
}
