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

/** Requests that wait for a deployment to wake, as many and as long as allowed. Any thread. */
public final class HeldRequests {
  private final DeploymentWaker waker;
  private final Balancer balancer;
  private final int most;
  private final long waitMillis;
  private final Map<RouteName, Deque<Held>> waiting = new TreeMap<>();
  private int count;

  /** One that waits; equal to itself alone. */
  private static final class Held {
    private final CompletableFuture<Outcome> end = new CompletableFuture<>();
  }

  /** How waiting ended. */
  enum Outcome {
    READY,
    TOO_LONG,
    TOO_MANY
  }

  /**
   * An empty waiting room.
   *
   * @param most how many may wait together
   */
  public HeldRequests(DeploymentWaker waker, Balancer balancer, int most, long waitMillis) {
    this.waker = waker;
    this.balancer = balancer;
    this.most = most;
    this.waitMillis = waitMillis;
  }

  /** Completes on the context's event loop. */
  CompletableFuture<Outcome> hold(RouteName route, ServiceRequestContext context) {
    Held one = new Held();
    synchronized (this) {
      if (count >= most) {
        return CompletableFuture.completedFuture(Outcome.TOO_MANY);
      }
      count++;
      waiting.computeIfAbsent(route, _ -> new ArrayDeque<>()).add(one);
    }
    balancer.held(route);
    var timer =
        context
            .eventLoop()
            .schedule(() -> one.end.complete(Outcome.TOO_LONG), waitMillis, TimeUnit.MILLISECONDS);
    waker.wake(route);
    return one.end.thenApplyAsync(
        outcome -> {
          timer.cancel(false);
          leave(route, one);
          return outcome;
        },
        context.eventLoop());
  }

  private void leave(RouteName route, Held one) {
    balancer.released(route);
    synchronized (this) {
      count--;
      Deque<Held> line = waiting.get(route);
      if (line != null && line.remove(one) && line.isEmpty()) {
        waiting.remove(route);
      }
    }
  }

  /** Lets those go on whose route has a backend now, or is gone. */
  public void follow(RoutingTable table) {
    List<Held> ready = new ArrayList<>();
    synchronized (this) {
      waiting.forEach((name, line) -> {
        boolean asleep = table.find(name).filter(HeldRequests::sleeps).isPresent();
        if (!asleep) {
          ready.addAll(line);
        }
      });
    }
    ready.forEach(one -> one.end.complete(Outcome.READY));
  }

  private static boolean sleeps(Route route) {
    return route.wakes() && route.backends().isEmpty();
  }
}
