package org.arkwright.simulation;

import java.io.PrintStream;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.arkwright.simulation.site.Sabotage;

/**
 * The command that runs seeds: {@code --seeds A..B} in parallel, or {@code --seed N [--trace]}
 * alone. Exits with 1 after an invariant violation, and with 2 for invalid arguments.
 */
public final class Simulate {
  private static final int TAIL = 60;

  private Simulate() {}

  public static void main(String[] arguments) {
    if (arguments.length >= 2 && arguments[0].equals("--seeds")) {
      String[] ends = arguments[1].split("\\.\\.", 2);
      System.exit(range(Long.parseLong(ends[0]), Long.parseLong(ends[ends.length - 1])));
    }
    if (arguments.length >= 2 && arguments[0].equals("--seed")) {
      boolean printing = arguments.length > 2 && arguments[2].equals("--trace");
      System.exit(one(Long.parseLong(arguments[1]), printing));
    }
    System.err.println("simulate: expected --seeds A..B or --seed N [--trace]");
    System.exit(2);
  }

  private static int one(long seed, boolean printing) {
    SeedOutcome outcome = new Simulation(seed, Sabotage.NONE, printing).run();
    if (outcome.violation().isPresent()) {
      report(outcome, System.err);
      return 1;
    }
    System.out.println("simulation: " + outcome);
    return 0;
  }

  private static int range(long first, long last) {
    long startNanos = System.nanoTime();
    AtomicLong events = new AtomicLong();
    AtomicLong jobs = new AtomicLong();
    AtomicLong processes = new AtomicLong();
    AtomicLong failures = new AtomicLong();
    LongStream.rangeClosed(first, last)
        .parallel()
        .mapToObj(seed -> new Simulation(seed, Sabotage.NONE, false).run())
        .forEach(outcome -> {
          events.addAndGet(outcome.events());
          jobs.addAndGet(outcome.jobs());
          processes.addAndGet(outcome.processes());
          // The first few are enough; the rest are only counted.
          if (outcome.violation().isPresent() && failures.incrementAndGet() <= 3) {
            report(outcome, System.err);
          }
        });
    System.out.printf(
        "simulation: %,d seeds, %,d jobs, %,d processes, %,d events, %d invariant violations,"
            + " %.1f s%n",
        last - first + 1,
        jobs.get(),
        processes.get(),
        events.get(),
        failures.get(),
        (System.nanoTime() - startNanos) / 1e9);
    return failures.get() == 0 ? 0 : 1;
  }

  private static synchronized void report(SeedOutcome outcome, PrintStream out) {
    int size = outcome.trace().size();
    outcome.trace().subList(Math.max(0, size - TAIL), size).forEach(out::println);
    out.printf("seed %d: %s%n", outcome.seed(), outcome.violation().orElseThrow().getMessage());
    if (outcome.violation().get() instanceof RuntimeException bug) {
      bug.printStackTrace(out);
    }
    out.printf("to repeat it with the whole trace: ./check --seed %d%n%n", outcome.seed());
  }
}
