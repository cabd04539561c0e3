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
 * A machine. Its processes survive a crash of the worker but not a loss of power; its spool
 * survives both. The exit of a process is written to the spool by its launcher, with or without a
 * worker.
 */
public final class SimulatedNode {
  private final NodeSpec spec;
  private final SimulatedTime timeline;
  private final SeededRandom random;
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

  /** Creates a machine that is switched off. */
  public SimulatedNode(
      NodeSpec spec,
      SimulatedTime timeline,
      SeededRandom random,
      SimulationTrace trace,
      ProcessWatch watch) {
    this.spec = spec;
    this.timeline = timeline;
    this.random = random;
    this.trace = trace;
    this.watch = watch;
    this.clockPermille =
        random.between(
            1000 - SimulatedLease.DRIFT_PERMILLE_MAX, 1000 + SimulatedLease.DRIFT_PERMILLE_MAX);
  }

  public NodeId id() {
    return spec.id();
  }

  /** The actual resources of the machine. */
  public NodeSpec spec() {
    return spec;
  }

  /** Switches the machine on and starts its worker. */
  public void powerOn(ControlLink link, Sabotage sabotage) {
    if (!powered) {
      trace.note("%s boots", id());
      powered = true;
      leaseUntilNanos = 0;
      startWorker(link, sabotage);
    }
  }

  /** Switches the machine off; every process is gone without a recorded exit. */
  public void powerOff() {
    trace.note("%s loses power", id());
    powered = false;
    stopWorker();
    List.copyOf(processes.keySet()).forEach(this::remove);
  }

  /** Kills the worker; it is restarted in time. */
  public void crashWorker(ControlLink link, Sabotage sabotage) {
    if (worker.isPresent()) {
      trace.note("the worker of %s crashes", id());
      stopWorker();
      timeline.after(
          random.between(0, SimulatedLease.RESTART_NANOS_MAX),
          Kind.WORKER,
          () -> {
            if (powered && worker.isEmpty()) {
              startWorker(link, sabotage);
            }
          });
    }
  }

  /** Sets the longest delay of actions on the machine. */
  public void setDelay(long nanosMax) {
    delayNanosMax = nanosMax;
  }

  /** The number of live processes. */
  public int liveProcesses() {
    return processes.size();
  }

  SimulatedSpool spool() {
    return spool;
  }

  long delay() {
    return random.between(0, delayNanosMax);
  }

  /** The time at which its ranks may no longer run, in simulated time. */
  long leaseUntilNanos() {
    return leaseUntilNanos;
  }

  /** Extends the lease, measured by the machine's own clock from the given time. */
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
    entry.spawned(pids++, SimulatedOutputs.of(attempt, rankSpec));
    boolean hangs = rankSpec.execution().timeout().isPresent() && random.permille(150);
    if (!hangs) {
      RankExit exit = exit();
      long longest = (random.permille(150) ? 150 : 40) * SimulatedTime.SECOND;
      timeline.after(
          random.between(SimulatedTime.SECOND / 5, longest),
          Kind.PROCESS,
          () -> end(key, process, exit));
    }
  }

  /** Asks a process to stop, once; it stops within the grace period or is killed. */
  void terminate(AttemptId attempt, int rank, Duration grace) {
    ProcessKey key = new ProcessKey(attempt, rank);
    RankProcess process = processes.get(key);
    if (process != null && !process.stopping) {
      process.stopping = true;
      long needed = random.between(0, grace.toNanos() * 6 / 5);
      boolean killed = needed > grace.toNanos();
      timeline.after(
          Math.min(needed, grace.toNanos()),
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
      worker.ifPresent(SimulatedWorker::reportSoon);
    }
  }

  private void remove(ProcessKey key) {
    processes.remove(key);
    watch.ended(key.attempt, key.rank, id());
  }

  private void startWorker(ControlLink link, Sabotage sabotage) {
    SimulatedWorker started = new SimulatedWorker(this, timeline, random.split(), link, sabotage);
    worker = Optional.of(started);
    started.start();
  }

  private void stopWorker() {
    worker.ifPresent(SimulatedWorker::crash);
    worker = Optional.empty();
  }

  private RankExit exit() {
    int percent = random.between(0, 99);
    if (percent < 86) {
      return new RankExit.Exited(0);
    }
    if (percent < 94) {
      return new RankExit.Exited(random.between(1, 3));
    }
    return percent < 97
        ? new RankExit.Signalled(11)
        : new RankExit.OutOfMemory(Bytes.ofMebibytes(64));
  }
}
