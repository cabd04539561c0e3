package org.arkwright.projection;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.arkwright.kernel.state.LivePipeline;
import org.arkwright.model.ArtifactEvent;
import org.arkwright.model.Event;
import org.arkwright.model.PipelineEvent;
import org.arkwright.model.artifact.ArtifactVersion;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.PipelineId;
import org.arkwright.model.job.JobState;
import org.arkwright.model.pipeline.Pipeline;
import org.arkwright.model.pipeline.PipelineSpec;
import org.arkwright.model.pipeline.StepOf;
import org.arkwright.model.pipeline.StepState;
import org.arkwright.wire.Wire;

/**
 * Folds events into the records of pipelines. What is live is kept in memory, as in the state. For
 * one thread.
 */
final class PipelineProjection {
  private final Connection connection;
  private final Wire wire = Wire.strict();
  private final Map<PipelineId, LivePipeline> live = new TreeMap<>();
  private final Map<JobId, StepOf> jobs = new TreeMap<>();
  private final Map<PipelineId, Pipeline> changed = new LinkedHashMap<>();
  private final Map<PipelineId, PipelineSpec> submitted = new LinkedHashMap<>();

  /** What of a pipeline changes; the rest is written once. */
  record Progress(
      String submittedBy,
      long submittedAtNanos,
      SortedMap<String, StepState> steps,
      Optional<String> cancelledBy,
      Optional<Pipeline.End> end) {
    static Progress of(Pipeline pipeline) {
      return new Progress(
          pipeline.submittedBy(),
          pipeline.submittedAtNanos(),
          pipeline.steps(),
          pipeline.cancelledBy(),
          pipeline.end());
    }
  }

