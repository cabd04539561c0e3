package org.arkwright.projection;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.arkwright.model.id.JobId;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.JobState;
import org.arkwright.wire.Wire;

/**
 * Removes the records of jobs that ended long ago from the lists, and then of those that were
 * submitted first while all records of ended jobs together are too large. Journal and postings keep
 * them, and how many they were stays with the lists. For the thread that writes the projections.
 *
 * @param age the longest time since a job's end
 * @param bytesMax of the records of all ended jobs
 */
record HistorySweep(Duration age, long bytesMax) {
  private static final int STEP = 500;

  /** Who has just followed a job to its end still asks how it ended. */
  private static final Duration LEFT_ALONE = Duration.ofDays(1);

  private static final String ENDED = "state IN ('Succeeded', 'Failed', 'Cancelled')";

  /** The record of an ended job. */
  private record Ended(Job job, int bytes, Instant at) {}

  /** Sweeps once and returns the number of jobs removed; the caller commits. */
  int sweep(Connection connection, Wire wire, Instant now) throws SQLException {
    long total = total(connection);
    Instant recent = now.minus(LEFT_ALONE);
    Instant old = now.minus(age);
    Instant newest = total > bytesMax || old.isAfter(recent) ? recent : old;
    removePipelines(connection, old.isAfter(recent) ? recent : old);
    int removed = 0;
    long after = -1;
    while (true) {
      // Ids grow with the time of submission, before which no job ends.
      List<Ended> step = next(connection, wire, after, JobId.of(newest.toEpochMilli(), 0));
      for (Ended ended : step) {
        after = ended.job.id().value();
        if (ended.at.isBefore(old) || (total > bytesMax && ended.at.isBefore(recent))) {
          remove(connection, ended.job);
          total -= ended.bytes;
          removed++;
        }
      }
      boolean agesLeft = !step.isEmpty() && step.getLast().job.id().time().isBefore(old);
      if (step.size() < STEP || (total <= bytesMax && !agesLeft)) {
        return removed;
      }
    }
  }

  private static void removePipelines(Connection connection, Instant before) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("DELETE FROM pipelines WHERE ended < ?")) {
      delete.setLong(1, TimeUnit.MILLISECONDS.toNanos(before.toEpochMilli()));
      delete.executeUpdate();
    }
  }

  private static long total(Connection connection) throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement("SELECT SUM(LENGTH(story)) FROM jobs WHERE " + ENDED);
        ResultSet row = select.executeQuery()) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  private static List<Ended> next(Connection connection, Wire wire, long after, JobId before)
      throws SQLException {
    List<Ended> step = new ArrayList<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT story FROM jobs WHERE id > ? AND id < ? AND "
                + ENDED
                + " ORDER BY id LIMIT "
                + STEP)) {
      select.setLong(1, after);
      select.setLong(2, before.value());
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          byte[] story = row.getBytes(1);
          Job job = wire.read(story, JobRecord.class).job();
          step.add(new Ended(job, story.length, endOf(job.state())));
        }
      }
    }
    return step;
  }

  private static Instant endOf(JobState state) {
    long nanos =
        switch (state) {
          case JobState.Succeeded(long at) -> at;
          case JobState.Failed(_, long at) -> at;
          case JobState.Cancelled(_, long at) -> at;
          case JobState.Queued _, JobState.Starting _, JobState.Running _, JobState.Stopping _ ->
              throw new IllegalStateException("a record of an ended job says " + state.word());
        };
    return Instant.ofEpochSecond(
        TimeUnit.NANOSECONDS.toSeconds(nanos), nanos % TimeUnit.SECONDS.toNanos(1));
  }

  private static void remove(Connection connection, Job job) throws SQLException {
    try (PreparedStatement jobs = connection.prepareStatement("DELETE FROM jobs WHERE id = ?");
        PreparedStatement labels =
            connection.prepareStatement(
                "DELETE FROM labels WHERE name = ? AND value = ? AND job = ?");
        PreparedStatement swept =
            connection.prepareStatement(
                "INSERT INTO swept VALUES (?, ?, 1)"
                    + " ON CONFLICT(project, state) DO UPDATE SET jobs = jobs + 1")) {
      swept.setString(1, job.spec().project().value());
      swept.setString(2, job.state().word());
      swept.executeUpdate();
      jobs.setLong(1, job.id().value());
      jobs.executeUpdate();
      for (Map.Entry<String, String> label : job.spec().labels().entrySet()) {
        labels.setString(1, label.getKey());
        labels.setString(2, label.getValue());
        labels.setLong(3, job.id().value());
        labels.executeUpdate();
      }
    }
  }
}
