package org.arkwright.projection;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.arkwright.control.ControlPlane;
import org.arkwright.control.ControlPlane.NumberedEvent;
import org.arkwright.control.EventLog;
import org.arkwright.journal.JournalException;
import org.arkwright.journal.JournalReader;
import org.arkwright.model.Event;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.ProjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the history of jobs and the books of usage in step with the journal, on a thread of its
 * own. It listens to the writer while it can keep up, and reads the journal itself when it starts
 * or has fallen behind, so what waits in memory is bounded and the writer never waits.
 *
 * <p>Changes are gathered for a moment before they are written, unless somebody waits for them: a
 * short job is written once, not once per event.
 */
public final class Projector implements JobHistory, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Projector.class);
  private static final int BATCHES_MAX = 4096;
  private static final int REPLAY_COMMIT = 500;
  private static final long GATHER_MILLIS = 100;
  private static final long RETRY_MILLIS = 1000;

  private final JournalReader journal;
  private final ControlPlane control;
  private final JobProjection writer;
  private final JobRecordReader reader;
  private final LedgerReader ledger;
  private final ProjectionProgress progress;
  private final BlockingQueue<List<NumberedEvent>> batches = new ArrayBlockingQueue<>(BATCHES_MAX);
  private final Thread thread;
  private volatile boolean behind;
  private volatile boolean closed;

  private Projector(
      JournalReader journal,
      ControlPlane control,
      JobProjection writer,
      JobRecordReader reader,
      LedgerReader ledger) {
    this.journal = journal;
    this.control = control;
    this.writer = writer;
    this.reader = reader;
    this.ledger = ledger;
    this.progress = new ProjectionProgress(writer.number());
    this.thread = Thread.ofPlatform().name("arkwright-projection").daemon().unstarted(this::run);
  }

  /**
   * Opens the file; what it holds is told at once, and {@link #start()} goes on from there.
   *
   * @throws ProjectionException when the file can be neither used nor made anew
   */
  public static Projector open(Path file, JournalReader journal, ControlPlane control) {
    try {
      Projector projector = connect(file, journal, control);
      if (projector.writer.number() > journal.lastNumber()) {
        projector.closeFiles();
        ProjectionFile.delete(file);
        projector = connect(file, journal, control);
      }
      return projector;
    } catch (SQLException e) {
      throw new ProjectionException("cannot read projections at " + file, e);
    }
  }

  private static Projector connect(Path file, JournalReader journal, ControlPlane control)
      throws SQLException {
    return new Projector(
        journal,
        control,
        new JobProjection(ProjectionFile.open(file)),
        new JobRecordReader(ProjectionFile.connect(file)),
        new LedgerReader(ProjectionFile.connect(file)));
  }

  /** Begins to follow the journal. */
  public void start() {
    thread.start();
  }

  @Override
  public CompletableFuture<Void> reached(long number) {
    CompletableFuture<Void> reached = progress.reached(number);
    if (!reached.isDone()) {
      // An empty batch wakes the thread from gathering; a full queue means that it is awake.
      var _ = batches.offer(List.of());
    }
    return reached;
  }

  @Override
  public Optional<JobRecord> find(JobId id) {
    return reader.find(id);
  }

  @Override
  public Optional<JobRecord> findNamed(ProjectName project, String name) {
    return reader.list(JobQuery.latestNamed(project.value(), name)).stream().findFirst();
  }

  @Override
  public List<JobRecord> list(JobQuery query) {
    return reader.list(query);
  }

  /** The books of what was used, as far as {@link #reached} says. */
  public LedgerReader ledger() {
    return ledger;
  }

  private void run() {
    try {
      while (!closed) {
        try {
          follow();
        } catch (JournalException e) {
          log.warn("Projections wait for the journal: {}", e.getMessage());
          TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      log.error("Lists of jobs stand still from here; restart the server", e);
      progress.fail(e);
    }
  }

  private void follow() throws InterruptedException {
    behind = false;
    batches.clear();
    catchUp();
    try (ControlPlane.Subscription _ = control.subscribe(writer.number(), this::listen)) {
      while (!closed && !behind) {
        List<NumberedEvent> first = batches.take();
        gather(first);
        commit();
      }
    }
  }

  private void listen(List<NumberedEvent> events) {
    if (!batches.offer(events)) {
      behind = true;
      throw new IllegalStateException("projections fell behind and read the journal instead");
    }
  }

  private void gather(List<NumberedEvent> first) throws InterruptedException {
    writer.take(first);
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(GATHER_MILLIS);
    for (int taken = 0; taken < BATCHES_MAX && !closed; taken++) {
      long patience = progress.isAwaited() ? 0 : until - System.nanoTime();
      List<NumberedEvent> more = batches.poll(Math.max(0, patience), TimeUnit.NANOSECONDS);
      if (more == null) {
        return;
      }
      writer.take(more);
    }
  }

  /** One event at a time, so that a long journal fills no more memory than a short one. */
  private void catchUp() {
    EventLog.replay(journal, writer.number(), new Replay(writer.number()));
    commit();
  }

  /** Takes in what the journal holds, and commits now and then. */
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

  private void commit() {
    writer.commit();
    progress.advance(writer.number());
  }

  /** Stops following. What was not written yet is projected again at the next start. */
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
    closeFiles();
  }

  private void closeFiles() {
    reader.close();
    ledger.close();
    writer.close();
  }
}
