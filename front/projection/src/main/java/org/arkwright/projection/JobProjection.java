package org.arkwright.projection;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.arkwright.control.ControlPlane.NumberedEvent;
import org.arkwright.model.Event;
import org.arkwright.model.id.JobId;
import org.arkwright.model.job.Job;
import org.arkwright.wire.Wire;

/**
 * Folds events into job records and writes the changed ones, together with the journal position, in
 * one transaction. For one thread.
 */
final class JobProjection implements AutoCloseable {
  /**
   * The most records of unfinished jobs cached in memory; others are read again when they change.
   */
  private static final int CACHED_MAX = 5_000;

  private final Connection connection;
  private final Wire wire = Wire.strict();
  private final Map<JobId, JobRecord> cached = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<JobId, JobRecord> changed = new LinkedHashMap<>();
  private final Collection<Job> submittedJobs = new ArrayList<>();
  private final PipelineProjection pipelines;
  private final LedgerWriter ledger;
  private long number;

  JobProjection(Connection connection) {
    this.connection = connection;
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT number FROM progress")) {
      this.number = row.getLong(1);
      this.ledger = new LedgerWriter(connection, LedgerReader.writtenLedger(connection));
      this.pipelines = new PipelineProjection(connection);
      connection.setAutoCommit(false);
    } catch (SQLException e) {
      throw new ProjectionException("cannot read the position of the projection", e);
    }
  }

  /** The number of the last event applied. */
  long number() {
    return number;
  }

  /** Applies events; {@link #commit} makes them visible. */
  void take(List<NumberedEvent> events) {
    events.forEach(this::take);
  }

  void take(NumberedEvent numbered) {
    if (numbered.number() > number) {
      if (numbered.event() instanceof Event.OfJob event) {
        fold(event.job(), event);
      }
      pipelines.take(numbered.event());
      ledger.take(numbered.event());
      number = numbered.number();
    }
  }

  private void fold(JobId id, Event.OfJob event) {
    JobRecord jobRecord;
    if (event instanceof Event.JobSubmitted submitted) {
      jobRecord = JobRecord.begin(submitted);
      submittedJobs.add(jobRecord.job());
    } else {
      jobRecord = current(id).next(event);
    }
    changed.put(id, jobRecord);
    if (event.endsJob()) {
      cached.remove(id);
    } else {
      cached.put(id, jobRecord);
    }
  }

  private JobRecord current(JobId id) {
    return Optional.ofNullable(changed.get(id))
        .or(() -> Optional.ofNullable(cached.get(id)))
        .or(() -> read(id))
        .orElseThrow(() ->
            new IllegalStateException("the journal has events of a job never submitted: " + id));
  }

  private Optional<JobRecord> read(JobId id) {
    try (PreparedStatement select =
        connection.prepareStatement("SELECT story FROM jobs WHERE id = ?")) {
      select.setLong(1, id.value());
      try (ResultSet row = select.executeQuery()) {
        return row.next()
            ? Optional.of(wire.read(row.getBytes(1), JobRecord.class))
            : Optional.empty();
      }
    } catch (SQLException e) {
      throw new ProjectionException("cannot read job " + id, e);
    }
  }

  void commit() {
    try {
      writeJobs();
      writeLabels();
      pipelines.write();
      ledger.write();
      try (PreparedStatement update =
          connection.prepareStatement("UPDATE progress SET number = ?")) {
        update.setLong(1, number);
        update.executeUpdate();
      }
      connection.commit();
    } catch (SQLException e) {
      throw new ProjectionException("cannot write projections", e);
    }
    changed.clear();
    submittedJobs.clear();
    var eldest = cached.entrySet().iterator();
    for (int excess = cached.size() - CACHED_MAX; excess > 0; excess--) {
      eldest.next();
      eldest.remove();
    }
  }

  /** Removes records of ended jobs; everything taken has to be committed. */
  int sweep(HistorySweep sweep, Instant now) {
    try {
      int removed = sweep.sweep(connection, wire, now);
      connection.commit();
      return removed;
    } catch (SQLException e) {
      throw new ProjectionException("cannot remove records of ended jobs", e);
    }
  }

  private void writeJobs() throws SQLException {
    try (PreparedStatement write =
        connection.prepareStatement(
            """
            INSERT INTO jobs(id, project, name, state, story) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT(id) DO UPDATE SET state = excluded.state, story = excluded.story
            """)) {
      for (JobRecord jobRecord : changed.values()) {
        Job job = jobRecord.job();
        write.setLong(1, job.id().value());
        write.setString(2, job.spec().project().value());
        write.setString(3, job.spec().name());
        write.setString(4, job.state().word());
        write.setBytes(5, wire.write(jobRecord));
        write.executeUpdate();
      }
    }
  }

  private void writeLabels() throws SQLException {
    try (PreparedStatement write =
        connection.prepareStatement("INSERT OR IGNORE INTO labels VALUES (?, ?, ?)")) {
      for (Job job : submittedJobs) {
        for (Map.Entry<String, String> label : job.spec().labels().entrySet()) {
          write.setString(1, label.getKey());
          write.setString(2, label.getValue());
          write.setLong(3, job.id().value());
          write.executeUpdate();
        }
      }
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new ProjectionException("cannot close projections", e);
    }
  }
}
