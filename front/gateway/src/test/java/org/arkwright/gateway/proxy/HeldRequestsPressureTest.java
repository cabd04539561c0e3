package org.arkwright.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.arkwright.gateway.proxy.HeldRequests.Outcome;
import org.arkwright.gateway.route.Backend;
import org.arkwright.gateway.route.Balancer;
import org.arkwright.gateway.route.CostEstimator;
import org.arkwright.gateway.route.Route;
import org.arkwright.gateway.route.RouteName;
import org.arkwright.gateway.route.RoutingTable;
import org.arkwright.model.id.ProjectName;
import org.arkwright.thread.Pressure;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that wait while deployments wake, sleep and go, all at once. */
final class HeldRequestsPressureTest {
  private static final int MAX = 3;
  private static final RouteName ONE = new RouteName(ProjectName.DEFAULT, "one");
  private static final RouteName TWO = new RouteName(ProjectName.DEFAULT, "two");

  private final Balancer balancer = new Balancer(() -> 0);
  private final HeldRequests held = new HeldRequests(_ -> {}, balancer, MAX, 20);

  private static RoutingTable table(boolean oneIsAwake, boolean twoIsThere) {
    Backend backend = new Backend("r", URI.create("http://127.0.0.1:9000"), Optional.empty(), "m");
    List<Route> routes = new ArrayList<>();
    routes.add(
        new Route(ONE, 1, oneIsAwake ? List.of(backend) : List.of(), true, Optional.empty()));
    if (twoIsThere) {
      routes.add(new Route(TWO, 1, List.of(), true, Optional.empty()));
    }
    return RoutingTable.of(routes, CostEstimator.none());
  }

  private CompletableFuture<Outcome> hold(RouteName route) {
    return held.hold(route, ServiceRequestContext.of(HttpRequest.of(HttpMethod.GET, "/")));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void everyWaitEnds_itsPlaceIsFreeAgain_andNoMoreWaitThanMay(long seed) {
    Pressure.run(seed, 12, _ -> new HeldRequestsPressureTest().new Waits());
  }

  private final class Waits implements Pressure.Round {
    Waits() {
      held.follow(table(false, true));
    }

    @Override
    public List<Pressure.Actor> actors() {
      Pressure.Actor client =
          own -> {
            for (int i = 0; i < 8; i++) {
              CompletableFuture<Outcome> wait = hold(own.choose(2) == 0 ? ONE : TWO);
              int waiting = balancer.of(ONE).held() + balancer.of(TWO).held();
              assertThat(waiting).isLessThanOrEqualTo(2 * MAX); // Read one after the other.
              assertThat(wait.get(20, TimeUnit.SECONDS)).isNotNull();
              own.rest();
            }
          };
      Pressure.Actor tables =
          own -> {
            for (int i = 0; i < 60; i++) {
              held.follow(table(own.choose(2) == 0, own.choose(3) > 0));
              own.rest();
            }
          };
      return List.of(client, client, client, client, client, tables);
    }

    @Override
    public void check() throws Exception {
      held.follow(table(false, true));
      assertThat(balancer.of(ONE).held()).isZero();
      assertThat(balancer.of(TWO).held()).isZero();
      boolean full = false;
      for (int i = 0;
          i < 100 && !full;
          i++) { // On a slow machine the first may end before the last.
        full = isFullBehindTheLast();
      }
      assertThat(full).isTrue();
    }

    private boolean isFullBehindTheLast() throws Exception {
      List<CompletableFuture<Outcome>> waits = new ArrayList<>();
      for (int i = 0; i <= MAX; i++) {
        waits.add(hold(ONE));
      }
      List<Outcome> outcomes = new ArrayList<>();
      for (CompletableFuture<Outcome> wait : waits) {
        outcomes.add(wait.get(20, TimeUnit.SECONDS));
      }
      assertThat(outcomes.subList(0, MAX)).containsOnly(Outcome.TOO_LONG);
      return outcomes.getLast() == Outcome.TOO_MANY;
    }
  }
}
