package org.arkwright.dispatch;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.arkwright.engine.Engine;
import org.arkwright.engine.Launch;
import org.arkwright.model.Command;
import org.arkwright.model.Event;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.WorkerId;
import org.arkwright.model.node.Allocation;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.protocol.Order;
import org.arkwright.protocol.ServerEpoch;
import org.arkwright.protocol.SyncRequest;
import org.arkwright.protocol.SyncResponse;
import org.arkwright.thread.OneShots;
import org.arkwright.thread.RepeatedTask;

/**
 * The engine of one site: it runs attempts through workers, which poll it for orders and outlive
 * it. A {@link WorkerProvider} brings the workers. One thread owns all state; every method is
 * thread-safe and returns immediately, whatever the provider does.
 *
 * <p>A worker is declared lost only when its lease and a margin have passed since the last answer
 * to it, and only after the provider has said that it and its ranks are dead, or as good as that.
 */
public final class DispatchEngine implements Engine, WorkerExchange, Inventory {
  private static final Logger LOG = System.getLogger(DispatchEngine.class.getName());
  private static final long CHECK_MILLIS = 100;
  private static final int CHECKS_PER_REQUEST = 50;
  private static final long PARTING_MILLIS_MAX = 1_500;

  private final LeaseTerms terms;
  private final ProviderCalls provider;
  private final DispatchedAttempts attempts;
  private final WorkerSessions sessions;
  private final RefusedWorkers refused = new RefusedWorkers();
  private final AttemptOrders orders;
  private final WorkerReception reception;
  private final WorkerLosses losses;
  private final Reports reports;
  private final CountDownLatch parted = new CountDownLatch(1);
  private final ScheduledExecutorService thread;
  private final OneShots calls;
  private final RepeatedTask checking;
  private volatile RegistrationRules rules;
  private volatile Consumer<WorkerId> lossWatcher = _ -> {};
  private volatile boolean started;
  private boolean parting;
  private boolean wakeUpDue;
  private int checks;

