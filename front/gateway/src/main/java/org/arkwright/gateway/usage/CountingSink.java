package org.arkwright.gateway.usage;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.arkwright.model.id.ProjectName;

/**
 * Counts the requests that another sink has taken, since this process began, for whoever watches
 * the server. Any thread.
 */
public final class CountingSink implements UsageSink {
  private final UsageSink sink;
  private final Map<Kind, Sum> sums = new ConcurrentHashMap<>();

  /**
   * What is counted apart.
   *
   * @param model the route's name within the project
   * @param status the HTTP status that the client got; 499 when it left before the end, 0 for what
   *     a deployed web server answered
   */
  public record Kind(ProjectName project, String model, int status) {}

  /** How many requests of a kind there were, and their tokens, counted or estimated. */
  public record Sum(long requests, long tokensIn, long tokensOut) {
    Sum plus(Sum other) {
      return new Sum(
          requests + other.requests, tokensIn + other.tokensIn, tokensOut + other.tokensOut);
    }
  }

  public CountingSink(UsageSink sink) {
    this.sink = sink;
  }

  @Override
  public CompletableFuture<?> take(String source, long sequence, List<FinishedRequest> requests) {
    return sink.take(source, sequence, requests).thenRun(() -> requests.forEach(this::count));
  }

  private void count(FinishedRequest request) {
    sums.merge(
        new Kind(request.project(), request.model(), request.outcome()),
        new Sum(1, request.tokens().prompt(), request.tokens().completion()),
        Sum::plus);
  }

  /** Calls with each kind that was met and its sum, in order. */
  public void each(BiConsumer<Kind, Sum> visitor) {
    Map<String, Kind> ordered = new TreeMap<>();
    sums.keySet()
        .forEach(kind ->
            ordered.put(
                "%s %s %03d".formatted(kind.project().value(), kind.model(), kind.status()), kind));
    ordered
        .values()
        .forEach(kind -> visitor.accept(kind, sums.getOrDefault(kind, new Sum(0, 0, 0))));
  }
}
