package org.arkwright.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.arkwright.engine.Launch;
import org.arkwright.engine.TestGang;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.WorkerId;
import org.arkwright.model.node.NodeSpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ProviderCallsTest {
  private static final WorkerId WORKER = new WorkerId("away", "w");

  private final Launch launch = TestGang.running("true").on(NodeId.atHome("a"));
  private final Blocking provider = new Blocking();
  private final ProviderCalls calls = new ProviderCalls(provider);

  @AfterEach
  void close() {
    provider.go.countDown();
    calls.close();
  }

  @Test
  void callThatWaitsAlready_isNotQueuedAgain_andOneThatIsMadeMayBe() throws Exception {
    calls.request(launch.attempt(), launch);
    assertThat(provider.entered.await(10, TimeUnit.SECONDS)).isTrue();
    for (int i = 0; i < 3; i++) {
      calls.request(launch.attempt(), launch);
      calls.release(launch.attempt());
    }
    provider.go.countDown();
    awaitAll();
    String id = launch.attempt().toString();
    assertThat(provider.made).containsExactly("request " + id, "request " + id, "release " + id);
  }

  @Test
  void workerThatReturnedBeforeTheProvidersTurn_isNotFenced() throws Exception {
    AtomicBoolean silent = new AtomicBoolean(true);
    List<WorkerProvider.Fence> answers = new CopyOnWriteArrayList<>();
    calls.request(launch.attempt(), launch);
    assertThat(provider.entered.await(10, TimeUnit.SECONDS)).isTrue();
    calls.fence(WORKER, silent::get, answers::add);
    silent.set(false);
    provider.go.countDown();
    awaitAll();
    assertThat(answers).isEmpty();
    assertThat(provider.made).noneMatch(call -> call.startsWith("fence"));

    silent.set(true);
    calls.fence(WORKER, silent::get, answers::add);
    awaitAll();
    assertThat(answers).containsExactly(WorkerProvider.Fence.DEAD);
  }

  @Test
  void callThatThrows_isTrouble_andTheNextOneIsMade() throws Exception {
    provider.go.countDown();
    provider.failing = true;
    calls.request(launch.attempt(), launch);
    awaitAll();
    assertThat(calls.trouble().orElseThrow()).contains("the provider of site away");
    provider.failing = false;
    calls.request(launch.attempt(), launch);
    awaitAll();
    assertThat(provider.made).hasSize(2);
  }

  @Test
  void close_isTheLastCall_andLaterOnesAreNone() throws Exception {
    calls.request(launch.attempt(), launch);
    assertThat(provider.entered.await(10, TimeUnit.SECONDS)).isTrue();
    calls.close();
    calls.release(launch.attempt());
    provider.go.countDown();
    assertThat(provider.closed.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(provider.made).hasSize(1);
  }

  /** Calls are made in their order, so one more has the others behind it. */
  private void awaitAll() throws InterruptedException {
    CountDownLatch made = new CountDownLatch(1);
    calls.fence(
        new WorkerId("away", "last"),
        () -> {
          made.countDown();
          return false;
        },
        _ -> {});
    assertThat(made.await(10, TimeUnit.SECONDS)).isTrue();
  }

  /** A provider that is in its first request until it may go on. */
  private static final class Blocking implements WorkerProvider {
    final CountDownLatch entered = new CountDownLatch(1);
    final CountDownLatch go = new CountDownLatch(1);
    final CountDownLatch closed = new CountDownLatch(1);
    final List<String> made = new CopyOnWriteArrayList<>();
    volatile boolean failing;

    @Override
    public ProvidedSite profile() {
      return new ProvidedSite(
          "away",
          ProvidedSite.Workers.PER_ATTEMPT,
          ProvidedSite.Placer.CONTROL_PLANE,
          NodeSpec.FABRIC);
    }

    @Override
    public void start(Inventory nodes) {}

    @Override
    public void request(AttemptId attempt, Launch launch) {
      made.add("request " + attempt);
      entered.countDown();
      try {
        go.await();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
      if (failing) {
        throw new IllegalStateException("the cluster does not answer");
      }
    }

    @Override
    public void release(AttemptId attempt) {
      made.add("release " + attempt);
    }

    @Override
    public Fence fence(WorkerId worker) {
      made.add("fence " + worker);
      return Fence.DEAD;
    }

    @Override
    public void close() {
      closed.countDown();
    }
  }
}
