package org.arkwright.tracking;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.arkwright.model.id.ProjectName;

/** The table of experiments, the named groups of a project's runs. */
final class Experiments {
  private static final Pattern NAME_FILTER =
      Pattern.compile("\\s*(?:attribute\\.)?name\\s*=\\s*'([^']*)'\\s*");

  private Experiments() {}

  record Experiment(long id, String project, String name, String stage, long created) {
    static Experiment of(ResultSet row) throws SQLException {
      return new Experiment(
          row.getLong("id"),
          row.getString("project"),
          row.getString("name"),
          row.getString("stage"),
          row.getLong("created"));
    }

    ObjectNode json() {
      return JsonNodeFactory.instance
          .objectNode()
          .put("experiment_id", Long.toString(id))
          .put("name", name)
          .put("artifact_location", "mlflow-artifacts:/" + id)
          .put("lifecycle_stage", stage)
          .put("creation_time", created)
          .put("last_update_time", created);
    }
  }

  static long create(TrackingSql sql, ProjectName project, String name, long nowMillis)
      throws SQLException, TrackingRefusal {
    if (name.isBlank() || name.length() > 500) {
      throw TrackingRefusal.invalid(name, "an experiment's name of 1 to 500 characters");
    }
    if (named(sql, project, name).isPresent()) {
      throw new TrackingRefusal(
          TrackingRefusal.Code.RESOURCE_ALREADY_EXISTS,
          "Experiment '%s' already exists in project %s.".formatted(name, project));
    }
    sql.update(
        "INSERT INTO experiments(project, name, stage, created) VALUES (?, ?, 'active', ?)",
        project.value(),
        name,
        nowMillis);
    return named(sql, project, name).orElseThrow().id;
  }

  static Optional<Experiment> named(TrackingSql sql, ProjectName project, String name)
      throws SQLException {
    return sql.first(
        "SELECT * FROM experiments WHERE project = ? AND name = ?",
        Experiment::of,
        project.value(),
        name);
  }

  static Experiment get(TrackingSql sql, TrackingCaller caller, String id)
      throws SQLException, TrackingRefusal {
    return sql.first("SELECT * FROM experiments WHERE id = ?", Experiment::of, number(id))
        .filter(found -> caller.maySee(found.project))
        .orElseThrow(() -> TrackingRefusal.missing("experiment", id));
  }

  /**
   * Returns the experiments of the caller's project; with a filter {@code name = '…'}, only that
   * one.
   */
  static List<Experiment> search(TrackingSql sql, TrackingCaller caller, String filter)
      throws SQLException, TrackingRefusal {
    if (filter.isBlank()) {
      return sql.list(
          "SELECT * FROM experiments WHERE project = ? ORDER BY id DESC",
          Experiment::of,
          caller.project().value());
    }
    Matcher name = NAME_FILTER.matcher(filter);
    if (!name.matches()) {
      throw TrackingRefusal.invalid(filter, "a filter such as name = 'train'");
    }
    return named(sql, caller.project(), name.group(1)).stream().toList();
  }

  private static long number(String id) throws TrackingRefusal {
    if (!id.matches("[0-9]{1,18}")) {
      throw TrackingRefusal.missing("experiment", id);
    }
    return Long.parseLong(id);
  }
}
