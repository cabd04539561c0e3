package org.arkwright.tracking;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.arkwright.model.id.ProjectName;
import org.arkwright.tracking.request.Search;
import org.arkwright.tracking.request.Stage;
import org.arkwright.tracking.request.TrackingCaller;
import org.arkwright.tracking.request.TrackingRefusal;
import org.arkwright.tracking.search.Field.Group;
import org.arkwright.tracking.search.Subject;
import org.arkwright.tracking.search.Subject.Use;
import org.arkwright.tracking.store.Notes;
import org.arkwright.tracking.store.Quotas;
import org.arkwright.tracking.store.TrackingSql;

/**
 * The table of experiments, the named groups of a project's runs. Each project has a standard one,
 * {@code Default}, which its members know as 0.
 */
final class Experiments {
  static final String DEFAULT = "Default";
  private static final String DEFAULT_ID = "0";
  private static final int NAME_MAX = 500;

  /** What can be asked of experiments, of which the table is {@code e}. */
  static final Subject SUBJECT =
      new Subject.Builder()
          .text("e.name", Use.BOTH, "name")
          .number("e.created", Use.BOTH, "creation_time")
          .number("e.updated", Use.BOTH, "last_update_time")
          .number("e.id", Use.ORDER, "experiment_id")
          .keyed(
              Group.TAG, "notes WHERE owner = 'experiment:' || e.id AND kind = 'tag' AND name = ?")
          .build();

  private Experiments() {}

  /**
   * An experiment.
   *
   * @param location where artifacts of its runs are kept; empty for this server's store
   * @param standard whether it is its project's {@code Default}
   */
  record Experiment(
      long id,
      String project,
      String name,
      String stage,
      String location,
      boolean standard,
      long created,
      long updated) {
    static Experiment of(ResultSet row) throws SQLException {
      return new Experiment(
          row.getLong("id"),
          row.getString("project"),
          row.getString("name"),
          row.getString("stage"),
          row.getString("location"),
          row.getBoolean("standard"),
          row.getLong("created"),
          row.getLong("updated"));
    }

    boolean active() {
      return stage.equals(Stage.ACTIVE);
    }

    /** The id by which the caller knows it. */
    String idFor(TrackingCaller caller) {
      return standard && caller.project().value().equals(project) ? DEFAULT_ID : Long.toString(id);
    }

    /** Where artifacts are kept, as clients read it. */
    String artifactLocation(TrackingCaller caller) {
      return location.isEmpty() ? "mlflow-artifacts:/" + idFor(caller) : location;
    }

    ObjectNode json(TrackingCaller caller, ArrayNode tags) {
      ObjectNode json =
          JsonNodeFactory.instance
              .objectNode()
              .put("experiment_id", idFor(caller))
              .put("name", name)
              .put("artifact_location", artifactLocation(caller))
              .put("lifecycle_stage", stage)
              .put("last_update_time", updated)
              .put("creation_time", created);
      json.set("tags", tags);
      return json;
    }

    void requireActive(TrackingCaller caller) throws TrackingRefusal {
      if (!active()) {
        throw TrackingRefusal.invalid(
            "The experiment %s must be in the 'active' state. Current state is %s."
                .formatted(idFor(caller), stage));
      }
    }
  }

  static void checkName(String name) throws TrackingRefusal {
    if (name.isBlank()
        || name.length() > NAME_MAX
        || name.chars().anyMatch(Character::isISOControl)) {
      throw TrackingRefusal.invalid(name, "an experiment's name of 1 to 500 characters");
    }
  }

  static Experiment create(
      TrackingSql sql, TrackingCaller caller, String name, String location, long nowMillis)
      throws SQLException, TrackingRefusal {
    checkName(name);
    Optional<Experiment> existing = find(sql, caller.project(), name);
    if (existing.isPresent()) {
      throw new TrackingRefusal(
          TrackingRefusal.Code.RESOURCE_ALREADY_EXISTS,
          existing.get().active()
              ? "Experiment(name=%s) already exists in project %s."
                  .formatted(name, caller.project())
              : "Experiment '%s' already exists in deleted state in project %s. Restore it, or use another name."
                  .formatted(name, caller.project()));
    }
    Quotas.add(sql, Quotas.EXPERIMENTS, "project:" + caller.project(), 1, 0);
    if (!caller.job().isEmpty()) {
      Quotas.add(sql, Quotas.JOB_EXPERIMENTS, "job:" + caller.job(), 1, 0);
    }
    sql.update(
        """
        INSERT INTO experiments(project, name, stage, created, location, updated, job, standard)
        VALUES (?, ?, 'active', ?, ?, ?, ?, ?)
        """,
        caller.project().value(),
        name,
        nowMillis,
        location,
        nowMillis,
        caller.job(),
        name.equals(DEFAULT));
    return find(sql, caller.project(), name).orElseThrow();
  }

