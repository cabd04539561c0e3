package org.arkwright.control.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.arkwright.engine.Engine;
import org.arkwright.engine.Launch;
import org.arkwright.engine.Observed;
import org.arkwright.engine.TestGang;
import org.arkwright.model.Command;
import org.arkwright.model.Event;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.Placement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Engines of two sites, of which one hangs in a call, or fails. */
final class SiteRouterTest {
  private static final NodeId HERE = new NodeId("good", "n1");
  private static final NodeId THERE = new NodeId("bad", "n1");
  private static final Duration SOON = Duration.ofMillis(300);

  private final SiteEngine good = new SiteEngine();
  private final SiteEngine bad = new SiteEngine();
  private final Observed observed = new Observed();
  private final SiteRouter router =
      new SiteRouter(new TreeMap<>(Map.of("good", good, "bad", bad)), SOON, SOON);

  /** Records its calls, and hangs in those of one kind until it is released. */
  private static final class SiteEngine implements Engine {
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final CountDownLatch released = new CountDownLatch(1);
    private volatile String hangsIn = "";
    private volatile boolean failsAfterwards;
    private volatile Optional<String> trouble = Optional.empty();
    private final AtomicInteger failures = new AtomicInteger();

    private void call(String verb, String subject) {
      calls.add(verb + subject);
      if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        throw new IllegalStateException("not now");
      }
      if (verb.equals(hangsIn)) {
        try {
          released.await();
        } catch (InterruptedException _) {
          // Hangs in spite of it, as native code would.
          awaitUninterruptibly();
        }
        if (failsAfterwards) {
          failsAfterwards = false;
          throw new IllegalStateException("not any more");
        }
      }
    }

    private void awaitUninterruptibly() {
      while (released.getCount() > 0) {
        Thread.onSpinWait();
      }
    }

    @Override
    public void serve(Event.ServerStarted start, long knownNanos) {
      call("serve", "");
    }

    @Override
    public void start(Observer observer, Collection<AttemptId> live) {
      call("start", "");
    }

    @Override
    public void launch(Launch launch) {
      call("launch", " " + launch.attempt() + launch.startedRanks());
    }

    @Override
    public void stop(AttemptId attempt, Duration grace) {
      call("stop", " " + attempt);
    }

    @Override
    public void forget(AttemptId attempt) {
      call("forget", " " + attempt);
    }

    @Override
    public Optional<String> trouble() {
      return trouble;
    }

    @Override
    public void close() {
      call("close", "");
    }

