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

/** What a plan cycle takes, alone on one core. */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
public class PlanCycles {
  /** A fleet that is full. */
  @State(Scope.Thread)
  public static class Ground {
    @Param({"1000", "10000", "100000"})
    int devices;

    /** Gangs that wait: half as many as there are devices, if it is 0. */
    @Param("0")
    int pending;

    @Param("1")
    int sites;

    @SuppressWarnings("NullAway.Init") // By JMH, which calls fill first.
    BusyFleet fleet;

    @Setup
    public void fill() {
      fleet = new BusyFleet(devices, pending == 0 ? devices / 2 : pending, sites > 1);
      System.out.print("[" + fleet + "] ");
    }
  }

  /** A scheduler that has planned before; between its cycles, twenty jobs end and twenty come. */
  @State(Scope.Thread)
  public static class Change {
    private static final int JOBS = 20;
    private final Scheduler scheduler = new Scheduler();

    @SuppressWarnings("NullAway.Init") // By JMH, which calls begin first.
    private Cycle last;

    @Setup
    public void begin(Ground ground) {
      last = ground.fleet.plan(scheduler);
      System.gc();
      Runtime runtime = Runtime.getRuntime();
      long used = (runtime.totalMemory() - runtime.freeMemory()) >> 20;
      System.out.print("[heap in use: " + used + " MiB] ");
    }

    @Setup(Level.Invocation)
    public void change(Ground ground) {
      ground.fleet.carryOut(last);
      ground.fleet.change(JOBS);
    }
  }

  /** The first cycle of a scheduler. */
  @Benchmark
  public Cycle cold(Ground ground) {
    return ground.fleet.plan(new Scheduler());
  }

  /** A cycle after a few changes. */
  @Benchmark
  public Cycle incremental(Ground ground, Change change) {
    change.last = ground.fleet.plan(change.scheduler);
    return change.last;
  }
}
