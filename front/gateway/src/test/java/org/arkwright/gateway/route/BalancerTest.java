package org.arkwright.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.arkwright.gateway.route.Balancer.Lease;
import org.arkwright.model.id.ProjectName;
import org.arkwright.thread.Pressure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which backend gets a request, and what is told of the load. */
final class BalancerTest {
  private static final RouteName NAME = new RouteName(ProjectName.DEFAULT, "chat");

  private long now = 100;
  private final Balancer balancer = new Balancer(() -> now);

  private static Route route(String... ids) {
    List<Backend> backends = Stream.of(ids).map(BalancerTest::backend).toList();
    return new Route(NAME, 0, backends, true, Optional.empty());
  }

  private static Backend backend(String id) {
    return new Backend(id, URI.create("http://127.0.0.1:9000"), Optional.empty(), "m");
  }

  private static RoutingTable table(Route... routes) {
    return RoutingTable.of(List.of(routes), CostEstimator.none());
  }

  private Lease take(Route route, String... avoid) {
    return balancer.take(route, Set.of(avoid)).orElseThrow();
  }

  private void fail(Route route, int times) {
    for (int i = 0; i < times; i++) {
      Lease lease = take(route);
      lease.failed();
      lease.close();
    }
  }

  @Test
  void routeWithoutBackends_givesNone_andCountsNothing() {
    assertThat(balancer.take(route(), Set.of())).isEmpty();
    assertThat(balancer.of(NAME)).isEqualTo(RouteLoad.NONE);
  }

  @Test
  void equalLoads_areTakenInTurn() {
    Route route = route("a", "b", "c");
    Set<String> taken = new TreeSet<>();
    for (int i = 0; i < 3; i++) {
      Lease lease = take(route);
      taken.add(lease.backend().id());
      lease.close();
    }
    assertThat(taken).containsExactly("a", "b", "c");
  }

  @Test
  void leastLoaded_isTaken_whereverTheTurnStands() {
    Route route = route("a", "b");
    List<Lease> leases = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      leases.add(take(route));
    }
    leases.stream().filter(lease -> lease.backend().id().equals("b")).forEach(Lease::close);
    assertThat(balancer.outstanding("a")).isEqualTo(3);
    assertThat(balancer.outstanding("b")).isZero();
    for (int i = 0; i < 3; i++) {
      assertThat(take(route).backend().id()).isEqualTo("b");
    }
  }

  @Test
  void avoided_areTakenOnlyWhereThereIsNoOther() {
    Route route = route("a", "b");
    List<Lease> busy = List.of(take(route), take(route), take(route), take(route));
    for (int i = 0; i < 4; i++) {
      assertThat(take(route, "a").backend().id()).isEqualTo("b");
    }
    assertThat(take(route("a"), "a").backend().id()).isEqualTo("a");
    assertThat(busy).extracting(lease -> lease.backend().id()).contains("a", "b");
  }

  @Test
  void openCircuit_isPassedOver_untilThereIsNoOther() {
    fail(route("a"), 3);
    Route route = route("a", "b");
    for (int i = 0; i < 5; i++) {
      assertThat(take(route).backend().id()).isEqualTo("b");
    }
    assertThat(take(route, "b").backend().id()).isEqualTo("a"); // Avoiding weighs more.
    assertThat(take(route("a")).backend().id()).isEqualTo("a");
  }

  @Test
  void lease_countsUntilItIsClosed_andTimeIsOfTheLastBeginOrEnd() {
    Lease first = take(route("a"));
    assertThat(first.outstanding()).isEqualTo(1);
    now = 200;
    Lease second = take(route("a"));
    assertThat(second.outstanding()).isEqualTo(2);
    assertThat(balancer.of(NAME)).isEqualTo(new RouteLoad(2, 0, 200));
    now = 300;
    first.close();
    assertThat(balancer.of(NAME)).isEqualTo(new RouteLoad(1, 0, 300));
    assertThat(balancer.outstanding("a")).isEqualTo(1);
    second.close();
    assertThat(balancer.of(NAME)).isEqualTo(new RouteLoad(0, 0, 300));
    assertThat(balancer.outstanding("a")).isZero();
    assertThat(balancer.outstanding("nobody")).isZero();
  }

  @Test
  void heldRequest_countsAsLoad_andAsActivity() {
    balancer.held(NAME);
    assertThat(balancer.of(NAME)).isEqualTo(new RouteLoad(0, 1, 100));
    now = 900;
    balancer.released(NAME);
    assertThat(balancer.of(NAME)).isEqualTo(new RouteLoad(0, 0, 100));
  }

  @Test
  void backendThatIsGone_isForgottenOnceIdle_withItsFailures() {
    Route route = route("a", "b");
    fail(route("a"), 3);
    Lease busy = take(route("b"));
    balancer.follow(table(route("c")));
    assertThat(balancer.outstanding("b")).isEqualTo(1); // It drains.
    busy.close();
    Set<String> taken = new TreeSet<>();
    for (int i = 0; i < 2; i++) {
      taken.add(take(route).backend().id());
    }
    assertThat(taken).containsExactly("a", "b");
  }

  @Test
  void backendThatIsStillThere_keepsItsFailures() {
    fail(route("a"), 3);
    balancer.follow(table(route("a", "b")));
    for (int i = 0; i < 3; i++) {
      assertThat(take(route("a", "b")).backend().id()).isEqualTo("b");
    }
  }

  /**
   * Requests come and go while tables drop their backends: whoever drains a backend must see every
   * request that it has.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void requestsAndTablesAtOnce_everyLeaseIsSeen_andNoneIsLeft(long seed) {
    Pressure.run(
        seed,
        20,
        _ -> {
          Balancer shared = new Balancer(() -> 1);
          Route route = route("a", "b");
          RoutingTable one = table(route("a"));
          RoutingTable empty = table(route());
          Pressure.Actor client =
              own -> {
                for (int i = 0; i < 1_000; i++) {
                  Lease lease = shared.take(route, Set.of()).orElseThrow();
                  assertThat(shared.outstanding(lease.backend().id())).isPositive();
                  if (i % 50 == 0) {
                    own.rest();
                  }
                  switch (own.choose(3)) {
                    case 0 -> lease.answered();
                    case 1 -> lease.failed();
                    default -> {}
                  }
                  lease.close();
                }
              };
          Pressure.Actor tables =
              own -> {
                for (int i = 0; i < 1_000; i++) {
                  shared.follow(own.choose(2) == 0 ? one : empty);
                  if (i % 50 == 0) {
                    own.rest();
                  }
                }
              };
          return new Pressure.Round() {
            @Override
            public List<Pressure.Actor> actors() {
              return List.of(client, client, client, tables, tables);
            }

            @Override
            public void check() {
              assertThat(shared.of(NAME)).isEqualTo(new RouteLoad(0, 0, 1));
              assertThat(shared.outstanding("a")).isZero();
              assertThat(shared.outstanding("b")).isZero();
            }
          };
        });
  }
}