  /**
   * Creates an engine that does nothing until it is started.
   *
   * @param refusedClaims is told what workers say that is not theirs
   */
  public DispatchEngine(WorkerProvider provider, LeaseTerms terms, RefusedClaims refusedClaims) {
    ProvidedSite profile = provider.profile();
    this.terms = terms;
    this.provider = new ProviderCalls(provider);
    this.attempts = new DispatchedAttempts(profile.network());
    this.rules = new RegistrationRules(new ServerEpoch("", 0, 0), Long.MAX_VALUE, attempts::isLive);
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("engine-" + profile.site()).daemon().factory());
    this.calls = OneShots.of("the engine of site " + profile.site(), thread);
    this.checking =
        RepeatedTask.of(
            "the look at the workers of site " + profile.site(),
            Duration.ofMillis(CHECK_MILLIS),
            this::check);
    this.reports = new Reports(calls);
    this.sessions = new WorkerSessions(this::newSession);
    this.orders = new AttemptOrders(profile, attempts, sessions, refused, this.provider, reports);
    WorkerClaims claims = new WorkerClaims(profile, attempts);
    this.losses =
        new WorkerLosses(
            profile,
            attempts,
            sessions,
            claims,
            this.provider,
            reports,
            worker -> lossWatcher.accept(worker),
            calls);
    this.reception =
        new WorkerReception(
            profile, terms, attempts, sessions, refused, orders, reports, claims, refusedClaims);
  }

  private WorkerSession newSession(WorkerId worker, NodeId node) {
    return new WorkerSession(
        worker,
        node,
        terms,
        System::nanoTime,
        () -> rules.serving(),
        (millis, task) -> {
          var _ = thread.schedule(task, millis, TimeUnit.MILLISECONDS);
        });
  }

  @Override
  public void serve(Event.ServerStarted start, long knownNanos) {
    rules =
        new RegistrationRules(
            new ServerEpoch(start.home(), start.epoch(), start.atNanos()),
            knownNanos,
            attempts::isLive);
  }

  @Override
  public void start(Observer observer, Collection<AttemptId> live) {
    List<AttemptId> known = List.copyOf(live);
    calls.execute(() -> {
      attempts.inherit(known);
      reports.to(observer);
    });
    started = true;
    provider.start(this);
    var _ = thread.scheduleWithFixedDelay(checking, 0, CHECK_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Override
  public Optional<String> trouble() {
    return checking.trouble().or(calls::trouble).or(provider::trouble).or(refused::trouble);
  }

  @Override
  public void launch(Launch launch) {
    calls.execute(() -> {
      orders.launch(launch);
      wakeUp();
    });
  }

  @Override
  public void stop(AttemptId attempt, Duration grace) {
    calls.execute(() -> {
      orders.stop(new Order.Stop(attempt, grace));
      wakeUp();
    });
  }

  @Override
  public void forget(AttemptId attempt) {
    calls.execute(() -> {
      orders.forget(attempt);
      wakeUp();
    });
  }

  /** Tells of each worker that is lost from now on, on the engine's thread. */
  public void watchLosses(Consumer<WorkerId> watcher) {
    lossWatcher = watcher;
  }

  /**
   * Orders a worker to open a channel.
   *
   * @param refused is told why it will not get the order
   */
  public void open(WorkerId worker, Order.Open order, Consumer<String> refused) {
    calls.execute(() -> {
      Optional<WorkerSession> session = sessions.find(worker);
      Optional<String> problem =
          session.isEmpty()
              ? Optional.of("node " + worker.name() + " has no worker here")
              : session.get().reasonToOpenNothing();
      if (problem.isPresent()) {
        refused.accept(problem.get());
      } else {
        session.get().orders().open(order);
        wakeUp();
      }
    });
  }

  /**
   * Orders workers to end; ranks keep running until adopted.
   *
   * @param which the workers; those of other hosts wait for the next control plane
   */
  public void endWorkers(Predicate<WorkerId> which) {
    calls.execute(() -> {
      sessions.all().stream()
          .filter(session -> which.test(session.worker()))
          .forEach(WorkerSession::dismiss);
      wakeUp();
    });
  }

  /**
   * Stops observing. Workers are granted the parting lease, so that their ranks keep running: those
   * that wait for an answer now, the others with their next request, for which this waits a moment.
   */
  @Override
  public void close() {
    provider.close();
    calls.execute(() -> {
      parting = true;
      sessions.all().forEach(WorkerSession::part);
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
    if (parting && sessions.all().stream().allMatch(WorkerSession::mayPart)) {
      parted.countDown();
    }
  }

  /** Stops as a crash would, without notifying anyone. */
  public void abandon() {
    thread.shutdownNow();
    provider.abandon();
  }

  @Override
  public void present(NodeSpec node) {
    calls.execute(() -> reports.add(List.of(new Command.ReportNode(node))));
  }

  @Override
  public void gone(NodeId node) {
    calls.execute(() -> losses.gone(node));
  }

  @Override
  public void waiting(AttemptId attempt, String reason, Optional<Long> expectedStartNanos) {
    Command.Observation waiting =
        new Command.ReportAttemptWaiting(attempt, reason, expectedStartNanos);
    calls.execute(() -> reports.add(List.of(waiting)));
  }

  @Override
  public void placed(AttemptId attempt, Allocation allocation) {
    calls.execute(() ->
        reports.add(
            List.of(new Command.ReportAttemptPlaced(attempt, allocation)),
            () -> {
              orders.placed(attempt, allocation);
              wakeUp();
            },
            () -> {
              // The site says it again, since it is asked again.
            }));
  }

  @Override
  public void declined(AttemptId attempt, String reason, Duration retryAfter) {
    Command.Observation declined = new Command.ReportAttemptDeclined(attempt, reason, retryAfter);
    calls.execute(() -> reports.add(List.of(declined)));
  }

  @Override
  public CompletionStage<SyncResponse> sync(SyncRequest request) {
    CompletableFuture<SyncResponse> answer = new CompletableFuture<>();
    if (!started) {
      answer.completeExceptionally(new RejectedExecutionException("the engine is not started yet"));
      return answer;
    }
    try {
      calls.execute(() -> Reports.answering(answer, () -> take(request, answer)));
    } catch (RejectedExecutionException e) {
      answer.completeExceptionally(e);
    }
    return answer;
  }

  private void take(SyncRequest request, CompletableFuture<SyncResponse> answer) {
    reception.take(request, rules, answer);
    if (parting) {
      sessions.find(request.worker()).ifPresent(WorkerSession::part);
      noteParted();
    } else if (!request.observations().isEmpty()) {
      wakeUp();
    }
  }

  /** Answers after the calls already queued, so that one answer carries all of their orders. */
  private void wakeUp() {
    if (!wakeUpDue) {
      wakeUpDue = true;
      calls.execute(() -> {
        wakeUpDue = false;
        sessions.all().forEach(WorkerSession::answerIfOrdered);
      });
    }
  }

  private void check() {
    losses.check();
    checks++;
    if (checks % CHECKS_PER_REQUEST == 0) {
      orders.requestMissing();
    }
  }
}
