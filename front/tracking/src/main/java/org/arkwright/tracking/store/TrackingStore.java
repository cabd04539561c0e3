package org.arkwright.tracking.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.arkwright.thread.ServiceThread;
import org.arkwright.tracking.request.TrackingRefusal;
import org.sqlite.JDBC;

/**
 * The SQLite file of runs. Work is executed in order of arrival, on one thread, and completes once
 * it is on disk; work that arrives during a commit shares the next one. Any thread.
 */
public final class TrackingStore implements AutoCloseable {
  private static final int BATCH_MAX = 512;

  private final Connection connection;
  private final BlockingQueue<Task<?>> waiting = new LinkedBlockingQueue<>();
  private final ServiceThread thread;
  private volatile boolean closed;

  /** A unit of work on the file. A refusal rolls back all of it. */
  @FunctionalInterface
  public interface Work<T> {
    T run(TrackingSql sql) throws SQLException, TrackingRefusal;
  }

  private TrackingStore(Connection connection) {
    this.connection = connection;
    this.thread = ServiceThread.of("arkwright-tracking", this::run);
  }

  /**
   * Opens the file, creating it if necessary.
   *
   * @throws SQLException when it can be neither read nor created
   */
  public static TrackingStore open(Path file) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("journal_mode", "WAL");
    properties.setProperty("synchronous", "FULL");
    properties.setProperty("busy_timeout", "5000");
    Connection connection = JDBC.createConnection("jdbc:sqlite:" + file, properties);
    try (Statement statement = connection.createStatement()) {
      // LIKE distinguishes cases, as in MLflow's filters; ILIKE does not.
      statement.execute("PRAGMA case_sensitive_like = ON");
      connection.setAutoCommit(false);
      Schema.migrate(connection);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
    TrackingStore store = new TrackingStore(connection);
    var _ = store.thread.start();
    return store;
  }

  /**
   * Submits work. The future fails with a {@link TrackingRefusal}, or with a {@link SQLException}
   * when the file cannot be written.
   */
  public <T> CompletableFuture<T> submit(Work<T> work) {
    Task<T> task = new Task<>(work, new CompletableFuture<>());
    if (closed) {
      task.future.completeExceptionally(new IllegalStateException("the server is stopping"));
    } else {
      waiting.add(task);
    }
    return task.future;
  }

  /** Completes when the thread has come to it, with a failure too: then it is alive. */
  public CompletableFuture<?> pulse() {
    return submit(_ -> true);
  }

  private final class Task<T> {
    private final Work<T> work;
    private final CompletableFuture<T> future;
    private Runnable answer = () -> {};

    Task(Work<T> work, CompletableFuture<T> future) {
      this.work = work;
      this.future = future;
    }

    void run(TrackingSql sql) throws SQLException {
      Savepoint before = connection.setSavepoint();
      try {
        T value = work.run(sql);
        answer = () -> future.complete(value);
      } catch (TrackingRefusal | RuntimeException | StackOverflowError e) {
        connection.rollback(before);
        answer = () -> future.completeExceptionally(e);
      }
    }
  }

  /** What keeps runs from being recorded, if anything does. Any thread. */
  public Optional<String> trouble() {
    return thread.trouble();
  }

  private void run() throws InterruptedException {
    TrackingSql sql = new TrackingSql(connection);
    List<Task<?>> batch = new ArrayList<>();
    while (!closed || !waiting.isEmpty()) {
      batch.clear();
      batch.add(waiting.take());
      try {
        waiting.drainTo(batch, BATCH_MAX);
        for (Task<?> task : batch) {
          task.run(sql);
        }
        connection.commit();
        batch.forEach(task -> task.answer.run());
      } catch (SQLException e) {
        rollBack();
        batch.forEach(task -> task.future.completeExceptionally(e));
      } catch (RuntimeException | Error e) {
        // Those who wait must not wait forever; the loop is started again.
        rollBack();
        batch.forEach(task -> task.future.completeExceptionally(e));
        throw e;
      }
    }
  }

  private void rollBack() {
    try {
      connection.rollback();
    } catch (SQLException _) {
      // Everyone who waits gets the commit's own failure.
    }
  }

  /** Finishes the waiting work, then closes the file. */
  @Override
  public void close() throws SQLException {
    closed = true;
    // Wakes the thread, which then checks the flag.
    waiting.add(new Task<>(_ -> "", new CompletableFuture<>()));
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    connection.close();
  }
}
