package org.arkwright.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.arkwright.gateway.route.Backend;
import org.arkwright.gateway.route.Balancer;
import org.arkwright.gateway.route.CostEstimator;
import org.arkwright.gateway.route.Route;
import org.arkwright.gateway.route.RouteName;
import org.arkwright.gateway.route.RoutingTable;
import org.arkwright.model.id.ProjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HeldRequestsTest {
  private static final RouteName NAME = new RouteName(ProjectName.DEFAULT, "chat");
  private static final Backend BACKEND =
      new Backend("r1", URI.create("http://127.0.0.1:9000"), Optional.empty(), "chat");

  private static RoutingTable table(Backend... backends) {
    return RoutingTable.of(
        List.of(new Route(NAME, 1, List.of(backends), true, Optional.empty())),
        CostEstimator.none());
  }

  private static HeldRequests requests(int max, long waitMillis) {
    return new HeldRequests(_ -> {}, new Balancer(() -> 0), max, waitMillis);
  }

  private static CompletableFuture<HeldRequests.Outcome> hold(HeldRequests held) {
    return held.hold(NAME, ServiceRequestContext.of(HttpRequest.of(HttpMethod.GET, "/")));
  }

  @Test
  void sleepingRoute_holdsUntilItHasABackend() throws Exception {
    HeldRequests held = requests(10, 60_000);
    held.follow(table());
    CompletableFuture<HeldRequests.Outcome> waiting = hold(held);
    held.follow(table());
    assertThat(waiting).isNotDone();

    held.follow(table(BACKEND));

    assertThat(waiting.get(5, TimeUnit.SECONDS)).isEqualTo(HeldRequests.Outcome.READY);
  }

  @Test
  void backendThatCameBeforeTheQueue_isNotWaitedFor() throws Exception {
    HeldRequests held = requests(10, 60_000);
    held.follow(table(BACKEND)); // Between the request's look at the table and its hold.

    assertThat(hold(held).get(5, TimeUnit.SECONDS)).isEqualTo(HeldRequests.Outcome.READY);
  }

  @Test
  void requestsBeyondTheBounds_areTold_andTheirPlacesAreFreeAgain() throws Exception {
    HeldRequests held = requests(1, 50);
    held.follow(table());
    CompletableFuture<HeldRequests.Outcome> first = hold(held);

    assertThat(hold(held).get(5, TimeUnit.SECONDS)).isEqualTo(HeldRequests.Outcome.TOO_MANY);
    assertThat(first.get(5, TimeUnit.SECONDS)).isEqualTo(HeldRequests.Outcome.TOO_LONG);
    assertThat(hold(held).get(5, TimeUnit.SECONDS)).isEqualTo(HeldRequests.Outcome.TOO_LONG);
  }

  @Test
  void wakingWhileRequestsArrive_leavesNoneBehind() throws Exception {
    for (int round = 0; round < 300; round++) {
      HeldRequests held = requests(10, 60_000);
      held.follow(table());
      CountDownLatch begin = new CountDownLatch(1);
      Thread wake =
          Thread.ofPlatform()
              .start(() -> {
                await(begin);
                held.follow(table(BACKEND));
              });
      begin.countDown();
      CompletableFuture<HeldRequests.Outcome> waiting = hold(held);

      assertThat(waiting.get(10, TimeUnit.SECONDS)).isEqualTo(HeldRequests.Outcome.READY);
      wake.join();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
