package org.arkwright.projection;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.arkwright.control.ControlPlane;
import org.arkwright.control.ControlPlane.NumberedEvent;
import org.arkwright.control.EventLog;
import org.arkwright.control.StateReader;
import org.arkwright.journal.JournalException;
import org.arkwright.journal.JournalReader;
import org.arkwright.model.Event;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.PipelineId;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.pipeline.Pipeline;
import org.arkwright.model.unit.Backoff;
import org.arkwright.thread.ServiceThread;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the job history and the usage ledger in step with the journal, on its own thread. It
 * listens to the writer while it can keep up, and reads the journal itself when it starts or has
 * fallen behind, so its queue in memory is bounded and the writer never waits.
 *
 * <p>Changes are gathered briefly before they are written, unless someone waits for them: a short
 * job is written once, not once per event.
 */
public final class Projector implements JobHistory, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Projector.class);
  private static final int BATCHES_MAX = 4096;
  private static final int REPLAY_COMMIT = 500;
  private static final long GATHER_MILLIS = 100;
  private static final Backoff RETRIES = Backoff.ofMillis(1000, 8000);

  private final JournalReader journal;
  private final StateReader states;
  private final Path file;
  private JobProjection writer;
  private final JobRecordReader reader;
  private final LedgerReader ledger;
  private final ProjectionProgress progress;
  private final BlockingQueue<List<NumberedEvent>> batches = new ArrayBlockingQueue<>(BATCHES_MAX);
  private final Queue<Sweep> sweeps = new ConcurrentLinkedQueue<>();
  private final ServiceThread thread;

  /** Only the projector's thread touches it: how often in a row the journal could not be read. */
  private int failures;

  private volatile boolean behind;
  private volatile boolean closed;

  /** A sweep of the history that somebody waits for. */
  private record Sweep(HistorySweep what, Instant now, CompletableFuture<Integer> removed) {}

  private Projector(
      Path file,
      JournalReader journal,
      StateReader states,
      JobProjection writer,
      JobRecordReader reader,
      LedgerReader ledger) {
    this.file = file;
    this.journal = journal;
    this.states = states;
    this.writer = writer;
    this.reader = reader;
    this.ledger = ledger;
    this.progress = new ProjectionProgress(writer.number());
    this.thread = ServiceThread.of("arkwright-projection", this::run);
  }

  /**
   * Opens the file; its content is available immediately, and {@link #start()} continues from
   * there.
   *
   * @throws ProjectionException when the file can be neither used nor recreated
   */
  public static Projector open(Path file, JournalReader journal, StateReader states) {
    try {
      Projector projector = connect(file, journal, states);
      if (projector.writer.number() > journal.lastNumber()) {
        projector.closeFiles();
        ProjectionFile.delete(file);
        projector = connect(file, journal, states);
      }
      return projector;
    } catch (SQLException e) {
      throw new ProjectionException("cannot read projections at " + file, e);
    }
  }

  /** Deletes the file, which the next start makes again from the journal. */
  public static void discard(Path file) {
    ProjectionFile.delete(file);
  }

  private static Projector connect(Path file, JournalReader journal, StateReader states)
      throws SQLException {
    return new Projector(
        file,
        journal,
        states,
        new JobProjection(ProjectionFile.open(file)),
        new JobRecordReader(ProjectionFile.connect(file)),
        new LedgerReader(ProjectionFile.connect(file)));
  }

  /** Starts following the journal. */
  public void start() {
    var _ = thread.start();
  }

  @Override
  public CompletableFuture<Void> reached(long number) {
    CompletableFuture<Void> reached = progress.reached(number);
    if (!reached.isDone()) {
      // An empty batch ends the thread's gathering; if the queue is full, the thread is busy
      // anyway.
      var _ = batches.offer(List.of());
    }
    return reached;
  }

  @Override
  public List<Pipeline> pipelines(PipelineQuery query) {
    return reader.pipelines(query);
  }

  @Override
  public Optional<Pipeline> pipeline(PipelineId id) {
    return reader.pipeline(id);
  }

  @Override
  public Optional<JobRecord> find(JobId id) {
    return reader.find(id);
  }

  @Override
  public Optional<JobRecord> findNamed(ProjectName project, String name) {
    return reader.list(JobQuery.latestNamed(project.value(), name)).jobs().stream().findFirst();
  }

  @Override
  public JobPage list(JobQuery query) {
    return reader.list(query);
  }

  @Override
  public JobPage listEnded(JobQuery query, Optional<JobId> after) {
    return reader.listEnded(query, after);
  }

  @Override
  public List<JobCount> counts() {
    return reader.counts();
  }

  @Override
  public List<String> projects() {
    return reader.projects();
  }

  /** The usage ledger, up to date as far as {@link #reached} says. */
  public LedgerReader ledger() {
    return ledger;
  }

  /**
   * Removes the records of jobs that ended long ago, and then of those that were submitted first
   * while all are too large; what ended in the last day stays. Completes with the number of jobs
   * removed. Journal and postings keep them, so bills stay the same.
   *
   * @param age the longest time since a job's end
   * @param bytesMax of the records of all ended jobs
   */
  public CompletableFuture<Integer> sweep(Instant now, Duration age, long bytesMax) {
    Sweep sweep = new Sweep(new HistorySweep(age, bytesMax), now, new CompletableFuture<>());
    sweeps.add(sweep);
    // Wakes the thread, which takes sweeps after a commit.
    var _ = batches.offer(List.of());
    return sweep.removed;
  }

  /** Why job lists are not updated now, if they are not. Any thread. */
  public Optional<String> trouble() {
    return thread.trouble();
  }

  private void run() throws InterruptedException {
    while (!closed) {
      try {
        follow();
      } catch (JournalException e) {
        log.warn("Projections are waiting for the journal: {}", e.getMessage());
        failSweeps(e);
        failures++;
        Thread.sleep(RETRIES.after(failures, ThreadLocalRandom.current()));
      } catch (RuntimeException | Error e) {
        progress.fail(ProjectionException.behind(e));
        failSweeps(e);
        writer = reopened();
        throw e;
      }
    }
  }

  /** A writer at what is in the file: the failed one may be in the middle of something. */
  private JobProjection reopened() {
    writer.close();
    return new JobProjection(ProjectionFile.open(file));
  }

  private void follow() throws InterruptedException {
    behind = false;
    batches.clear();
    catchUp();
    sweep();
    failures = 0;
    try (ControlPlane.Subscription _ = states.subscribe(writer.number(), this::listen)) {
      while (!closed && !behind) {
        List<NumberedEvent> first = batches.take();
        gather(first);
        commit();
        sweep();
      }
    }
  }

  private void listen(List<NumberedEvent> events) {
    // Once it has fallen behind it reads the journal instead.
    behind = behind || !batches.offer(events);
  }

  private void gather(List<NumberedEvent> first) throws InterruptedException {
    writer.take(first);
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(GATHER_MILLIS);
    for (int taken = 0; taken < BATCHES_MAX && !closed; taken++) {
      long remaining = progress.isAwaited() ? 0 : until - System.nanoTime();
      List<NumberedEvent> more = batches.poll(Math.max(0, remaining), TimeUnit.NANOSECONDS);
      if (more == null) {
        return;
      }
      writer.take(more);
    }
  }

  /** Reads the journal event by event, so that a long one needs no more memory than a short one. */
  private void catchUp() {
    EventLog.replay(journal, writer.number(), new Replay(writer.number()));
    commit();
  }

  /** Applies the journal's events and commits regularly. */
  private final class Replay implements EventLog.EventConsumer {
    private long committed;

    Replay(long committed) {
      this.committed = committed;
    }

    @Override
    public void accept(long number, Event event) {
      if (closed) {
        return;
      }
      writer.take(new NumberedEvent(number, event));
      if (number - committed >= REPLAY_COMMIT) {
        commit();
        committed = number;
      }
    }
  }

  private void sweep() {
    for (Sweep sweep = sweeps.poll(); sweep != null; sweep = sweeps.poll()) {
      try {
        sweep.removed.complete(closed ? 0 : writer.sweep(sweep.what, sweep.now));
      } catch (RuntimeException e) {
        sweep.removed.completeExceptionally(e);
        throw e;
      }
    }
  }

  /** Who waits for a sweep has other things to do, which may be what helps. */
  private void failSweeps(Throwable cause) {
    for (Sweep sweep = sweeps.poll(); sweep != null; sweep = sweeps.poll()) {
      sweep.removed.completeExceptionally(cause);
    }
  }

  private void commit() {
    writer.commit();
    progress.advance(writer.number());
  }

  /** Stops following. Unwritten changes are projected again at the next start. */
  @Override
  public void close() {
    closed = true;
    var _ = batches.offer(List.of());
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    progress.fail(new IllegalStateException("the server is stopping"));
    sweeps.forEach(sweep -> sweep.removed.complete(0));
    closeFiles();
  }

  private void closeFiles() {
    reader.close();
    ledger.close();
    writer.close();
  }
}
