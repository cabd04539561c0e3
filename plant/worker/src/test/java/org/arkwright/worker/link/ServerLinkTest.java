package org.arkwright.worker.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.arkwright.model.Command;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.job.RankExit;
import org.arkwright.protocol.ChannelTarget;
import org.arkwright.protocol.NumberedObservation;
import org.arkwright.protocol.NumberedOrder;
import org.arkwright.protocol.Order;
import org.arkwright.protocol.Protocol;
import org.arkwright.protocol.RefusedOrder;
import org.arkwright.protocol.ServerEpoch;
import org.arkwright.protocol.SyncRequest;
import org.arkwright.protocol.SyncResponse;
import org.arkwright.worker.Launches;
import org.arkwright.worker.SupervisedNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a worker says to its control plane, and what it does of what that answers. */
@Timeout(60)
final class ServerLinkTest {
  private static final AttemptId ATTEMPT = Launches.attempt(1);
  private static final ServerEpoch START = new ServerEpoch("home", 7, 1_000);
  private static final long LEASE_MILLIS = 9_000;

  @TempDir Path folder;
  private final Lease lease = new Lease(System::nanoTime, Duration.ofMillis(1));
  private final BlockingQueue<Order.Open> channels = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> listed = new LinkedBlockingQueue<>();
  private ScriptedServer server;
  private SupervisedNode node;
  private ServerLink link;

  @BeforeEach
  void start() throws IOException {
    server = new ScriptedServer(folder);
    node = new SupervisedNode(folder, "this boot");
    link =
        new ServerLink(
            server.address(),
            node.spec,
            "this run",
            node.supervisor,
            node.outbox,
            ObeyedServer.open(folder),
            lease,
            "this worker",
            channels::add);
    link.whenListed(() -> listed.add("listed"));
    link.start();
  }

  @AfterEach
  void close() {
    server.close();
    node.close();
  }

  @Test
  void firstMessage_introducesTheWorker_andTheNextOnesWaitForOrders() throws Exception {
    SyncRequest first = server.orders();
    assertThat(first.node()).isEqualTo(node.spec.id());
    assertThat(first.incarnation()).isEqualTo("this run");
    assertThat(first.waitMillis()).isZero();
    assertThat(first.obeyed()).isEmpty();
    assertThat(first.introduction().orElseThrow().spec()).isEqualTo(node.spec);
    assertThat(first.introduction().orElseThrow().identity()).contains("this worker");
    server.answer(welcome());

    SyncRequest second = server.orders();
    assertThat(second.introduction()).isEmpty();
    assertThat(second.obeyed()).contains(START);
    assertThat(second.waitMillis()).as("a third of the lease").isEqualTo(LEASE_MILLIS / 3);
    assertThat(lease.left()).isPositive();
    assertThat(link.silence()).isLessThan(Duration.ofMinutes(1));
    server.answer(new SyncResponse(START, false, 0, List.of(), 3_600_000));

    assertThat(server.orders().waitMillis()).as("no longer than that").isEqualTo(5_000);
  }

  @Test
  void node_isListed_onceItsIntroductionIsTaken() throws Exception {
    server.orders();
    server.answer(new SyncResponse(START, true, 0, List.of(), LEASE_MILLIS));
    server.orders();
    assertThat(listed).isEmpty();
    server.answer(welcome());

    assertThat(listed.poll(20, TimeUnit.SECONDS)).isEqualTo("listed");
    server.orders();
    server.answer(welcome());
    server.orders();
    assertThat(listed).as("once").isEmpty();
  }

  @Test
  void orders_areCarriedOutOnce_andTheLastOfThemIsTold() throws Exception {
    server.orders();
    server.answer(welcome(order(1, launch(1)), order(2, launch(2))));
    assertThat(server.orders().carriedOut()).isEqualTo(2);
    node.supervisor.carryOut(List.of(new Order.Forget(ATTEMPT)));
    server.answer(welcome(order(1, launch(1)), order(2, launch(2)), order(3, launch(3))));

    assertThat(server.orders().carriedOut()).isEqualTo(3);

    assertThat(node.supervisor.attempts())
        .as("the first, which was forgotten meanwhile, was not launched again")
        .doesNotContain(ATTEMPT)
        .contains(Launches.attempt(3));
  }

  @Test
  void orderToEnd_isCarriedOutWithTheOthers() throws Exception {
    server.orders();
    server.answer(welcome(order(1, launch(1)), order(2, new Order.Exit())));

    link.awaitEnd();

    assertThat(node.supervisor.attempts()).containsExactly(ATTEMPT);
    server.report(); // The rank that could not start: nothing of it is still to be written.
  }

  @Test
  void orderForAChannel_isPassedOn() throws Exception {
    Order.Open open = new Order.Open("secret", new ChannelTarget.Log(ATTEMPT, 0, 0));
    server.orders();
    server.answer(welcome(order(1, open)));

    assertThat(channels.poll(20, TimeUnit.SECONDS)).isEqualTo(open);
    assertThat(server.orders().carriedOut()).isEqualTo(1);
  }

  @Test
  void controlPlaneThatDoesNotKnowTheWorker_isIntroducedToIt_andNumbersStartAnew()
      throws Exception {
    server.orders();
    server.answer(welcome(order(5, launch(1))));
    assertThat(server.orders().carriedOut()).isEqualTo(5);
    server.answer(new SyncResponse(START, true, 0, List.of(), LEASE_MILLIS));

    SyncRequest again = server.orders();
    assertThat(again.introduction().orElseThrow().attempts()).containsExactly(ATTEMPT);
    assertThat(again.carriedOut()).isZero();
    server.answer(welcome(order(1, launch(2))));
    assertThat(server.orders().carriedOut()).isEqualTo(1);
    assertThat(node.supervisor.attempts()).contains(Launches.attempt(2));
  }

