package org.arkwright.bench;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import org.arkwright.control.ControlThread;
import org.arkwright.control.JobIds;
import org.arkwright.control.Recovery;
import org.arkwright.control.Snapshotter;
import org.arkwright.journal.Journal;
import org.arkwright.journal.Journals;
import org.arkwright.model.Command.SubmitJob;
import org.arkwright.model.Request;
import org.arkwright.model.id.PrincipalId;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.Isolation;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.RankResources;
import org.arkwright.model.job.RestartPolicy;
import org.arkwright.model.job.Topology;
import org.arkwright.model.job.Work;
import org.arkwright.model.unit.Bytes;

/**
 * Benchmarks of kernel, scheduler, control loop and journal in one process, without HTTP and
 * without rank processes.
 *
 * <pre>
 *   CoreBenchmark JOURNAL history JOBS   jobs submitted, run and finished: events per second
 *   CoreBenchmark JOURNAL recover        time to rebuild the state, per million events
 *   CoreBenchmark JOURNAL pending JOBS   memory of queued jobs
 * </pre>
 */
public final class CoreBenchmark {
  private static final PrincipalId CLIENT = new PrincipalId("bench");

  /** The number of concurrent submissions, as from as many clients. */
  private static final int CLIENTS = 512;

  private final JobIds ids = new JobIds(InstantSource.system(), new SplittableRandom());
  private final Journal journal;

  private CoreBenchmark(Journal journal) {
    this.journal = journal;
  }

  public static void main(String[] arguments) throws InterruptedException {
    try (Journal journal = Journals.open(arguments[0])) {
      CoreBenchmark benchmark = new CoreBenchmark(journal);
      switch (arguments[1]) {
        case "history" -> benchmark.history(Integer.parseInt(arguments[2]));
        case "recover" -> benchmark.recover();
        case "pending" -> benchmark.pending(Integer.parseInt(arguments[2]));
        default -> throw new IllegalArgumentException("unknown benchmark: " + arguments[1]);
      }
    }
  }

  private void history(int jobs) throws InterruptedException {
    long before = journal.lastNumber();
    try (InstantEngine engine = new InstantEngine();
        ControlThread control = ControlThread.start(journal, engine)) {
      long begin = System.nanoTime();
      submit(control, jobs, 1000);
      while (control.reader().read(state -> !state.jobs().isEmpty()).join()) {
        Thread.sleep(1);
      }
      long nanos = System.nanoTime() - begin;
      BenchFigures.rate("jobs finished", jobs, nanos);
      BenchFigures.rate("durable events", journal.lastNumber() - before, nanos);
    }
  }

  private void recover() {
    long events = journal.lastNumber();
    long begin = System.nanoTime();
    Recovery recovery = Recovery.fromTheBeginning(journal);
    long nanos = System.nanoTime() - begin;
    BenchFigures.rate("events replayed from the beginning", events, nanos);
    System.out.printf(
        Locale.ROOT, "recovery per million events: %.2f s%n", nanos / 1e9 * 1e6 / events);
    Snapshotter.save(journal, recovery.number(), recovery.state().image());
    begin = System.nanoTime();
    Recovery.of(journal);
    System.out.printf(
        Locale.ROOT, "recovery from a snapshot: %.1f ms%n", (System.nanoTime() - begin) / 1e6);
  }

  private void pending(int jobs) throws InterruptedException {
    try (InstantEngine engine = new InstantEngine();
        ControlThread control = ControlThread.start(journal, engine)) {
      long before = usedHeap();
      // More than the node has, so that they stay queued.
      submit(control, jobs, 1_000_000);
      long used = usedHeap() - before;
      int queued = control.reader().read(state -> state.jobs().size()).join();
      System.out.printf(
          Locale.ROOT,
          "pending jobs: %,d hold %.1f MiB of heap, %d bytes each%n",
          queued,
          used / (double) (1 << 20),
          used / queued);
    }
  }

  private void submit(ControlThread control, int jobs, long cpuMillis) throws InterruptedException {
    Semaphore clients = new Semaphore(CLIENTS);
    for (int i = 0; i < jobs; i++) {
      clients.acquire();
      SubmitJob command = new SubmitJob(ids.next(), spec("job-" + i, cpuMillis));
      var _ = control.submit(Request.of(command, CLIENT)).whenComplete((_, _) -> clients.release());
    }
    clients.acquire(CLIENTS);
  }

  private static JobSpec spec(String name, long cpuMillis) {
    return new JobSpec(
        name,
        new ProjectName("bench"),
        new TreeMap<>(),
        new JobSpec.Gang(
            1, new RankResources(cpuMillis, Bytes.ZERO, Optional.empty()), Topology.ANY),
        new JobSpec.Execution(
            new Work.Command(List.of("/bin/true")),
            new TreeMap<>(),
            Optional.empty(),
            Isolation.PROCESS,
            RestartPolicy.DEFAULT,
            Optional.empty(),
            Duration.ofSeconds(10)),
        new JobSpec.Scheduling(0, true, Optional.empty(), Optional.empty(), Optional.empty()),
        Optional.empty());
  }

  /**
   * The minimum of several samples: a snapshot in progress holds its own copies of jobs for a
   * second.
   */
  private static long usedHeap() throws InterruptedException {
    Runtime runtime = Runtime.getRuntime();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 10; i++) {
      System.gc();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
      Thread.sleep(500);
    }
    return least;
  }
}