  /** Reads those that are live, from a connection that is used for nothing else meanwhile. */
  PipelineProjection(Connection connection) throws SQLException {
    this.connection = connection;
    try (PreparedStatement select =
            connection.prepareStatement(
                "SELECT id, spec, progress FROM pipelines WHERE ended IS NULL");
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        begin(read(rows, wire));
      }
    }
  }

  /** The pipeline in the current row of id, spec and progress. */
  static Pipeline read(ResultSet row, Wire wire) throws SQLException {
    Progress progress = wire.read(row.getBytes(3), Progress.class);
    return new Pipeline(
        new PipelineId(row.getLong(1)),
        wire.read(row.getBytes(2), PipelineSpec.class),
        progress.submittedBy(),
        progress.submittedAtNanos(),
        progress.steps(),
        progress.cancelledBy(),
        progress.end());
  }

  private void begin(Pipeline pipeline) {
    live.put(pipeline.id(), new LivePipeline(pipeline));
    pipeline
        .steps()
        .forEach((step, state) ->
            state.jobId().ifPresent(job -> jobs.put(job, new StepOf(pipeline.id(), step))));
  }

  void take(Event event) {
    switch (event) {
      case Event.JobSubmitted submission ->
          StepOf.of(submission.spec())
              .filter(of -> live.containsKey(of.pipeline()))
              .ifPresent(of -> {
                jobs.put(submission.job(), of);
                of(of.pipeline())
                    .ifPresent(found ->
                        found.steps().started(of.step(), submission.job(), submission.atNanos()));
              });
      case Event.JobSucceeded(JobId job, long at) -> ended(job, new JobState.Succeeded(at));
      case Event.JobFailed(JobId job, var cause, long at) ->
          ended(job, new JobState.Failed(cause, at));
      case Event.JobCancelled(JobId job, String by, long at) ->
          ended(job, new JobState.Cancelled(by, at));
      case ArtifactEvent.ArtifactRegistered(ArtifactVersion version) ->
          version
              .lineage()
              .job()
              .map(jobs::get)
              .ifPresent(step ->
                  of(step.pipeline()).ifPresent(found -> found.steps().made(step.step(), version)));
      case PipelineEvent pipeline -> take(pipeline);
      case Event _ -> {}
    }
  }

  private void ended(JobId job, JobState state) {
    Optional.ofNullable(jobs.get(job))
        .ifPresent(step ->
            of(step.pipeline()).ifPresent(found -> found.steps().jobIs(step.step(), job, state)));
  }

  private void take(PipelineEvent event) {
    if (event instanceof PipelineEvent.PipelineSubmitted first) {
      begin(
          new Pipeline(
              first.pipeline(),
              first.spec(),
              first.by(),
              first.atNanos(),
              Collections.emptySortedMap(),
              Optional.empty(),
              Optional.empty()));
      submitted.put(first.pipeline(), first.spec());
    }
    of(event.pipeline())
        .ifPresent(found -> {
          switch (event) {
            case PipelineEvent.PipelineSubmitted _ -> {}
            case PipelineEvent.StepReused(_, String step, var outputs, long at) ->
                found.steps().settled(step, new StepState.Reused(outputs, at));
            case PipelineEvent.StepUnstartable(_, String step, String why, long at) ->
                found.steps().settled(step, new StepState.Unstartable(why, at));
            case PipelineEvent.PipelineStopping(_, String by, long at) -> {
              found.cancel(by, at);
            }
            case PipelineEvent.PipelineEnded(PipelineId id, var outcome, long at) -> {
              found.end(new Pipeline.End(outcome, at));
              changed.put(id, found.now());
              live.remove(id);
              found
                  .steps()
                  .states()
                  .values()
                  .forEach(state -> state.jobId().ifPresent(jobs::remove));
            }
          }
        });
  }

  /** The live pipeline, of which something changes now. */
  private Optional<LivePipeline> of(PipelineId id) {
    Optional<LivePipeline> found = Optional.ofNullable(live.get(id));
    found.ifPresent(one -> changed.put(id, one.submitted()));
    return found;
  }

  /** Writes what changed; the caller commits. */
  void write() throws SQLException {
    try (PreparedStatement insert =
            connection.prepareStatement(
                "INSERT OR REPLACE INTO pipelines(id, project, name, state, ended, spec, progress)"
                    + " VALUES (?, ?, ?, '', NULL, ?, X'')");
        PreparedStatement update =
            connection.prepareStatement(
                "UPDATE pipelines SET state = ?, ended = ?, progress = ? WHERE id = ?")) {
      for (Map.Entry<PipelineId, PipelineSpec> entry : submitted.entrySet()) {
        insert.setLong(1, entry.getKey().value());
        insert.setString(2, entry.getValue().project().value());
        insert.setString(3, entry.getValue().name());
        insert.setBytes(4, wire.write(entry.getValue()));
        insert.executeUpdate();
      }
      for (Map.Entry<PipelineId, Pipeline> entry : changed.entrySet()) {
        Pipeline now =
            Optional.ofNullable(live.get(entry.getKey()))
                .map(LivePipeline::now)
                .orElse(entry.getValue());
        update.setString(1, now.word());
        update.setObject(2, now.end().map(Pipeline.End::atNanos).orElse(null));
        update.setBytes(3, wire.write(Progress.of(now)));
        update.setLong(4, entry.getKey().value());
        update.executeUpdate();
      }
    }
    submitted.clear();
    changed.clear();
  }

  /** The pipelines that the query selects, newest first. */
  static List<Pipeline> list(Connection connection, Wire wire, PipelineQuery query)
      throws SQLException {
    List<Object> values = new ArrayList<>();
    StringBuilder sql = new StringBuilder("SELECT id, spec, progress FROM pipelines WHERE 1");
    query.project().ifPresent(project -> sql.append(equal("project", project.value(), values)));
    query.name().ifPresent(name -> sql.append(equal("name", name, values)));
    query.state().ifPresent(state -> sql.append(equal("state", state, values)));
    query
        .before()
        .ifPresent(before -> {
          sql.append(" AND id < ?");
          values.add(before.value());
        });
    values.add(query.limit());
    List<Pipeline> found = new ArrayList<>();
    try (PreparedStatement select =
        connection.prepareStatement(sql + " ORDER BY id DESC LIMIT ?")) {
      for (int i = 0; i < values.size(); i++) {
        select.setObject(i + 1, values.get(i));
      }
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          found.add(read(rows, wire));
        }
      }
    }
    return found;
  }

  private static String equal(String column, String value, List<Object> values) {
    values.add(value);
    return " AND " + column + " = ?";
  }
}