    void awaitCall(String call) {
      Observed.until(call + " in " + calls, () -> calls.contains(call));
    }
  }

  @AfterEach
  void release() {
    bad.released.countDown();
    router.close();
  }

  @Test
  void launch_siteThatHangs_holdsUpNeitherTheCallerNorAnother() {
    bad.hangsIn = "launch";
    start();
    Launch stuck = gang(THERE);
    Launch other = gang(HERE);
    router.launch(stuck);
    bad.awaitCall("launch " + stuck.attempt() + "[]");
    router.stop(stuck.attempt(), Duration.ZERO);
    router.launch(other);
    router.stop(other.attempt(), Duration.ZERO);
    router.forget(other.attempt());

    good.awaitCall("forget " + other.attempt());
    assertThat(good.calls).doesNotContain("launch " + stuck.attempt() + "[]");
    Observed.until("the trouble is told", () -> router.trouble().isPresent());
    assertThat(router.trouble().orElseThrow()).contains("bad", stuck.attempt().toString());

    bad.released.countDown();
    bad.awaitCall("stop " + stuck.attempt());
    Observed.until("the trouble is over", () -> router.trouble().isEmpty());
  }

  @Test
  void start_siteThatHangs_othersRun_andItIsStartedBeforeItIsGivenWork() {
    bad.hangsIn = "start";
    start();
    Launch stuck = gang(THERE);
    Launch other = gang(HERE);
    router.launch(stuck);
    router.launch(other);
    good.awaitCall("launch " + other.attempt() + "[]");
    Observed.until("the trouble is told", () -> router.trouble().isPresent());
    assertThat(bad.calls).containsExactly("start");

    bad.released.countDown();
    bad.awaitCall("launch " + stuck.attempt() + "[]");
  }

  @Test
  void close_siteThatHangs_isLeftBehind() {
    bad.hangsIn = "close";
    start();
    good.awaitCall("start");
    long before = System.nanoTime();
    router.close();
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(20));
    assertThat(good.calls).endsWith("close");
    assertThat(bad.calls).endsWith("close");
  }

  @Test
  void repeatedCalls_whileASiteHangs_areKeptOncePerAttempt_theLatestOfEach() throws Exception {
    bad.hangsIn = "launch";
    start();
    Launch first = gang(THERE);
    router.launch(first);
    bad.awaitCall("launch " + first.attempt() + "[]");
    Launch second = gang(THERE);
    Launch third = gang(THERE);
    for (int times = 0; times < 1_000; times++) {
      router.launch(second);
      router.stop(second.attempt(), Duration.ZERO);
      router.launch(third);
    }
    router.launch(startedMeanwhile(third));
    router.forget(second.attempt());
    assertThat(router.waiting("bad")).isEqualTo(2);

    bad.released.countDown();
    bad.awaitCall("launch " + third.attempt() + "[0]");
    TimeUnit.MILLISECONDS.sleep(50);
    assertThat(bad.calls)
        .containsExactly(
            "start",
            "launch " + first.attempt() + "[]",
            "forget " + second.attempt(),
            "launch " + third.attempt() + "[0]");
  }

  @Test
  void callThatFails_isRepeated_evenOneThatTheControllerNeverRepeats() {
    start();
    Launch launch = gang(THERE);
    router.launch(launch);
    bad.awaitCall("launch " + launch.attempt() + "[]");
    bad.failures.set(2);
    router.forget(launch.attempt());
    String forget = "forget " + launch.attempt();
    Observed.until(
        "it succeeds at last", () -> bad.calls.stream().filter(forget::equals).count() == 3);
  }

  @Test
  void launch_siteThatIsNoMore_losesItsNodes() {
    start();
    router.launch(gang(new NodeId("gone", "n7")));
    Command.LoseNode lost =
        observed.await(
            "the loss",
            all ->
                all.stream()
                    .flatMap(each ->
                        each instanceof Command.LoseNode node
                            ? Optional.of(node).stream()
                            : Optional.<Command.LoseNode>empty().stream())
                    .findFirst());
    assertThat(lost.node()).isEqualTo(new NodeId("gone", "n7"));
  }

  @Test
  void launch_waitingAtASiteThatIsNoMore_isDeclined() {
    start();
    Launch placed = gang(HERE);
    router.launch(
        new Launch(
            placed.attempt(),
            placed.spec(),
            new Placement.BySite("gone"),
            Optional.empty(),
            placed.startedRanks(),
            placed.inputs()));
    Command.ReportAttemptDeclined declined =
        observed.await(
            "the refusal",
            all ->
                all.stream()
                    .flatMap(each ->
                        each instanceof Command.ReportAttemptDeclined refusal
                            ? Optional.of(refusal).stream()
                            : Optional.<Command.ReportAttemptDeclined>empty().stream())
                    .findFirst());
    assertThat(declined.attempt()).isEqualTo(placed.attempt());
    assertThat(declined.retryAfter()).isEqualTo(Duration.ofHours(1));
    assertThat(good.calls).doesNotContain("launch " + placed.attempt() + "[]");
  }

  @Test
  void callThatFails_whenALaterOneHasCome_isMadeAsTheLaterSays() {
    bad.hangsIn = "launch";
    bad.failsAfterwards = true;
    start();
    Launch launch = gang(THERE);
    router.launch(launch);
    bad.awaitCall("launch " + launch.attempt() + "[]");
    router.launch(startedMeanwhile(launch));
    router.stop(launch.attempt(), Duration.ZERO);

    bad.released.countDown();
    bad.awaitCall("stop " + launch.attempt());
    assertThat(bad.calls)
        .containsExactly(
            "start",
            "launch " + launch.attempt() + "[]",
            "launch " + launch.attempt() + "[0]",
            "stop " + launch.attempt());
  }

  @Test
  void callThatFails_whenItsAttemptIsForgotten_isNotMadeAgain() {
    bad.hangsIn = "launch";
    bad.failsAfterwards = true;
    start();
    Launch launch = gang(THERE);
    router.launch(launch);
    bad.awaitCall("launch " + launch.attempt() + "[]");
    router.forget(launch.attempt());

    bad.released.countDown();
    bad.awaitCall("forget " + launch.attempt());
    assertThat(bad.calls)
        .containsExactly(
            "start", "launch " + launch.attempt() + "[]", "forget " + launch.attempt());
  }

  @Test
  void stopAndForget_ofAnAttemptOfWhichNobodyHasSaidWhere_goToEverySite() {
    start();
    Launch elsewhere = gang(HERE);
    router.stop(elsewhere.attempt(), Duration.ZERO);
    good.awaitCall("stop " + elsewhere.attempt());
    bad.awaitCall("stop " + elsewhere.attempt());
    router.launch(elsewhere);
    good.awaitCall("launch " + elsewhere.attempt() + "[]");
    router.forget(elsewhere.attempt());
    good.awaitCall("forget " + elsewhere.attempt());
    router.forget(elsewhere.attempt());
    bad.awaitCall("forget " + elsewhere.attempt());
    assertThat(bad.calls.stream().filter(("forget " + elsewhere.attempt())::equals)).hasSize(1);
  }

  @Test
  void start_tellsEachSiteWhoServes_first_andOnlyOnceStarted() {
    router.serve(new Event.ServerStarted("home", "host", "boot", 1, 7), 5);
    assertThat(good.calls).isEmpty();
    start();
    good.awaitCall("start");
    bad.awaitCall("start");
    assertThat(good.calls).containsExactly("serve", "start");
    assertThat(bad.calls).containsExactly("serve", "start");
  }

  @Test
  void trouble_isThatOfTheEngine_whereNothingHangs() {
    start();
    assertThat(router.trouble()).isEmpty();
    bad.trouble = Optional.of("its disk is full");
    assertThat(router.trouble()).contains("its disk is full");
  }

  private void start() {
    router.start(observed, List.of());
  }

  private static Launch gang(NodeId node) {
    return TestGang.running("true").on(node);
  }

  private static Launch startedMeanwhile(Launch launch) {
    return new Launch(
        launch.attempt(),
        launch.spec(),
        launch.allocation(),
        new TreeSet<>(List.of(0)),
        launch.inputs());
  }
}
