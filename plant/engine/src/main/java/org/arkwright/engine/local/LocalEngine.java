package org.arkwright.engine.local;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.arkwright.engine.Engine;
import org.arkwright.engine.Launch;
import org.arkwright.model.AttemptId;
import org.arkwright.model.Command;
import org.arkwright.model.Command.Observation;
import org.arkwright.model.NodeId;
import org.arkwright.model.NodeSpec;
import org.arkwright.model.RankExit;
import org.arkwright.model.RankPlacement;
import org.arkwright.worker.WorkerOptions;
import org.arkwright.worker.WorkerRemains;
import org.arkwright.worker.protocol.Introduction;
import org.arkwright.worker.protocol.NumberedObservation;
import org.arkwright.worker.protocol.Order;
import org.arkwright.worker.protocol.SyncRequest;
import org.arkwright.worker.protocol.SyncResponse;
import org.jspecify.annotations.Nullable;

/**
 * Runs attempts on this machine through a worker process for each node that it is, mostly one,
 * which outlives this engine. One thread owns all of its state; every method may be called from any
 * thread and returns at once.
 *
 * <p>A node is called lost only when its lease and a margin have passed since the last answer to
 * its worker, and only after worker and ranks were surely killed: being on the same machine, this
 * engine does not have to trust a worker that is stopped, swapped out or dead to fence itself.
 */
public final class LocalEngine implements Engine, WorkerExchange {
  private static final Logger LOG = System.getLogger(LocalEngine.class.getName());
  private static final long CHECK_MILLIS = 100;

