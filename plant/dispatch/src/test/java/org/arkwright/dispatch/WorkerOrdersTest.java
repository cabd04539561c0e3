package org.arkwright.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.arkwright.engine.Launch;
import org.arkwright.engine.TestGang;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.NodeId;
import org.arkwright.protocol.NumberedOrder;
import org.arkwright.protocol.Order;
import org.junit.jupiter.api.Test;

final class WorkerOrdersTest {
  private static final NodeId NODE = NodeId.atHome("a");

  private final WorkerOrders orders = new WorkerOrders();

  @Test
  void launch_isGivenUntilItIsCarriedOut_andOnceOnly() {
    Order.Launch launch = launch();
    orders.launch(launch);
    orders.launch(launch);
    assertThat(orders.outstanding()).containsExactly(new NumberedOrder(1, launch));
    assertThat(orders.outstanding()).as("until it is carried out").hasSize(1);
    orders.carriedOut(0);
    assertThat(orders.hasOrders()).isTrue();
    orders.carriedOut(1);
    assertThat(orders.hasOrders()).isFalse();
    orders.launch(launch);
    assertThat(orders.outstanding()).containsExactly(new NumberedOrder(2, launch));
  }

  @Test
  void carriedOut_upToANumber_leavesTheLaterOnes() {
    orders.launch(launch());
    Order.Launch second = launch();
    orders.launch(second);
    orders.stop(new Order.Stop(second.attempt(), Duration.ZERO));
    orders.carriedOut(2);
    assertThat(orders.outstanding())
        .containsExactly(new NumberedOrder(3, new Order.Stop(second.attempt(), Duration.ZERO)));
  }

  @Test
  void newRunOfTheWorker_getsEverythingAgain_fromNumberOne_andForgetsWhatItAloneKnows() {
    Order.Launch runs = launch();
    Order.Launch stops = launch();
    Order.Launch held = launch();
    AttemptId unknown = launch().attempt();
    orders.register("first", List.of());
    orders.launch(runs);
    orders.launch(stops);
    orders.hold(held);
    orders.stop(new Order.Stop(stops.attempt(), Duration.ofSeconds(1)));
    orders.carriedOut(3);
    assertThat(orders.knows("first")).isTrue();

    orders.register("second", List.of(unknown));
    assertThat(orders.knows("first")).isFalse();
    assertThat(orders.outstanding())
        .containsExactly(
            new NumberedOrder(1, runs),
            new NumberedOrder(2, stops),
            new NumberedOrder(3, new Order.Stop(stops.attempt(), Duration.ofSeconds(1))),
            new NumberedOrder(4, new Order.Forget(unknown)));
  }

  @Test
  void forget_withdrawsWhatWasNotGivenYet_andIsGivenOnce() {
    Order.Launch launch = launch();
    orders.launch(launch);
    orders.stop(new Order.Stop(launch.attempt(), Duration.ZERO));
    orders.forget(launch.attempt());
    orders.forget(launch.attempt());
    assertThat(orders.outstanding())
        .containsExactly(new NumberedOrder(3, new Order.Forget(launch.attempt())));
    assertThat(orders.wants(launch.attempt())).isFalse();
    assertThat(orders.wanted()).isEmpty();
    assertThat(orders.unsent()).isEmpty();
    orders.register("next", List.of());
    assertThat(orders.hasOrders()).isFalse();
  }

  @Test
  void heldLaunch_isWantedAndNotGiven_untilItIsLaunched_withTheStopThatCameMeanwhile() {
    Order.Launch launch = launch();
    orders.hold(launch);
    assertThat(orders.holds(launch.attempt())).isTrue();
    assertThat(orders.wants(launch.attempt())).isTrue();
    assertThat(orders.hasOrders()).isFalse();
    orders.stop(new Order.Stop(launch.attempt(), Duration.ZERO));
    orders.launch(launch);
    assertThat(orders.holds(launch.attempt())).isFalse();
    orders.register("next", List.of());
    assertThat(orders.outstanding())
        .extracting(NumberedOrder::order)
        .containsExactly(launch, new Order.Stop(launch.attempt(), Duration.ZERO));
  }

  @Test
  void unsent_areThoseOfWhichNoAnswerTold_alsoBeyondTheFirstFiveHundred() {
    List<Order.Launch> launches = new ArrayList<>();
    for (int i = 0; i < 501; i++) {
      launches.add(launch());
      orders.launch(launches.getLast());
    }
    assertThat(orders.unsent()).hasSize(501);
    assertThat(orders.outstanding()).hasSize(500);
    assertThat(orders.unsent()).isEqualTo(Set.of(launches.getLast().attempt()));
    orders.launch(launches.getFirst());
    assertThat(orders.unsent()).as("a repeated launch was sent").hasSize(1);
    orders.carriedOut(500);
    assertThat(orders.outstanding()).hasSize(1);
    assertThat(orders.unsent()).isEmpty();
  }

  @Test
  void worker_isThereFromItsRegistrationToItsLoss() {
    assertThat(orders.hasWorker()).isFalse();
    orders.register("first", List.of());
    assertThat(orders.hasWorker()).isTrue();
    orders.loseWorker();
    assertThat(orders.hasWorker()).isFalse();
    assertThat(orders.knows("first")).isFalse();
  }

  @Test
  void exit_isAnOrderLikeOthers() {
    orders.exit();
    assertThat(orders.outstanding()).extracting(NumberedOrder::order).contains(new Order.Exit());
  }

  private static Order.Launch launch() {
    Launch launch = TestGang.running("true").on(NODE);
    return new DispatchedAttempt(launch, "fabric").order(NODE);
  }
}
