package org.arkwright.worker.supervise;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.job.RankExit;
import org.arkwright.model.job.RankUsage;
import org.arkwright.protocol.Order;
import org.arkwright.thread.OneShots;
import org.arkwright.worker.device.EnergyMeter;
import org.arkwright.worker.rank.AttemptWorkspace;
import org.arkwright.worker.rank.MeetingPoints;
import org.arkwright.worker.rank.MountFolders;
import org.arkwright.worker.rank.RankIsolation;
import org.arkwright.worker.rank.RankIsolations;
import org.arkwright.worker.rank.RankProcess;
import org.arkwright.worker.rank.RankSpawner;
import org.arkwright.worker.spool.RankRecords;
import org.arkwright.worker.spool.Spool;
import org.arkwright.worker.spool.SpoolEntry;
import org.arkwright.worker.spool.SpooledAttempt;
import org.arkwright.worker.supervise.SupervisedRank.State;
import org.jspecify.annotations.Nullable;

/**
 * Runs, stops and records the ranks of this node, and adds observations to the outbox. {@link
 * #recover} is called first; then {@link #carryOut} by one thread, and {@link #fence} by any.
 */
public final class Supervisor implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Supervisor.class.getName());

  private final Spool spool;
  private final RankRecords records;
  private final LauncherTraces traces;
  private final RankSpawner spawner;
  private final RankIsolations isolations;
  private final OutputCollector outputCollector;
  private final MountFolders mounts;
  private final LogDelivery logs;
  private final RankReports reports;
  private final Preparation preparation;
  private final Clearance clearance;
  private final EnergyMeter meter;
  private final String bootId;
  private final Adoption adoption;
  private final ExecutorService spawning =
      Executors.newFixedThreadPool(
          Math.max(2, Runtime.getRuntime().availableProcessors()),
          Thread.ofPlatform().name("spawn-", 0).daemon().factory());
  private final ExecutorService ending =
      Executors.newFixedThreadPool(2, Thread.ofPlatform().name("end-", 0).daemon().factory());
  private final OneShots starts = OneShots.of("the start of ranks", spawning);
  private final OneShots ends = OneShots.of("the end of ranks", ending);
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("timer").daemon().factory());
  private final Object lock = new Object();
  private final Map<AttemptId, SupervisedAttempt> attempts = new LinkedHashMap<>();
  private final Queue<SupervisedRank> adopted = new ConcurrentLinkedQueue<>();

  /**
   * Creates the supervisor of one node.
   *
   * @param bootId identifies this boot of the machine: processes of another boot are gone
   */
  public Supervisor(
      Spool spool,
      RankRecords records,
      RankSpawner spawner,
      RankIsolations isolations,
      MountFolders mounts,
      MeetingPoints points,
      LogDelivery logs,
      Outbox outbox,
      EnergyMeter meter,
      String bootId) {
    this.spool = spool;
    this.records = records;
    this.traces = new LauncherTraces(records);
    this.spawner = spawner;
    this.isolations = isolations;
    this.mounts = mounts;
    this.logs = logs;
    this.outputCollector = new OutputCollector(mounts, timer);
    this.reports = new RankReports(outbox);
    this.clearance = new Clearance(records, spawner, isolations, points);
    this.preparation = new Preparation(spool, spawner, isolations, points, reports, lock);
    this.meter = meter;
    this.bootId = bootId;
    this.adoption =
        new Adoption(
            spool, records, traces, isolations, reports, bootId, this::ended, this::started);
  }

  /** Takes over the ranks of earlier workers: adopts running ones, reports ended and lost ones. */
  public void recover() throws IOException {
    List<SpooledAttempt> known = spool.attempts();
    for (SpooledAttempt spooled : known) {
      SupervisedAttempt attempt = new SupervisedAttempt(spooled);
      attempt.rendezvous.ifPresent(point -> preparation.points().keep(attempt.id(), point));
      mounts.keep(spooled.launch());
      synchronized (lock) {
        attempts.put(attempt.id(), attempt);
        reports.addRendezvous(attempt);
        for (SupervisedRank rank : attempt.ranks) {
          if (adoption.takeOver(rank, spooled)) {
            adopted.add(rank);
          }
        }
      }
    }
    LeftoverSweep sweep =
        new LeftoverSweep(records, spawner::clear, isolations, () -> Set.copyOf(attempts()));
    new Upkeep(timer, ends, this::checkAdopted, sweep, isolations, meter, spool).begin();
  }

  /** The ranks that have a process now. */
  public List<RankObserver.RunningRank> running() {
    synchronized (lock) {
      return attempts.values().stream()
          .flatMap(attempt -> attempt.ranks.stream())
          .flatMap(rank -> rank.running().stream())
          .toList();
    }
  }

  /** The attempts that are not forgotten. */
  public List<AttemptId> attempts() {
    synchronized (lock) {
      return List.copyOf(attempts.keySet());
    }
  }

  /**
   * Carries out orders; repeated ones have no effect. Returns once everything that must survive a
   * crash is on disk; processes start and stop afterwards.
   *
   * @throws IOException when the spool cannot be written; no order was carried out then
   */
  public void carryOut(List<Order> orders) throws IOException {
    List<SpoolEntry> durable;
    synchronized (lock) {
      durable = DurableOrders.of(orders, attempts, bootId);
    }
    spool.append(durable);
    List<SupervisedAttempt> launched = new ArrayList<>();
    synchronized (lock) {
      for (Order order : orders) {
        switch (order) {
          case Order.Launch launch -> launch(launch).ifPresent(launched::add);
          case Order.Stop(AttemptId id, Duration grace) -> {
            SupervisedAttempt attempt = attempts.get(id);
            if (attempt != null) {
              stop(attempt, grace);
            }
          }
          case Order.Forget(AttemptId id) -> forget(id);
          case Order.Exit _, Order.Open _ -> {} // Nothing of the ranks; the caller does that.
        }
      }
    }
    launched.forEach(this::bring);
  }

  /** Brings what the attempt reads to this node, which may take long, and then starts its ranks. */
  private void bring(SupervisedAttempt attempt) {
    var _ =
        mounts
            .bring(attempt.launch, () -> isWaiting(attempt))
            .whenComplete((_, problem) -> starts.execute(() -> prepare(attempt, problem)));
  }

  private boolean isWaiting(SupervisedAttempt attempt) {
    synchronized (lock) {
      return attempts.get(attempt.id()) == attempt && attempt.isWaiting();
    }
  }

  /**
   * Registers an attempt, or reports a known one again; returns the attempt if it is to be spawned.
   */
  private Optional<SupervisedAttempt> launch(Order.Launch launch) {
    SupervisedAttempt known = attempts.get(launch.attempt());
    if (known != null) {
      reports.add(known);
      return Optional.empty();
    }
    SupervisedAttempt attempt = new SupervisedAttempt(launch);
    attempts.put(attempt.id(), attempt);
    for (SupervisedRank rank : attempt.ranks) {
      if (launch.startedRanks().contains(rank.rank)) {
        ended(rank, new RankExit.Lost("the worker has no record of it"));
      }
    }
    return Optional.of(attempt);
  }

  private void stop(SupervisedAttempt attempt, Duration grace) {
    attempt.stopRequested = true;
    if (attempt.stopping) {
      return;
    }
    attempt.stopping = true;
    List<State.Running> running = new ArrayList<>();
    for (SupervisedRank rank : attempt.ranks) {
      switch (rank.state) {
        case State.Waiting _ -> ended(rank, new RankExit.Stopped(false));
        case State.Running process -> {
          traces.preventStart(rank);
          running.add(process);
        }
        case State.Spawning _, State.Ended _ -> {
          // A rank that is being spawned is stopped as soon as it has a process.
        }
      }
    }
    ends.execute(() -> RankSignals.terminate(running));
    var _ = timer.schedule(() -> killRemaining(attempt), grace.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void killRemaining(SupervisedAttempt attempt) {
    List<State.Running> remaining = new ArrayList<>();
    synchronized (lock) {
      attempt.graceOver = true;
      outputCollector.cancel(attempt.id());
      for (SupervisedRank rank : attempt.ranks) {
        if (rank.state instanceof State.Running running) {
          rank.killed = true;
          remaining.add(running);
        }
      }
    }
    ends.execute(() -> RankSignals.kill(remaining));
  }

  /** Kills every rank, because this worker may no longer keep them. */
  public void fence(String why) {
    List<State.Running> running = new ArrayList<>();
    synchronized (lock) {
      for (SupervisedAttempt attempt : attempts.values()) {
        outputCollector.fence(attempt.id(), why);
        for (SupervisedRank rank : attempt.ranks) {
          switch (rank.state) {
            case State.Waiting _ -> ended(rank, new RankExit.NeverRan(why));
            case State.Spawning _ -> rank.fencedBecause = why;
            case State.Running process -> {
              rank.fencedBecause = why;
              running.add(process);
            }
            case State.Ended _ -> {} // Nothing to fence.
          }
        }
      }
    }
    RankSignals.kill(running);
  }

  private void forget(AttemptId id) {
    SupervisedAttempt attempt = attempts.get(id);
    if (attempt == null) {
      return;
    }
    attempt.forgotten = true;
    if (attempt.allEnded()) {
      remove(attempt);
    } else {
      stop(attempt, attempt.launch.spec().execution().grace());
    }
  }

  private void remove(SupervisedAttempt attempt) {
    attempts.remove(attempt.id());
    var _ = attempt.prepared.thenRunAsync(() -> clear(attempt), ends);
  }

  /** The spool forgets it last: if the worker is killed meanwhile, the next one clears up. */
  private void clear(SupervisedAttempt attempt) {
    logs.forget(attempt.id());
    try {
      clearance.clear(attempt);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "could not clean up after " + attempt.id(), e);
    }
    synchronized (lock) {
      if (!attempts.containsKey(attempt.id())) {
        note(new SpoolEntry.Forgotten(attempt.id()));
      }
    }
  }

  private void prepare(SupervisedAttempt attempt, @Nullable Throwable notBrought) {
    try {
      if (notBrought == null) {
        spawn(attempt);
      } else {
        attempt.ranks.forEach(rank -> failed(rank, notBrought));
      }
    } finally {
      var _ = attempt.prepared.complete(null);
    }
  }

  private void spawn(SupervisedAttempt attempt) {
    AttemptWorkspace workspace;
    try {
      workspace = preparation.of(attempt);
    } catch (IOException | RuntimeException | Error e) {
      attempt.ranks.forEach(rank -> failed(rank, e));
      return;
    }
    for (SupervisedRank rank : attempt.ranks) {
      spawn(rank, workspace);
    }
  }

  private void spawn(SupervisedRank rank, AttemptWorkspace workspace) {
    synchronized (lock) {
      if (!(rank.state instanceof State.Waiting)) {
        return;
      }
      rank.state = new State.Spawning();
    }
    EnergyMeter.Mark begin = meter.begin(rank.attempt.launch.ranks().get(rank.localRank).devices());
    Preparation.Spawned spawned;
    try {
      spawned = preparation.spawn(rank, workspace);
    } catch (IOException | RuntimeException | Error e) {
      failed(rank, e);
      return;
    }
    synchronized (lock) {
      rank.begin = begin;
      started(rank, spawned.process(), spawned.isolation());
    }
    var _ = spawned.process().process().exit().whenComplete((_, _) -> deliverThenEnd(rank));
  }

  /** A rank that did not start. */
  private void failed(SupervisedRank rank, Throwable e) {
    RankExit exit = Preparation.notStarted(e);
    var _ =
        logs.delivered(rank.attempt.id(), rank.rank)
            .whenComplete((_, _) -> {
              synchronized (lock) {
                ended(rank, exit);
              }
            });
    if (exit.byPlatform()) {
      LOG.log(Level.WARNING, "could not start " + rank.attempt.id() + "." + rank.rank, e);
    }
  }

  private void started(SupervisedRank rank, RankProcess process, RankIsolation isolation) {
    State.Running running = new State.Running(process, isolation);
    rank.state = running;
    logs.begin(rank.attempt.id(), rank.rank);
    reports.add(rank);
    if (rank.fencedBecause != null || rank.attempt.graceOver) {
      rank.killed = true;
      ends.execute(() -> RankSignals.kill(List.of(running)));
    } else if (rank.attempt.stopping) {
      traces.preventStart(rank);
      ends.execute(() -> RankSignals.terminate(List.of(running)));
    }
  }

  private void checkAdopted() {
    for (Iterator<SupervisedRank> each = adopted.iterator(); each.hasNext(); ) {
      SupervisedRank rank = each.next();
      if (!(stateOf(rank) instanceof State.Running(RankProcess process, RankIsolation _))
          || !process.isAlive()) {
        each.remove();
        deliverThenEnd(rank);
      }
    }
  }

  private State stateOf(SupervisedRank rank) {
    synchronized (lock) {
      return rank.state;
    }
  }

  /** A rank's end is reported once its output is where it is read; that of a fenced one at once. */
  private void deliverThenEnd(SupervisedRank rank) {
    synchronized (lock) {
      if (rank.fencedBecause != null) {
        ends.execute(() -> launcherEnded(rank));
        return;
      }
    }
    var _ =
        logs.delivered(rank.attempt.id(), rank.rank)
            .whenCompleteAsync((_, _) -> launcherEnded(rank), ends);
  }

  /** Whatever goes wrong at the end of a rank, it does end: nobody would look at it again. */
  private void launcherEnded(SupervisedRank rank) {
    try {
      settle(rank);
    } catch (RuntimeException | Error e) {
      LOG.log(Level.ERROR, "failed at the end of " + rank.attempt.id() + "." + rank.rank, e);
      synchronized (lock) {
        ended(rank, new RankExit.Lost("the worker failed at its end: " + e));
      }
    }
  }

  private void settle(SupervisedRank rank) {
    if (!(stateOf(rank) instanceof State.Running(RankProcess process, RankIsolation isolation))) {
      return;
    }
    LauncherTraces.End end = traces.afterEnd(rank, process);
    boolean outOfMemory = isolation.outOfMemory();
    Optional<RankUsage> usage = rank.measured(meter, process);
    RankExit exit;
    boolean hasOutputs;
    boolean succeeded;
    synchronized (lock) {
      exit = RankVerdict.of(rank, process, outOfMemory, end);
      rank.usage = usage;
      hasOutputs = rank.attempt.ranksLeft == 1 && outputCollector.hasOutputs(rank.attempt.launch);
      succeeded = hasOutputs && rank.attempt.succeeds(rank, exit);
      if (!hasOutputs) {
        ended(rank, exit);
      }
    }
    isolation.killAll();
    isolation.close();
    if (hasOutputs) {
      // Nothing writes any more. The rank counts as running until its outputs are in the store.
      outputCollector.store(
          rank.attempt.launch,
          exit,
          succeeded,
          (reported, stored) -> {
            synchronized (lock) {
              rank.attempt.stored = stored;
              ended(rank, reported);
            }
          });
    }
  }

  private void ended(SupervisedRank rank, RankExit exit) {
    if (rank.hasEnded()) {
      return;
    }
    rank.state = new State.Ended(exit);
    NotedEnd end = rank.end.orElseGet(NotedEnd::now);
    rank.end = Optional.of(end);
    rank.attempt.ranksLeft--;
    note(
        new SpoolEntry.RankEnded(
            rank.attempt.id(),
            rank.rank,
            exit,
            rank.attempt.stored,
            rank.usage,
            Optional.of(end.epochNanos())));
    reports.add(rank);
    if (rank.attempt.forgotten && rank.attempt.allEnded()) {
      remove(rank.attempt);
    }
  }

  private void note(SpoolEntry entry) {
    try {
      spool.note(entry);
    } catch (IOException e) {
      // The record still has the exit, and it is being reported to the control plane.
      LOG.log(Level.WARNING, "could not write to the spool: " + entry, e);
    }
  }

  /** Stops watching; ranks keep running. */
  @Override
  public void close() {
    timer.shutdownNow();
    spawning.shutdown();
    outputCollector.close();
    ending.shutdown();
  }
}
