package org.arkwright.kernel.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.arkwright.kernel.index.IdempotencyKeys;
import org.arkwright.kernel.state.State;
import org.arkwright.model.Command;
import org.arkwright.model.Event;
import org.arkwright.model.IdempotencyKey;
import org.arkwright.model.PipelineCommand;
import org.arkwright.model.Refusal;
import org.arkwright.model.Request;

/**
 * The rules for requests that may be repeated. A request with a key of the same author's, asking
 * for the same, changes nothing and gets the first one's answer; asking for something else, it is
 * refused.
 */
public final class RequestKeys {
  private RequestKeys() {}

  /** Returns the decision on a request that repeats an earlier one; empty for any other. */
  public static Optional<Decision> repeated(State state, Request request, long nowNanos) {
    return request
        .idempotencyKey()
        .flatMap(key ->
            state
                .keyUse(RequestAuthor.of(state, request), key.value(), nowNanos)
                .map(use -> again(request, key, use)));
  }

  private static Decision again(Request request, IdempotencyKey key, IdempotencyKeys.Use use) {
    boolean another =
        key.content().isPresent()
            && use.content().isPresent()
            && !key.content().equals(use.content());
    boolean submits = request.command() instanceof Command.SubmitJob;
    if (another || submits != use.job().isPresent()) {
      return new Decision.Refused(
          new Refusal(
              Refusal.Code.CONFLICT,
              key.value(),
              "an idempotency key that was not used for another request",
              "Repeat the first request as it was, or give this one a key of its own."));
    }
    return use.job()
        .<Decision>map(Decision.AlreadyAccepted::new)
        .orElseGet(Decision.AlreadyDone::new);
  }

  /** Returns the decision together with the record of its key, if it is to be kept. */
  public static Decision kept(State state, Request request, Decision decision, long nowNanos) {
    return request.idempotencyKey().isPresent()
            && !keepsItself(request.command())
            && decision instanceof Decision.Accepted(List<Event> events)
        ? new Decision.Accepted(
            with(
                events,
                new Event.RequestKept(
                    request.idempotencyKey().get(), RequestAuthor.of(state, request), nowNanos)))
        : decision;
  }

  /** Whether what the command leads to has the key. */
  private static boolean keepsItself(Command command) {
    return command instanceof Command.SubmitJob
        || command instanceof PipelineCommand.SubmitPipeline;
  }

  private static List<Event> with(List<Event> events, Event last) {
    List<Event> all = new ArrayList<>(events);
    all.add(last);
    return all;
  }
}
