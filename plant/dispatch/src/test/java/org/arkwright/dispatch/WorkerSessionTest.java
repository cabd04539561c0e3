package org.arkwright.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.arkwright.engine.TestGang;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.WorkerId;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.node.TopologyPath;
import org.arkwright.model.unit.Bytes;
import org.arkwright.protocol.NumberedOrder;
import org.arkwright.protocol.Order;
import org.arkwright.protocol.Protocol;
import org.arkwright.protocol.Registration;
import org.arkwright.protocol.ServerEpoch;
import org.arkwright.protocol.SyncResponse;
import org.arkwright.protocol.Versions;
import org.junit.jupiter.api.Test;

/** A session without threads: the clock and the timer are the test's. Its lease is a second. */
final class WorkerSessionTest {
  private static final NodeId NODE = NodeId.atHome("a");
  private static final long SECOND = 1_000_000_000L;
  private static final Duration PARTING = Duration.ofMinutes(9);

  private final AttemptId known = TestGang.running("true").on(NODE).attempt();
  private final List<Runnable> timers = new ArrayList<>();
  private long now;
  private final WorkerSession session =
      new WorkerSession(
          WorkerId.ofNode(NODE),
          NODE,
          new LeaseTerms(Duration.ofSeconds(1), Duration.ofSeconds(1), PARTING),
          () -> now,
          () -> new ServerEpoch("home", 1, 0),
          (_, task) -> timers.add(task));

  @Test
  void poll_waitsForOrders_orForItsTime() {
    register("run");
    CompletableFuture<SyncResponse> first = poll(100);
    session.answerIfOrdered();
    assertThat(first).isNotDone();
    session.dismiss();
    session.answerIfOrdered();
    assertThat(first.join().orders()).extracting(NumberedOrder::order).contains(new Order.Exit());

    session.orders().carriedOut(first.join().orders().getLast().number());
    CompletableFuture<SyncResponse> second = poll(100);
    timers.getFirst().run();
    assertThat(second).as("the first's time is over, not the second's").isNotDone();
    timers.getLast().run();
    assertThat(second.join().orders()).isEmpty();
    assertThat(second.join().leaseMillis()).isEqualTo(1000);
  }

  @Test
  void pollWithoutAWait_orWithOrders_isAnsweredAtOnce_andALaterOneAnswersTheEarlier() {
    register("run");
    assertThat(poll(0)).isDone();
    CompletableFuture<SyncResponse> waits = poll(100);
    CompletableFuture<SyncResponse> next = poll(100);
    assertThat(waits).isDone();
    assertThat(next).isNotDone();
    session.dismiss();
    assertThat(poll(100).join().orders()).hasSize(1);
    assertThat(next).isDone();
  }

  @Test
  void silentWorker_isOneWhoseLeaseAndMarginAreOver_untilItIsLostOrAnswered() {
    register("run");
    now = 2 * SECOND;
    assertThat(session.isSilent()).isFalse();
    now = 2 * SECOND + 1;
    assertThat(session.isSilent()).isTrue();
    assertThat(session.mayPart()).isTrue();
    session.lose();
    assertThat(session.isSilent()).isFalse();
    assertThat(session.isLost()).isTrue();
    session.unlose();
    assertThat(session.isSilent()).as("its loss was not recorded").isTrue();
    assertThat(poll(0)).isDone();
    assertThat(session.isSilent()).as("it is back").isFalse();
    assertThat(session.isLost()).isFalse();
  }

  @Test
  void channels_areForAWorkerThatIsThere_andKnowsThem() {
    assertThat(session.reasonToOpenNothing()).as("none has come").isPresent();
    register("run");
    assertThat(session.reasonToOpenNothing()).isEmpty();
    session.lose();
    assertThat(session.reasonToOpenNothing().orElseThrow()).contains("not connected");
    session.renewLease();
    assertThat(session.reasonToOpenNothing()).as("it has not registered again").isPresent();
    Versions old = new Versions(1, Protocol.CHANNELS - 1);
    session.register("next", registration(Optional.of("me")), old, Set.of());
    assertThat(session.reasonToOpenNothing().orElseThrow()).contains("earlier release");
  }

  @Test
  void name_isHeldByOneIdentity_whileThatIsThere() {
    assertThat(session.isHeldByAnother(Optional.of("other"))).isFalse();
    register("run");
    assertThat(session.isHeldByAnother(Optional.of("me"))).isFalse();
    assertThat(session.isHeldByAnother(Optional.empty())).isFalse();
    assertThat(session.isHeldByAnother(Optional.of("other"))).isTrue();
    now = 2 * SECOND + 1;
    assertThat(session.isHeldByAnother(Optional.of("other"))).as("its lease is over").isFalse();
    now = 0;
    session.lose();
    assertThat(session.isHeldByAnother(Optional.of("other"))).as("it is lost").isFalse();
  }

  @Test
  void lastLease_isTakenOnceTheWorkerAsksAgain() {
    register("run");
    assertThat(session.mayPart()).isFalse();
    CompletableFuture<SyncResponse> waits = poll(100);
    session.part();
    assertThat(waits.join().leaseMillis()).isEqualTo(PARTING.toMillis());
    assertThat(session.mayPart()).as("whether it has got it, nobody knows").isFalse();
    assertThat(poll(100).join().leaseMillis()).isEqualTo(PARTING.toMillis());
    assertThat(session.mayPart()).isTrue();
  }

  @Test
  void dismissedOrLostWorker_isNotWaitedFor() {
    register("run");
    session.dismiss();
    assertThat(session.mayPart()).isTrue();
  }

  @Test
  void attempts_areThoseItCameWith_andThoseItWasGiven() {
    register("run");
    AttemptId given = TestGang.running("true").on(NODE).attempt();
    session.orders().launch(order(given));
    assertThat(session.attempts()).containsExactlyInAnyOrder(known, given);
    assertThat(session.has(known)).isTrue();
    session.forget(known);
    assertThat(session.has(known)).isFalse();
    assertThat(session.attempts()).containsExactly(given);
    register("next");
    assertThat(session.has(known)).as("it came with it again").isTrue();
    session.register("last", registration(Optional.of("me"), List.of()), Protocol.SPOKEN, Set.of());
    assertThat(session.attempts()).as("it has lost what it came with").containsExactly(given);
  }

  private static Order.Launch order(AttemptId attempt) {
    Order.Launch like =
        new DispatchedAttempt(TestGang.running("true").on(NODE), "fabric").order(NODE);
    return new Order.Launch(
        attempt, like.spec(), like.ranks(), 0, like.meeting(), like.startedRanks(), like.inputs());
  }

  private void register(String run) {
    session.register(run, registration(Optional.of("me")), Protocol.SPOKEN, Set.of());
  }

  private Registration registration(Optional<String> identity) {
    return registration(identity, List.of(known));
  }

  private static Registration registration(Optional<String> identity, List<AttemptId> attempts) {
    NodeSpec spec =
        new NodeSpec(
            NODE,
            1000,
            Bytes.ofGibibytes(1),
            List.of(),
            TopologyPath.UNKNOWN,
            new TreeMap<>(),
            List.of());
    return new Registration(spec, attempts, identity, Optional.empty());
  }

  private CompletableFuture<SyncResponse> poll(long waitMillis) {
    CompletableFuture<SyncResponse> answer = new CompletableFuture<>();
    session.poll(answer, waitMillis);
    return answer;
  }
}