  @Test
  void refusedWorker_introducesItselfUntilItIsTaken_andCarriesNothingOut() throws Exception {
    server.orders();
    server.answer(SyncResponse.refusing(START, "two releases apart", LEASE_MILLIS));

    assertThat(server.orders().introduction()).isPresent();
    server.answer(welcome());
    assertThat(server.orders().introduction()).isEmpty();
    assertThat(node.supervisor.attempts()).isEmpty();
  }

  @Test
  void earlierStart_isNotObeyed_andDoesNotRenewTheLease() throws Exception {
    server.orders();
    server.answer(welcome());
    server.orders();
    Duration left = lease.left();
    server.answer(
        new SyncResponse(
            new ServerEpoch("home", 6, 1_000),
            false,
            0,
            List.of(order(1, launch(1)), order(2, new Order.Exit())),
            3_600_000));

    SyncRequest next = server.orders();
    assertThat(next.obeyed()).contains(START);
    assertThat(next.carriedOut()).isZero();
    assertThat(node.supervisor.attempts()).isEmpty();
    assertThat(lease.left()).isLessThan(left);
  }

  @Test
  void messageThatIsNotUnderstood_isWrittenInTheVersionBefore_andBack() throws Exception {
    assertThat(server.orders().versions()).contains(Protocol.SPOKEN);
    server.refuse(400);
    assertThat(server.orders().versions()).as("version 3 has no such member").isEmpty();
    server.refuse(400);
    assertThat(server.orders().versions()).contains(Protocol.SPOKEN);
    server.refuse(401);
    assertThat(server.orders().versions()).contains(Protocol.SPOKEN);
    server.answer(welcome());
    assertThat(server.orders().introduction()).isEmpty();
  }

  @Test
  void orderThatIsNotUnderstood_isComplainedOf_untilItIsNotSentAnyMore() throws Exception {
    server.orders();
    RefusedOrder refused = server.answerWithAnUnreadOrder(welcome(order(1, launch(1))), 2);

    SyncRequest next = server.orders();
    assertThat(next.carriedOut()).isEqualTo(2);
    assertThat(next.complaints().orElseThrow().refused())
        .extracting(RefusedOrder::number)
        .containsExactly(refused.number());
    assertThat(node.supervisor.attempts()).containsExactly(ATTEMPT);
    server.answer(welcome());

    assertThat(server.orders().complaints()).isEmpty();
  }

  @Test
  void observations_areSentUntilTheyAreAcknowledged() throws Exception {
    server.orders();
    server.answer(welcome());
    var _ = server.orders(); // Which waits.
    node.outbox.add(() -> ended(1));
    SyncRequest report = server.report();
    assertThat(numbers(report)).containsExactly(1L);
    assertThat(report.introduction()).isEmpty();
    assertThat(report.waitMillis()).isZero();
    node.outbox.add(() -> ended(2));
    server.answerReport(new SyncResponse(START, false, 0, List.of(), LEASE_MILLIS));

    assertThat(numbers(server.report())).containsExactly(1L, 2L);
    server.answerReport(new SyncResponse(START, false, 1, List.of(), LEASE_MILLIS));
    assertThat(numbers(server.report())).containsExactly(2L);
    server.answerReport(new SyncResponse(START, false, 2, List.of(), LEASE_MILLIS));

    node.outbox.add(() -> ended(3));
    assertThat(numbers(server.report())).containsExactly(3L);
  }

  @Test
  void reportToAControlPlaneThatDoesNotKnowTheWorker_waitsForItsIntroduction() throws Exception {
    server.orders();
    server.answer(welcome());
    var _ = server.orders();
    node.outbox.add(() -> ended(1));
    server.report();
    server.answerReport(new SyncResponse(START, true, 0, List.of(), LEASE_MILLIS));
    server.answer(new SyncResponse(START, true, 0, List.of(), LEASE_MILLIS));

    assertThat(server.orders().introduction()).isPresent();
    assertThat(server.hasReport()).as("it is not sent before").isFalse();
    server.answer(welcome());

    assertThat(numbers(reportOnceWelcomed())).containsExactly(1L);
  }

  /**
   * Waits for a report, and welcomes the worker as often as it introduces itself: each of its two
   * threads may be the later to learn that it has to.
   */
  private SyncRequest reportOnceWelcomed() throws InterruptedException {
    while (!server.hasReport()) {
      if (server.isAsked()) {
        server.orders();
        server.answer(welcome());
      }
      Thread.sleep(1);
    }
    return server.report();
  }

  private static SyncResponse welcome(NumberedOrder... orders) {
    return new SyncResponse(START, false, 0, List.of(orders), LEASE_MILLIS);
  }

  private static NumberedOrder order(long number, Order order) {
    return new NumberedOrder(number, order);
  }

  /** An attempt whose ranks cannot start, so that nothing runs. */
  private static Order launch(int number) {
    return Launches.in(Launches.launch(number, 1), "/no/such/folder");
  }

  private static Command.Observation ended(int number) {
    return new Command.ReportRankEnded(Launches.attempt(number), 0, new RankExit.Exited(0));
  }

  private static List<Long> numbers(SyncRequest request) {
    List<Long> numbers = new ArrayList<>();
    for (NumberedObservation each : request.observations()) {
      numbers.add(each.number());
      assertThat(each.observation()).isNotEqualTo(Optional.empty());
    }
    return numbers;
  }
}