  private static Optional<Experiment> find(TrackingSql sql, ProjectName project, String name)
      throws SQLException {
    return sql.first(
        "SELECT * FROM experiments WHERE project = ? AND name = ?",
        Experiment::of,
        project.value(),
        name);
  }

  /**
   * Returns the experiment of that name; {@code Default} is created when it is first looked for.
   */
  static Optional<Experiment> named(
      TrackingSql sql, TrackingCaller caller, String name, long nowMillis)
      throws SQLException, TrackingRefusal {
    if (name.equals(DEFAULT)) {
      var _ = standard(sql, caller, nowMillis);
    }
    return find(sql, caller.project(), name);
  }

  /** Returns the project's standard experiment, creating it if necessary. */
  static Experiment standard(TrackingSql sql, TrackingCaller caller, long nowMillis)
      throws SQLException, TrackingRefusal {
    Optional<Experiment> found =
        sql.first(
            "SELECT * FROM experiments WHERE project = ? AND standard = 1",
            Experiment::of,
            caller.project().value());
    return found.isPresent()
        ? found.get()
        : create(
            sql,
            TrackingCaller.administrator(
                Optional.of(caller.project()), caller.origin(), caller.user()),
            DEFAULT,
            "",
            nowMillis);
  }

  static Experiment get(TrackingSql sql, TrackingCaller caller, String id, long nowMillis)
      throws SQLException, TrackingRefusal {
    if (id.equals(DEFAULT_ID)) {
      return standard(sql, caller, nowMillis);
    }
    return byNumber(sql, id)
        .filter(found -> caller.maySee(found.project))
        .orElseThrow(
            () -> TrackingRefusal.missing("No Experiment with id=%s exists".formatted(id)));
  }

  private static Optional<Experiment> byNumber(TrackingSql sql, String id) throws SQLException {
    return id.matches("[0-9]{1,18}")
        ? sql.first("SELECT * FROM experiments WHERE id = ?", Experiment::of, Long.parseLong(id))
        : Optional.empty();
  }

  /** Returns those of the experiments that exist and that the caller may see. */
  static List<Experiment> visible(
      TrackingSql sql, TrackingCaller caller, List<String> ids, long nowMillis)
      throws SQLException, TrackingRefusal {
    List<Experiment> found = new ArrayList<>();
    for (String id : ids) {
      if (id.equals(DEFAULT_ID)) {
        found.add(standard(sql, caller, nowMillis));
      } else {
        byNumber(sql, id).filter(some -> caller.maySee(some.project)).ifPresent(found::add);
      }
    }
    return found;
  }

  /**
   * Returns a page of the caller's project's experiments, one more than asked if there are more.
   */
  static List<Experiment> search(
      TrackingSql sql, TrackingCaller caller, Search search, String stages) throws SQLException {
    return sql.list(
        "SELECT e.* FROM experiments e WHERE e.project = ? AND %s AND %s"
                .formatted(stages.replace("stage", "e.stage"), search.filter().sql())
            + " ORDER BY %s e.created DESC, e.id DESC LIMIT ? OFFSET ?"
                .formatted(search.order().sql()),
        Experiment::of,
        search.values(caller.project().value()));
  }

  /** Returns the experiments' numbers as a JSON array, over which {@code json_each(?)} reads. */
  static String ids(List<Experiment> experiments) {
    return TrackingSql.array(
        experiments.stream().map(experiment -> Long.toString(experiment.id())).toList());
  }

  /** Returns the experiments in JSON, with their tags. */
  static ArrayNode json(TrackingSql sql, TrackingCaller caller, List<Experiment> experiments)
      throws SQLException {
    var tags =
        Notes.json(
            sql,
            experiments.stream().map(experiment -> Notes.ofExperiment(experiment.id)).toList(),
            "tag");
    ArrayNode json = JsonNodeFactory.instance.arrayNode();
    for (Experiment experiment : experiments) {
      json.add(
          experiment.json(
              caller,
              tags.getOrDefault(
                  Notes.ofExperiment(experiment.id), JsonNodeFactory.instance.arrayNode())));
    }
    return json;
  }

  static void touch(TrackingSql sql, Experiment experiment, long nowMillis) throws SQLException {
    sql.update("UPDATE experiments SET updated = ? WHERE id = ?", nowMillis, experiment.id);
  }
}