  private final LocalSettings settings;
  private final List<WorkerKeeper> keepers = new ArrayList<>();
  private final TreeMap<NodeId, Session> sessions = new TreeMap<>();
  private final Set<AttemptId> live = new HashSet<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("engine").daemon().factory());
  private volatile Observer observer = _ -> CompletableFuture.failedStage(notStarted());
  private volatile boolean sandbox;
  private boolean keeping = true;
  private boolean wakeUpDue;

  /** An engine that does nothing until it is started. */
  public LocalEngine(LocalSettings settings) {
    this.settings = settings;
    keepers.add(new WorkerKeeper(settings.workerCommand(), settings.worker()));
    for (WorkerOptions room : settings.rooms()) {
      keepers.add(new WorkerKeeper(settings.workerCommand(), room));
    }
  }

  @Override
  public Set<Capability> capabilities() {
    return sandbox
        ? Set.of(Capability.REATTACH, Capability.DEVICE_SHARES, Capability.SANDBOX)
        : Set.of(Capability.REATTACH, Capability.DEVICE_SHARES);
  }

  @Override
  public void start(Observer to, Collection<AttemptId> liveAttempts) {
    List<AttemptId> known = List.copyOf(liveAttempts);
    thread.execute(() -> {
      live.addAll(known);
      observer = to;
    });
    var _ = thread.scheduleWithFixedDelay(this::check, 0, CHECK_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Override
  public void launch(Launch launch) {
    Optional<Capability> missing = Capability.missing(launch.spec(), capabilities());
    thread.execute(() -> {
      if (missing.isPresent()) {
        refuse(launch, missing.get());
        return;
      }
      live.add(launch.attempt());
      int groupRank = 0;
      for (NodeId node : launch.allocation().nodes()) {
        session(node).desk.launch(order(launch, node, groupRank++));
      }
      wakeUp();
    });
  }

  @Override
  public void stop(AttemptId attempt, Duration grace) {
    thread.execute(() -> {
      sessions.values().forEach(each -> each.desk.stop(new Order.Stop(attempt, grace)));
      wakeUp();
    });
  }

  @Override
  public void forget(AttemptId attempt) {
    thread.execute(() -> {
      live.remove(attempt);
      sessions.values().forEach(each -> each.desk.forget(attempt));
      wakeUp();
    });
  }

  /** Orders the worker to end and starts no other; its ranks run on until they are adopted. */
  public void endWorker() {
    thread.execute(() -> {
      keeping = false;
      sessions.values().forEach(each -> each.desk.exit());
      wakeUp();
    });
  }

  /** Stops observing. The worker is told in parting that it may keep its ranks for long. */
  @Override
  public void close() {
    thread.execute(() -> sessions.values().forEach(each -> each.answer(settings.partingLease())));
    thread.shutdown();
  }

  /** Stops as a crash would: nobody is told anything. */
  void abandon() {
    thread.shutdownNow();
  }

  @Override
  public CompletionStage<SyncResponse> sync(SyncRequest request) {
    CompletableFuture<SyncResponse> answer = new CompletableFuture<>();
    try {
      thread.execute(() -> take(request, answer));
    } catch (RejectedExecutionException e) {
      answer.completeExceptionally(e);
    }
    return answer;
  }

  private void take(SyncRequest request, CompletableFuture<SyncResponse> answer) {
    Session session = session(request.node());
    if (request.introduction().isPresent()) {
      introduce(session, request.incarnation(), request.introduction().get(), answer);
    } else if (!session.desk.knows(request.incarnation())) {
      answer.complete(new SyncResponse(true, 0, List.of(), settings.lease().toMillis()));
    } else if (!request.observations().isEmpty()) {
      take(session, request.observations(), answer);
    } else {
      session.desk.carriedOut(request.carriedOut());
      session.poll(answer, request.waitMillis());
    }
  }

  private void introduce(
      Session session,
      String incarnation,
      Introduction introduction,
      CompletableFuture<SyncResponse> answer) {
    NodeSpec spec = introduction.spec();
    sandbox =
        spec.limits().stream()
            .anyMatch(limit -> limit.name().equals("sandbox") && limit.mechanism().isPresent());
    observe(
        List.of(new Command.ReportNode(spec)),
        answer,
        () -> {
          List<AttemptId> strays =
              introduction.attempts().stream().filter(attempt -> !live.contains(attempt)).toList();
          session.desk.introduce(incarnation, strays);
          session.poll(answer, 0);
        });
  }

  private void take(
      Session session,
      List<NumberedObservation> observations,
      CompletableFuture<SyncResponse> answer) {
    observe(
        observations.stream().map(NumberedObservation::observation).toList(),
        answer,
        () ->
            session.complete(
                answer,
                new SyncResponse(
                    false,
                    observations.getLast().number(),
                    List.of(),
                    settings.lease().toMillis())));
  }

  /** Answers only once the observations are durable; if they cannot be, the request fails. */
  private void observe(
      List<Observation> observations, CompletableFuture<SyncResponse> answer, Runnable then) {
    var _ =
        observer
            .observe(observations)
            .whenComplete((_, problem) -> {
              if (problem != null) {
                answer.completeExceptionally(problem);
              } else if (!thread.isShutdown()) {
                thread.execute(then);
              }
            });
  }

  private void refuse(Launch launch, Capability missing) {
    RankExit exit = new RankExit.NotStarted(missing.refusal());
    var _ =
        observer.observe(
            launch.allocation().ranks().stream()
                .<Observation>map(
                    rank -> new Command.ReportRankEnded(launch.attempt(), rank.rank(), exit))
                .toList());
  }

  private static Order.Launch order(Launch launch, NodeId node, int groupRank) {
    List<RankPlacement> ranks =
        launch.allocation().ranks().stream().filter(rank -> rank.node().equals(node)).toList();
    return new Order.Launch(
        launch.attempt(),
        launch.spec(),
        ranks,
        groupRank,
        "127.0.0.1",
        launch.startedRanks(),
        launch.inputs());
  }

  /** Lets the calls that are in line come first, so that one answer carries all of their orders. */
  private void wakeUp() {
    if (!wakeUpDue) {
      wakeUpDue = true;
      thread.execute(() -> {
        wakeUpDue = false;
        sessions.values().forEach(Session::answerIfOrdered);
      });
    }
  }

  private void check() {
    try {
      boolean losing = false;
      for (NodeId node : List.copyOf(sessions.keySet())) {
        Session session = session(node);
        if (!session.lost && session.leaseEndNanos - System.nanoTime() < 0) {
          losing |= !lose(node, session);
        }
      }
      if (keeping && !losing) {
        keepers.forEach(keeper -> keeper.check(System.nanoTime()));
      }
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "the engine's check failed", e);
    }
  }

  /** Whether the node is surely fenced, and so called lost; to be tried again otherwise. */
  private boolean lose(NodeId node, Session session) {
    try {
      WorkerRemains.fence(workerOf(node).home());
    } catch (IOException e) {
      LOG.log(
          Level.INFO, "node {0} is silent, but not surely fenced yet: {1}", node, e.getMessage());
      return false;
    }
    LOG.log(Level.WARNING, "node {0} is lost: its lease has ended", node);
    session.lost = true;
    session.desk.lose();
    var _ =
        observer
            .observe(List.of(new Command.LoseNode(node)))
            .whenComplete((_, problem) -> {
              if (problem != null) {
                thread.execute(() -> session.lost = false);
              }
            });
    return true;
  }

  private WorkerOptions workerOf(NodeId node) {
    return settings.rooms().stream()
        .filter(room -> node.site().equals(room.site().orElseThrow()))
        .findFirst()
        .orElse(settings.worker());
  }

  private Session session(NodeId node) {
    return sessions.computeIfAbsent(node, _ -> new Session());
  }

  private static IllegalStateException notStarted() {
    return new IllegalStateException("the engine has not been started");
  }

  /** The line to one node's worker. */
  private final class Session {
    final NodeDesk desk = new NodeDesk();
    @Nullable CompletableFuture<SyncResponse> waiting;
    long polls;
    long leaseEndNanos = System.nanoTime() + leaseNanos();
    boolean lost;

    void poll(CompletableFuture<SyncResponse> request, long waitMillis) {
      answer(settings.lease());
      waiting = request;
      long poll = ++polls;
      if (waitMillis <= 0 || desk.hasOrders()) {
        answer(settings.lease());
        return;
      }
      var _ =
          thread.schedule(
              () -> {
                if (polls == poll) {
                  answer(settings.lease());
                }
              },
              waitMillis,
              TimeUnit.MILLISECONDS);
    }

    void answerIfOrdered() {
      if (desk.hasOrders()) {
        answer(settings.lease());
      }
    }

    /** Answers the waiting request, if there is one. */
    void answer(Duration lease) {
      if (waiting != null) {
        complete(waiting, new SyncResponse(false, 0, desk.orders(), lease.toMillis()));
        waiting = null;
      }
    }

    void complete(CompletableFuture<SyncResponse> request, SyncResponse response) {
      lost = false;
      leaseEndNanos = System.nanoTime() + leaseNanos();
      request.complete(response);
    }

    private long leaseNanos() {
      return settings.lease().plus(settings.margin()).toNanos();
    }
  }
}
