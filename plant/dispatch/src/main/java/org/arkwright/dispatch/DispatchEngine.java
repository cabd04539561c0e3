package org.arkwright.dispatch;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.arkwright.engine.Engine;
import org.arkwright.engine.Launch;
import org.arkwright.model.Command;
import org.arkwright.model.Command.Observation;
import org.arkwright.model.Event;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.node.RankPlacement;
import org.arkwright.protocol.NumberedObservation;
import org.arkwright.protocol.Order;
import org.arkwright.protocol.Registration;
import org.arkwright.protocol.ServerEpoch;
import org.arkwright.protocol.SyncRequest;
import org.arkwright.protocol.SyncResponse;
import org.arkwright.thread.OneShots;
import org.arkwright.thread.RepeatedTask;
import org.jspecify.annotations.Nullable;

/**
 * An engine that runs attempts through workers, which poll it for orders and outlive it. A {@link
 * WorkerProvider} starts the workers. One thread owns all state; every method is thread-safe and
 * returns immediately.
 *
 * <p>A node is declared lost only when its lease and a margin have passed since the last answer to
 * its worker, and only after the provider has confirmed that the worker and its ranks are dead.
 */
public final class DispatchEngine implements Engine, WorkerExchange {
  private static final Logger LOG = System.getLogger(DispatchEngine.class.getName());
  private static final long CHECK_MILLIS = 100;
  private static final long PARTING_MILLIS_MAX = 1_500;

  private final WorkerProvider provider;
  private final LeaseTerms terms;
  private final TreeMap<NodeId, Session> sessions = new TreeMap<>();
  private final Set<AttemptId> live = new HashSet<>();
  private final Set<String> strangers = new HashSet<>();
  private final CountDownLatch parted = new CountDownLatch(1);

