package org.arkwright.simulation.site;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.RankExit;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.node.RankPlacement;
import org.arkwright.model.unit.Bytes;
import org.arkwright.simulation.time.SeededRandom;
import org.arkwright.simulation.time.SimulatedTime;
import org.arkwright.simulation.time.SimulatedTime.Kind;
import org.arkwright.simulation.time.SimulationTrace;

/**
 * A machine: its processes outlive its worker but not its power; its spool outlives both. The exit
 * of a process is written to the spool by its launcher, worker or not.
 */
public final class SimulatedNode {
  private final NodeSpec spec;
  private final SimulatedTime timeline;
  private final SeededRandom dice;
  private final SimulationTrace trace;
  private final ProcessWatch watch;
  private final SimulatedSpool spool = new SimulatedSpool();
  private final TreeMap<ProcessKey, RankProcess> processes = new TreeMap<>();
  private final int clockPermille;
  private long leaseUntilNanos;
  private long pids = 100;
  private boolean powered;
  private long delayNanosMax = 20 * SimulatedTime.MILLI;
  private Optional<SimulatedWorker> worker = Optional.empty();

  private record ProcessKey(AttemptId attempt, int rank) implements Comparable<ProcessKey> {
    private static final Comparator<ProcessKey> ORDER =
        Comparator.comparing(ProcessKey::attempt).thenComparingInt(ProcessKey::rank);

    @Override
    public int compareTo(ProcessKey other) {
      return ORDER.compare(this, other);
    }
  }

  private static final class RankProcess {
    private boolean stopping;
  }

  /** A machine without power. */
  public SimulatedNode(
      NodeSpec spec,
      SimulatedTime timeline,
      SeededRandom dice,
      SimulationTrace trace,
      ProcessWatch watch) {
    this.spec = spec;
    this.timeline = timeline;
    this.dice = dice;
    this.trace = trace;
    this.watch = watch;
    this.clockPermille =
        dice.between(
            1000 - SimulatedLease.DRIFT_PERMILLE_MAX, 1000 + SimulatedLease.DRIFT_PERMILLE_MAX);
  }

  public NodeId id() {
    return spec.id();
  }

  /** What it really has. */
  public NodeSpec spec() {
    return spec;
  }

  /** Switches it on; its worker starts. */
  public void powerOn(ControlLink link, Sabotage sabotage) {
    if (!powered) {
      trace.note("%s boots", id());
      powered = true;
      leaseUntilNanos = 0;
      startWorker(link, sabotage);
    }
  }

  /** Switches it off; every process is gone and nobody writes down how. */
  public void powerOff() {
    trace.note("%s loses power", id());
    powered = false;
    stopWorker();
    List.copyOf(processes.keySet()).forEach(this::remove);
  }

  /** Kills the worker; it comes back in time. */
  public void crashWorker(ControlLink link, Sabotage sabotage) {
    if (worker.isPresent()) {
      trace.note("the worker of %s crashes", id());
      stopWorker();
      timeline.after(
          dice.between(0, SimulatedLease.RESTART_NANOS_MAX),
          Kind.WORKER,
          () -> {
            if (powered && worker.isEmpty()) {
              startWorker(link, sabotage);
            }
          });
    }
  }

  /** Makes everything on it take up to that long. */
  public void setDelay(long nanosMax) {
    delayNanosMax = nanosMax;
  }

  /** How many processes live on it. */
  public int liveProcesses() {
    return processes.size();
  }

  SimulatedSpool spool() {
    return spool;
  }

  long delay() {
    return dice.between(0, delayNanosMax);
  }

  /** When its ranks may no longer run, in the simulation's time. */
  long leaseUntilNanos() {
    return leaseUntilNanos;
  }

  /** Takes a lease that its own clock measures from then. */
  void extendLease(long fromNanos) {
    leaseUntilNanos =
        Math.max(leaseUntilNanos, fromNanos + SimulatedLease.NANOS * 1000 / clockPermille);
  }

  boolean alive(AttemptId attempt, int rank) {
    return processes.containsKey(new ProcessKey(attempt, rank));
  }

  void spawn(
      AttemptId attempt, JobSpec rankSpec, RankPlacement placement, SimulatedSpool.Entry entry) {
    int rank = placement.rank();
    ProcessKey key = new ProcessKey(attempt, rank);
    trace.note("%s spawns rank %d of %s", id(), rank, attempt);
    watch.spawned(attempt, rankSpec, placement);
    RankProcess process = new RankProcess();
    processes.put(key, process);
    entry.spawned(pids++);
    boolean hangs = rankSpec.execution().timeout().isPresent() && dice.permille(150);
    if (!hangs) {
      RankExit exit = exit();
      long longest = (dice.permille(150) ? 150 : 40) * SimulatedTime.SECOND;
      timeline.after(
          dice.between(SimulatedTime.SECOND / 5, longest),
          Kind.PROCESS,
          () -> end(key, process, exit));
    }
  }

  /** Asks a process to stop, once; it does so within the grace period or is killed. */
  void terminate(AttemptId attempt, int rank, Duration grace) {
    ProcessKey key = new ProcessKey(attempt, rank);
    RankProcess process = processes.get(key);
    if (process != null && !process.stopping) {
      process.stopping = true;
      long wish = dice.between(0, grace.toNanos() * 6 / 5);
      boolean killed = wish > grace.toNanos();
      timeline.after(
          Math.min(wish, grace.toNanos()),
          Kind.PROCESS,
          () -> end(key, process, new RankExit.Stopped(killed)));
    }
  }

  /** Kills an attempt's processes at once. */
  void kill(AttemptId attempt, String why) {
    for (ProcessKey key : List.copyOf(processes.keySet())) {
      if (key.attempt.equals(attempt)) {
        spool.find(attempt, key.rank).ifPresent(entry -> entry.ended(new RankExit.Lost(why)));
        remove(key);
      }
    }
  }

  private void end(ProcessKey key, RankProcess process, RankExit exit) {
    if (processes.get(key) == process) {
      trace.note("rank %d of %s ends: %s", key.rank, key.attempt, exit);
      spool.find(key.attempt, key.rank).ifPresent(entry -> entry.ended(exit));
      remove(key);
      worker.ifPresent(SimulatedWorker::newsToTell);
    }
  }

  private void remove(ProcessKey key) {
    processes.remove(key);
    watch.ended(key.attempt, key.rank, id());
  }

  private void startWorker(ControlLink link, Sabotage sabotage) {
    SimulatedWorker started = new SimulatedWorker(this, timeline, dice.split(), link, sabotage);
    worker = Optional.of(started);
    started.start();
  }

  private void stopWorker() {
    worker.ifPresent(SimulatedWorker::crash);
    worker = Optional.empty();
  }

  private RankExit exit() {
    int throwOfDice = dice.between(0, 99);
    if (throwOfDice < 86) {
      return new RankExit.Exited(0);
    }
    if (throwOfDice < 94) {
      return new RankExit.Exited(dice.between(1, 3));
    }
    return throwOfDice < 97
        ? new RankExit.Signalled(11)
        : new RankExit.OutOfMemory(Bytes.ofMebibytes(64));
  }
}
