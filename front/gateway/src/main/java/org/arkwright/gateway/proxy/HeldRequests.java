package org.arkwright.gateway.proxy;

import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.arkwright.gateway.route.Balancer;
import org.arkwright.gateway.route.DeploymentWaker;
import org.arkwright.gateway.route.Route;
import org.arkwright.gateway.route.RouteName;
import org.arkwright.gateway.route.RoutingTable;
import org.jspecify.annotations.Nullable;

/** The requests that wait for a deployment to wake, bounded in number and time. Any thread. */
public final class HeldRequests {
  private final DeploymentWaker waker;
  private final Balancer balancer;
  private final int max;
  private final long waitMillis;
  private final Map<RouteName, Deque<Held>> waiting = new TreeMap<>();
  private @Nullable RoutingTable latest;
  private int count;

  /** A waiting request, compared by identity. */
  private static final class Held {
    private final CompletableFuture<Outcome> end = new CompletableFuture<>();
  }

  /** How the wait ended. */
  enum Outcome {
    READY,
    TOO_LONG,
    TOO_MANY
  }

  /**
   * Creates an empty collection.
   *
   * @param max the most requests that may wait at the same time
   */
  public HeldRequests(DeploymentWaker waker, Balancer balancer, int max, long waitMillis) {
    this.waker = waker;
    this.balancer = balancer;
    this.max = max;
    this.waitMillis = waitMillis;
  }

  /** Holds a request; the future completes on the context's event loop. */
  CompletableFuture<Outcome> hold(RouteName route, ServiceRequestContext context) {
    Held held = new Held();
    synchronized (this) {
      if (count >= max) {
        return CompletableFuture.completedFuture(Outcome.TOO_MANY);
      }
      count++;
      waiting.computeIfAbsent(route, _ -> new ArrayDeque<>()).add(held);
    }
    balancer.held(route);
    var timer =
        context
            .eventLoop()
            .schedule(() -> held.end.complete(Outcome.TOO_LONG), waitMillis, TimeUnit.MILLISECONDS);
    waker.wake(route);
    if (isAwake(route)) {
      // The backend came between the look at the table and the queue: no later table will say so.
      held.end.complete(Outcome.READY);
    }
    return held.end.thenApplyAsync(
        outcome -> {
          timer.cancel(false);
          remove(route, held);
          return outcome;
        },
        context.eventLoop());
  }

  private void remove(RouteName route, Held held) {
    balancer.released(route);
    synchronized (this) {
      count--;
      Deque<Held> queue = waiting.get(route);
      if (queue != null && queue.remove(held) && queue.isEmpty()) {
        waiting.remove(route);
      }
    }
  }

  /** Releases the requests whose route now has a backend or no longer exists. */
  public void follow(RoutingTable table) {
    List<Held> ready = new ArrayList<>();
    synchronized (this) {
      latest = table;
      waiting.forEach((name, queue) -> {
        if (isAwake(name)) {
          ready.addAll(queue);
        }
      });
    }
    ready.forEach(held -> held.end.complete(Outcome.READY));
  }

  private synchronized boolean isAwake(RouteName name) {
    RoutingTable known = latest;
    return known != null && known.find(name).filter(HeldRequests::sleeps).isEmpty();
  }

  private static boolean sleeps(Route route) {
    return route.wakes() && route.backends().isEmpty();
  }
}