  /** The attempts that were live when this control plane started. */
  private final Set<AttemptId> inherited = new HashSet<>();

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("engine").daemon().factory());
  private final OneShots calls = OneShots.of("the engine", thread);
  private final RepeatedTask checking =
      RepeatedTask.of("the look at nodes", Duration.ofMillis(CHECK_MILLIS), this::check);
  private volatile Observer observer = _ -> CompletableFuture.failedStage(notStarted());
  private volatile boolean started;
  private volatile ServerEpoch serving = new ServerEpoch("", 0, 0);
  private volatile long knownNanos = Long.MAX_VALUE;
  private boolean parting;
  private boolean startingWorkers = true;
  private boolean wakeUpDue;

  /** Creates an engine that does nothing until it is started. */
  public DispatchEngine(WorkerProvider provider, LeaseTerms terms) {
    this.provider = provider;
    this.terms = terms;
  }

  @Override
  public void serve(Event.ServerStarted start, long knownUntilNanos) {
    serving = new ServerEpoch(start.home(), start.epoch(), start.atNanos());
    knownNanos = knownUntilNanos;
  }

  @Override
  public void start(Observer receiver, Collection<AttemptId> liveAttempts) {
    List<AttemptId> known = List.copyOf(liveAttempts);
    calls.execute(() -> {
      live.addAll(known);
      inherited.addAll(known);
      observer = receiver;
    });
    started = true;
    var _ = thread.scheduleWithFixedDelay(checking, 0, CHECK_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Override
  public Optional<String> trouble() {
    return checking.trouble().or(calls::trouble);
  }

  @Override
  public void launch(Launch launch) {
    calls.execute(() -> {
      live.add(launch.attempt());
      int groupRank = 0;
      String master = provider.rendezvousAddress(launch.allocation().ranks().getFirst().node());
      for (NodeId node : launch.allocation().nodes()) {
        session(node).orders.launch(order(launch, node, groupRank++, master));
      }
      wakeUp();
    });
  }

  @Override
  public void stop(AttemptId attempt, Duration grace) {
    calls.execute(() -> {
      sessions.values().forEach(session -> session.orders.stop(new Order.Stop(attempt, grace)));
      wakeUp();
    });
  }

  @Override
  public void forget(AttemptId attempt) {
    calls.execute(() -> {
      live.remove(attempt);
      inherited.remove(attempt);
      sessions.values().forEach(session -> session.orders.forget(attempt));
      wakeUp();
    });
  }

  /** Orders the workers to end, and starts no new ones; ranks keep running until adopted. */
  public void endWorkers() {
    calls.execute(() -> {
      startingWorkers = false;
      sessions.values().forEach(session -> session.orders.exit());
      wakeUp();
    });
  }

  /**
   * Stops observing. Workers are granted the parting lease, so that their ranks keep running: those
   * that wait for an answer now, the others with their next request, for which this waits a moment.
   */
  @Override
  public void close() {
    calls.execute(() -> {
      parting = true;
      sessions.values().forEach(session -> session.answer(terms.lease()));
      noteParted();
    });
    try {
      if (started && !parted.await(PARTING_MILLIS_MAX, TimeUnit.MILLISECONDS)) {
        LOG.log(Level.WARNING, "a worker was not told of the stop; its ranks end with its lease");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    thread.shutdown();
  }

  /** Lets {@link #close} go on once every worker that is there has got its last lease. */
  private void noteParted() {
    if (parting && sessions.values().stream().allMatch(Session::mayPart)) {
      parted.countDown();
    }
  }

  /** Stops as a crash would, without notifying anyone. */
  public void abandon() {
    thread.shutdownNow();
  }

  @Override
  public CompletionStage<SyncResponse> sync(SyncRequest request) {
    CompletableFuture<SyncResponse> answer = new CompletableFuture<>();
    if (!started) {
      answer.completeExceptionally(new RejectedExecutionException("the engine is not started yet"));
      return answer;
    }
    try {
      calls.execute(() -> answering(answer, () -> take(request, answer)));
    } catch (RejectedExecutionException e) {
      answer.completeExceptionally(e);
    }
    return answer;
  }

  /** A worker must not wait in vain for an answer whose making has failed. */
  private static void answering(CompletableFuture<SyncResponse> answer, Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      answer.completeExceptionally(e);
      throw e;
    }
  }

  private void take(SyncRequest request, CompletableFuture<SyncResponse> answer) {
    Optional<String> problem = reasonToLeaveAlone(request);
    if (problem.isPresent()) {
      leaveAlone(request, problem.get(), answer);
      return;
    }
    Session session = session(request.node());
    if (request.introduction().isPresent()) {
      register(session, request.incarnation(), request.introduction().get(), answer);
    } else if (!session.orders.knows(request.incarnation())) {
      answer.complete(introduceYourself());
    } else if (!request.observations().isEmpty()) {
      take(session, request.observations(), answer);
    } else {
      session.orders.carriedOut(request.carriedOut());
      session.poll(answer, request.waitMillis());
    }
  }

  /** Says why a worker is not of this course of events; empty if it is. */
  private Optional<String> reasonToLeaveAlone(SyncRequest request) {
    if (request.obeyed().filter(obeyed -> !serving.succeeds(obeyed)).isPresent()) {
      return Optional.of("obeys " + request.obeyed().get());
    }
    List<AttemptId> ahead =
        request.introduction().map(Registration::attempts).orElse(List.of()).stream()
            .filter(this::isLost)
            .toList();
    return ahead.isEmpty()
        ? Optional.empty()
        : Optional.of("has attempts that the journal has lost, " + ahead);
  }

  /** Whether the attempt's job was submitted after what the journal knows and before this start. */
  private boolean isLost(AttemptId attempt) {
    long submitted = TimeUnit.MILLISECONDS.toNanos(attempt.job().time().toEpochMilli());
    return !live.contains(attempt) && submitted > knownNanos && submitted < serving.startedNanos();
  }

  /** Gives a worker no orders: neither new ranks nor the end of those that it has. */
  private void leaveAlone(SyncRequest request, String why, CompletableFuture<SyncResponse> answer) {
    if (strangers.add(request.node() + " " + request.incarnation())) {
      LOG.log(
          Level.ERROR,
          "the worker of {0} {1}; this is {2}: it is given no orders, and keeps its ranks."
              + " `arkwright up --accept-journal` ends what this journal does not know",
          request.node().name(),
          why,
          serving);
    }
    // It is there, and must not be taken for a silent one, which is killed.
    session(request.node()).renewLease();
    answer.complete(introduceYourself());
  }

  private SyncResponse introduceYourself() {
    return new SyncResponse(serving, true, 0, List.of(), terms.lease().toMillis());
  }

  private void register(
      Session session,
      String incarnation,
      Registration registration,
      CompletableFuture<SyncResponse> answer) {
    NodeSpec spec = registration.spec();
    observe(
        List.of(new Command.ReportNode(spec)),
        answer,
        () -> {
          List<AttemptId> unknownAttempts =
              registration.attempts().stream().filter(attempt -> !live.contains(attempt)).toList();
          session.orders.register(incarnation, unknownAttempts);
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
                    serving,
                    false,
                    observations.getLast().number(),
                    List.of(),
                    terms.lease().toMillis())));
  }

  /** Runs {@code then} once the observations are durable; if they cannot be, fails the request. */
  private void observe(
      List<Observation> observations, CompletableFuture<SyncResponse> answer, Runnable then) {
    var _ =
        observer
            .observe(observations)
            .whenComplete((_, problem) -> {
              if (problem != null) {
                answer.completeExceptionally(problem);
              } else if (!thread.isShutdown()) {
                calls.execute(() -> answering(answer, then));
              }
            });
  }

  private static Order.Launch order(Launch launch, NodeId node, int groupRank, String master) {
    List<RankPlacement> ranks =
        launch.allocation().ranks().stream().filter(rank -> rank.node().equals(node)).toList();
    return new Order.Launch(
        launch.attempt(),
        launch.spec(),
        ranks,
        groupRank,
        master,
        launch.startedRanks(),
        launch.inputs());
  }

  /** Answers after the calls already queued, so that one answer carries all of their orders. */
  private void wakeUp() {
    if (!wakeUpDue) {
      wakeUpDue = true;
      calls.execute(() -> {
        wakeUpDue = false;
        sessions.values().forEach(Session::answerIfOrdered);
      });
    }
  }

  private void check() {
    boolean fencing = false;
    for (NodeId node : List.copyOf(sessions.keySet())) {
      Session session = session(node);
      if (!session.lost && session.leaseEndNanos - System.nanoTime() < 0) {
        fencing |= !lose(node, session);
      }
    }
    if (startingWorkers && !fencing) {
      provider.ensureRunning(System.nanoTime());
    }
  }

  /** Declares the node lost if it is certainly fenced; otherwise returns false, to be retried. */
  private boolean lose(NodeId node, Session session) {
    if (provider.fence(node) != WorkerProvider.Fence.DEAD) {
      LOG.log(Level.INFO, "node {0} is silent, but not yet known to be fenced", node.name());
      return false;
    }
    LOG.log(Level.WARNING, "node {0} is lost: its lease has expired", node.name());
    session.lost = true;
    session.orders.loseWorker();
    // An earlier run of the control plane may have sent what this one has inherited.
    SortedSet<AttemptId> neverSent = new TreeSet<>(session.orders.unsent());
    neverSent.removeAll(inherited);
    var _ =
        observer
            .observe(List.of(new Command.LoseNode(node, neverSent)))
            .whenComplete((_, problem) -> {
              if (problem != null) {
                calls.execute(() -> session.lost = false);
              }
            });
    return true;
  }

  private Session session(NodeId node) {
    return sessions.computeIfAbsent(node, _ -> new Session());
  }

  private static IllegalStateException notStarted() {
    return new IllegalStateException("the engine has not been started");
  }

  /** The session with the worker of one node. */
  private final class Session {
    final WorkerOrders orders = new WorkerOrders();
    @Nullable CompletableFuture<SyncResponse> waiting;
    long polls;
    long leaseEndNanos = System.nanoTime() + leaseNanos();
    boolean lost;
    boolean toldToPart;
    boolean isParted;

    void poll(CompletableFuture<SyncResponse> request, long waitMillis) {
      // Who asks again has got the last answer; that it was given does not say so.
      isParted |= toldToPart;
      answer(terms.lease());
      waiting = request;
      long poll = ++polls;
      if (parting || waitMillis <= 0 || orders.hasOrders()) {
        answer(terms.lease());
        return;
      }
      var _ =
          thread.schedule(
              () -> {
                if (polls == poll) {
                  answer(terms.lease());
                }
              },
              waitMillis,
              TimeUnit.MILLISECONDS);
    }

    void answerIfOrdered() {
      if (orders.hasOrders()) {
        answer(terms.lease());
      }
    }

    /** Answers the waiting request, if any. */
    void answer(Duration lease) {
      if (waiting != null) {
        Duration granted = parting ? terms.parting() : lease;
        complete(
            waiting, new SyncResponse(serving, false, 0, orders.outstanding(), granted.toMillis()));
        waiting = null;
        toldToPart |= parting;
        noteParted();
      }
    }

    /** Whether nobody waits for the last answer: it was taken, or there is no worker any more. */
    boolean mayPart() {
      return isParted
          || !startingWorkers
          || lost
          || !orders.hasWorker()
          || leaseEndNanos - System.nanoTime() < 0;
    }

    void complete(CompletableFuture<SyncResponse> request, SyncResponse response) {
      renewLease();
      request.complete(response);
    }

    void renewLease() {
      lost = false;
      leaseEndNanos = System.nanoTime() + leaseNanos();
    }

    private long leaseNanos() {
      return terms.lease().plus(terms.margin()).toNanos();
    }
  }
}
