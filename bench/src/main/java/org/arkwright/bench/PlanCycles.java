package org.arkwright.bench;

import java.util.concurrent.TimeUnit;
import org.arkwright.scheduler.Scheduler;
import org.arkwright.scheduler.cycle.Cycle;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The duration of a scheduling cycle, alone on one core. */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
public class PlanCycles {
  /** A full fleet. */
  @State(Scope.Thread)
  public static class FleetState {
    @Param({"1000", "10000", "100000"})
    int devices;

    /** The number of queued gangs; 0 for half the number of devices. */
    @Param("0")
    int pending;

    @Param("1")
    int sites;

    @SuppressWarnings("NullAway.Init") // Initialised by JMH, which calls fill first.
    BusyFleet fleet;

    @Setup
    public void fill() {
      fleet = new BusyFleet(devices, pending == 0 ? devices / 2 : pending, sites > 1);
      System.out.print("[" + fleet + "] ");
    }
  }

  /** A scheduler with a warm cache; between its cycles, twenty jobs end and twenty arrive. */
  @State(Scope.Thread)
  public static class Change {
    private static final int JOBS = 20;
    private final Scheduler scheduler = new Scheduler();

    @SuppressWarnings("NullAway.Init") // Initialised by JMH, which calls begin first.
    private Cycle last;

    @Setup
    public void begin(FleetState fleetState) {
      last = fleetState.fleet.plan(scheduler);
      System.gc();
      Runtime runtime = Runtime.getRuntime();
      long used = (runtime.totalMemory() - runtime.freeMemory()) >> 20;
      System.out.print("[heap in use: " + used + " MiB] ");
    }

    @Setup(Level.Invocation)
    public void change(FleetState fleetState) {
      fleetState.fleet.carryOut(last);
      fleetState.fleet.change(JOBS);
    }
  }

  /** Measures the first cycle of a scheduler. */
  @Benchmark
  public Cycle cold(FleetState fleetState) {
    return fleetState.fleet.plan(new Scheduler());
  }

  /** Measures a cycle after a few changes. */
  @Benchmark
  public Cycle incremental(FleetState fleetState, Change change) {
    change.last = fleetState.fleet.plan(change.scheduler);
    return change.last;
  }
}
