package org.arkwright.projection;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.concurrent.locks.ReentrantLock;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.PipelineId;
import org.arkwright.model.pipeline.Pipeline;
import org.arkwright.wire.Wire;

/** Runs queries over one connection, one at a time. Any thread. */
final class JobRecordReader implements AutoCloseable {
  private final Connection connection;
  private final ReentrantLock lock = new ReentrantLock();

  /** The most bytes of stored jobs that one list reads; at least one job is read. */
  private static final long PAGE_BYTES_MAX = 8 << 20;

  private static final Set<String> ENDED = Set.of("Succeeded", "Failed", "Cancelled");

  private final Wire wire = Wire.strict();

  JobRecordReader(Connection connection) {
    this.connection = connection;
  }

  Optional<JobRecord> find(JobId id) {
    return select("SELECT story FROM jobs WHERE id = ?", List.of(id.value()), 1).jobs().stream()
        .findFirst();
  }

  JobPage list(JobQuery query) {
    return list(query, new StringJoiner(" AND ", " WHERE ", "").setEmptyValue(""));
  }

  JobPage listEnded(JobQuery query, Optional<JobId> after) {
    StringJoiner where = new StringJoiner(" AND ", " WHERE ", "").setEmptyValue("");
    if (query.state().isEmpty()) {
      // In the order of submission, without an index by state: the newest are asked for.
      where.add("+state IN ('Succeeded', 'Failed', 'Cancelled')");
    }
    after.ifPresent(id -> where.add("id > " + id.value()));
    return list(query, where);
  }

  private JobPage list(JobQuery query, StringJoiner where) {
    List<Object> values = new ArrayList<>();
    query.project().ifPresent(project -> where.add(equal("project", project, values)));
    query.state().ifPresent(state -> where.add(equal("state", state, values)));
    query.name().ifPresent(name -> where.add(equal("name", name, values)));
    for (Map.Entry<String, String> label : query.labels().entrySet()) {
      where.add("id IN (SELECT job FROM labels WHERE name = ? AND value = ?)");
      values.add(label.getKey());
      values.add(label.getValue());
    }
    query
        .before()
        .ifPresent(before -> {
          where.add("id < ?");
          values.add(before.value());
        });
    values.add(query.limit());
    return select(
        "SELECT story FROM jobs" + where + " ORDER BY id DESC LIMIT ?", values, query.limit());
  }

  List<Pipeline> pipelines(PipelineQuery query) {
    lock.lock();
    try {
      return PipelineProjection.list(connection, wire, query);
    } catch (SQLException e) {
      throw new ProjectionException("cannot read the pipelines", e);
    } finally {
      lock.unlock();
    }
  }

  Optional<Pipeline> pipeline(PipelineId id) {
    lock.lock();
    try (PreparedStatement select =
        connection.prepareStatement("SELECT id, spec, progress FROM pipelines WHERE id = ?")) {
      select.setLong(1, id.value());
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? Optional.of(PipelineProjection.read(row, wire)) : Optional.empty();
      }
    } catch (SQLException e) {
      throw new ProjectionException("cannot read pipeline " + id, e);
    } finally {
      lock.unlock();
    }
  }

  List<JobCount> counts() {
    lock.lock();
    try (PreparedStatement select =
            connection.prepareStatement(
                """
                SELECT project, state, SUM(jobs) FROM (
                  SELECT project, state, COUNT(*) AS jobs FROM jobs GROUP BY project, state
                  UNION ALL SELECT project, state, jobs FROM swept)
                GROUP BY project, state ORDER BY project, state
                """);
        ResultSet rows = select.executeQuery()) {
      List<JobCount> counts = new ArrayList<>();
      while (rows.next()) {
        String state = rows.getString(2);
        counts.add(new JobCount(rows.getString(1), state, ENDED.contains(state), rows.getLong(3)));
      }
      return counts;
    } catch (SQLException e) {
      throw new ProjectionException("cannot read the job history", e);
    } finally {
      lock.unlock();
    }
  }

  List<String> projects() {
    lock.lock();
    try (PreparedStatement select =
            connection.prepareStatement("SELECT DISTINCT project FROM jobs ORDER BY project");
        ResultSet rows = select.executeQuery()) {
      List<String> projects = new ArrayList<>();
      while (rows.next()) {
        projects.add(rows.getString(1));
      }
      return projects;
    } catch (SQLException e) {
      throw new ProjectionException("cannot read the job history", e);
    } finally {
      lock.unlock();
    }
  }

  private static String equal(String column, String value, List<Object> values) {
    values.add(value);
    return column + " = ?";
  }

  private JobPage select(String sql, List<Object> values, int limit) {
    lock.lock();
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.size(); i++) {
        select.setObject(i + 1, values.get(i));
      }
      List<JobRecord> jobRecords = new ArrayList<>();
      try (ResultSet rows = select.executeQuery()) {
        long size = 0;
        while (size < PAGE_BYTES_MAX && rows.next()) {
          byte[] story = rows.getBytes(1);
          size += story.length;
          jobRecords.add(wire.read(story, JobRecord.class));
        }
        return new JobPage(jobRecords, jobRecords.size() == limit || size >= PAGE_BYTES_MAX);
      }
    } catch (SQLException e) {
      throw new ProjectionException("cannot read the job history", e);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      connection.close();
    } catch (SQLException e) {
      throw new ProjectionException("cannot close projections", e);
    } finally {
      lock.unlock();
    }
  }
}
