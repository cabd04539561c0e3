package org.arkwright.tracking;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.arkwright.model.id.ProjectName;
import org.arkwright.tracking.request.Search;
import org.arkwright.tracking.request.TrackingCaller;
import org.arkwright.tracking.request.TrackingRefusal;
import org.arkwright.tracking.search.Field.Group;
import org.arkwright.tracking.search.Subject;
import org.arkwright.tracking.search.Subject.Use;
import org.arkwright.tracking.store.Notes;
import org.arkwright.tracking.store.Quotas;
import org.arkwright.tracking.store.TrackingSql;

/**
 * The tables of registered models, their versions and aliases. A version whose files are in this
 * server's store is a version of an artifact too, which {@code artifact} names.
 */
final class Registry {
  static final String NO_STAGE = "None";
  private static final int NAME_MAX = 256;

  /** What can be asked of registered models, of which the table is {@code m}. */
  static final Subject MODELS =
      new Subject.Builder()
          .text("m.name", Use.BOTH, "name")
          .number("m.created", Use.BOTH, "creation_timestamp")
          .number("m.updated", Use.BOTH, "last_updated_timestamp", "timestamp")
          .keyed(Group.TAG, tags("'registered:' || m.id"), "mlflow.prompt.is_prompt")
          .build();

  /**
   * What can be asked of versions, of which the table is {@code v}, and {@code m} their model's.
   */
  static final Subject VERSIONS =
      new Subject.Builder()
          .text("m.name", Use.BOTH, "name")
          .number("v.version", Use.BOTH, "version_number")
          .text("v.run", Use.FILTER, "run_id")
          .text("v.source", Use.FILTER, "source_path")
          .number("v.created", Use.BOTH, "creation_timestamp")
          .number("v.updated", Use.BOTH, "last_updated_timestamp")
          .keyed(
              Group.TAG,
              tags("'version:' || v.model || ':' || v.version"),
              "mlflow.prompt.is_prompt")
          .build();

  private Registry() {}

  /** A model that has no tag on whether it is a prompt is none, as MLflow's clients ask. */
  private static String tags(String owner) {
    return """
    (SELECT COALESCE((SELECT value FROM notes WHERE owner = %1$s AND kind = 'tag' AND name = n),
       IIF(n = p, 'false', NULL)) AS value
     FROM (SELECT ? AS n, ? AS p)) WHERE value IS NOT NULL\
    """
        .formatted(owner);
  }

  /**
   * A registered model.
   *
   * @param highest the highest number that a version had; numbers are not reused
   */
  record Model(
      long id,
      String project,
      String name,
      String description,
      long created,
      long updated,
      long highest) {
    static Model of(ResultSet row) throws SQLException {
      return new Model(
          row.getLong("id"),
          row.getString("project"),
          row.getString("name"),
          row.getString("description"),
          row.getLong("created"),
          row.getLong("updated"),
          row.getLong("highest"));
    }
  }

  /**
   * A version.
   *
   * @param loggedModel the id of the logged model it was made from; may be empty
   * @param artifact the version's artifact, such as {@code model/NAME@3}; may be empty
   */
  record Version(
      long model,
      String name,
      long version,
      String description,
      String source,
      String run,
      String loggedModel,
      String user,
      String stage,
      long created,
      long updated,
      String artifact) {
    static Version of(ResultSet row) throws SQLException {
      return new Version(
          row.getLong("model"),
          row.getString("name"),
          row.getLong("version"),
          row.getString("description"),
          row.getString("source"),
          row.getString("run"),
          row.getString("logged_model"),
          row.getString("user"),
          row.getString("stage"),
          row.getLong("created"),
          row.getLong("updated"),
          row.getString("artifact"));
    }

    String notes() {
      return Notes.ofVersion(model, version);
    }

    /** Where the files are: those of the artifact, else where the source says. */
    String location() {
      return artifact.isEmpty() ? source : artifactLocation(artifact);
    }
  }

  /** Returns where clients find the files of an artifact's version, such as {@code model/a@3}. */
  static String artifactLocation(String artifact) {
    return "mlflow-artifacts:/" + artifact + "/artifacts";
  }

  static Optional<Model> find(TrackingSql sql, ProjectName project, String name)
      throws SQLException {
    return sql.first(
        "SELECT * FROM registered_models WHERE project = ? AND name = ?",
        Model::of,
        project.value(),
        name);
  }

  static Model get(TrackingSql sql, TrackingCaller caller, String name)
      throws SQLException, TrackingRefusal {
    return find(sql, caller.project(), name)
        .orElseThrow(() ->
            TrackingRefusal.missing("Registered Model with name=%s not found".formatted(name)));
  }

  static void checkName(TrackingSql sql, ProjectName project, String name)
      throws SQLException, TrackingRefusal {
    if (name.isBlank()
        || name.length() > NAME_MAX
        || name.indexOf('/') >= 0
        || name.indexOf(':') >= 0
        || name.chars().anyMatch(Character::isISOControl)) {
      throw TrackingRefusal.invalid(
          name,
          "a registered model's name of 1 to %d characters, without / and :".formatted(NAME_MAX));
    }
    if (find(sql, project, name).isPresent()) {
      throw new TrackingRefusal(
          TrackingRefusal.Code.RESOURCE_ALREADY_EXISTS,
          "Registered Model (name=%s) already exists.".formatted(name));
    }
  }

  static Model create(
      TrackingSql sql, ProjectName project, String name, String description, long nowMillis)
      throws SQLException, TrackingRefusal {
    checkName(sql, project, name);
    Quotas.add(sql, Quotas.REGISTERED_MODELS, "project:" + project, 1, 0);
    return insert(sql, project, name, description, nowMillis);
  }

  private static Model insert(
      TrackingSql sql, ProjectName project, String name, String description, long nowMillis)
      throws SQLException {
    sql.update(
        """
        INSERT INTO registered_models(project, name, description, created, updated, highest)
        VALUES (?, ?, ?, ?, ?, 0)
        """,
        project.value(),
        name,
        description,
        nowMillis,
        nowMillis);
    return find(sql, project, name).orElseThrow();
  }

  /** Returns the model under which an artifact's versions are shown, which no quota counts. */
  static Model ofArtifact(TrackingSql sql, ProjectName project, String name, long nowMillis)
      throws SQLException {
    Optional<Model> found = find(sql, project, name);
    if (found.isPresent()) {
      return found.get();
    }
    Quotas.count(sql, Quotas.REGISTERED_MODELS, "project:" + project, 1);
    return insert(sql, project, name, "", nowMillis);
  }

  /** Removes a version; its number stays taken. */
  static void remove(TrackingSql sql, long model, long version) throws SQLException {
    sql.update(
        "UPDATE model_versions SET removed = 1 WHERE model = ? AND version = ?", model, version);
    sql.update("DELETE FROM aliases WHERE model = ? AND version = ?", model, version);
    Notes.removeAll(sql, Notes.ofVersion(model, version));
  }

  static void touch(TrackingSql sql, long model, long nowMillis) throws SQLException {
    sql.update("UPDATE registered_models SET updated = ? WHERE id = ?", nowMillis, model);
  }

  static Version version(TrackingSql sql, TrackingCaller caller, String name, long version)
      throws SQLException, TrackingRefusal {
    return sql.first(
            """
            SELECT v.*, m.name FROM model_versions v JOIN registered_models m ON m.id = v.model
            WHERE m.project = ? AND m.name = ? AND v.version = ? AND v.removed = 0
            """,
            Version::of,
            caller.project().value(),
            name,
            version)
        .orElseThrow(() ->
            TrackingRefusal.missing(
                "Model Version (name=%s, version=%d) not found".formatted(name, version)));
  }

  /**
   * Adds a version, and returns its number: its artifact's, unless that is taken or there is none;
   * then the next one.
   */
  static long add(TrackingSql sql, Model model, Version version) throws SQLException {
    long wanted = version.version;
    boolean free =
        wanted > 0
            && sql.first(
                    "SELECT 1 FROM model_versions WHERE model = ? AND version = ?",
                    row -> row.getInt(1),
                    model.id,
                    wanted)
                .isEmpty();
    long number =
        sql.first(
                """
                UPDATE registered_models
                SET highest = IIF(?1 > 0, MAX(highest, ?1), highest + 1), updated = ?2 WHERE id = ?3
                RETURNING IIF(?1 > 0, ?1, highest)
                """,
                row -> row.getLong(1),
                free ? wanted : 0,
                version.updated,
                model.id)
            .orElseThrow();
    sql.update(
        "INSERT INTO model_versions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)",
        model.id,
        number,
        version.description,
        version.source,
        version.run,
        version.loggedModel,
        version.user,
        version.stage,
        version.created,
        version.updated,
        version.artifact);
    return number;
  }

  /** Returns the model's latest version in each stage. */
  static List<Version> latest(TrackingSql sql, Model model) throws SQLException {
    return sql.list(
        """
        SELECT v.*, m.name FROM model_versions v JOIN registered_models m ON m.id = v.model
        WHERE v.model = ?1 AND v.version IN (
          SELECT MAX(version) FROM model_versions WHERE model = ?1 AND removed = 0 GROUP BY stage)
        ORDER BY v.version
        """,
        Version::of,
        model.id);
  }

  static List<Model> search(TrackingSql sql, TrackingCaller caller, Search search)
      throws SQLException {
    return sql.list(
        "SELECT m.* FROM registered_models m WHERE m.project = ? AND %s"
                .formatted(search.filter().sql())
            + " ORDER BY %s m.name LIMIT ? OFFSET ?".formatted(search.order().sql()),
        Model::of,
        search.values(caller.project().value()));
  }

  static List<Version> searchVersions(TrackingSql sql, TrackingCaller caller, Search search)
      throws SQLException {
    return sql.list(
        "SELECT v.*, m.name FROM model_versions v JOIN registered_models m ON m.id = v.model"
            + " WHERE m.project = ? AND v.removed = 0 AND %s".formatted(search.filter().sql())
            + " ORDER BY %s m.name, v.version DESC LIMIT ? OFFSET ?"
                .formatted(search.order().sql()),
        Version::of,
        search.values(caller.project().value()));
  }

  static ObjectNode json(TrackingSql sql, Model model) throws SQLException {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("name", model.name)
            .put("creation_timestamp", model.created)
            .put("last_updated_timestamp", model.updated)
            .put("description", model.description);
    json.set("latest_versions", json(sql, latest(sql, model)));
    json.set("tags", Notes.json(sql, Notes.ofRegistered(model.id), "tag"));
    ArrayNode aliases = json.putArray("aliases");
    sql.list(
            "SELECT alias, version FROM aliases WHERE model = ? ORDER BY alias",
            row ->
                JsonNodeFactory.instance
                    .objectNode()
                    .put("alias", row.getString(1))
                    .put("version", Long.toString(row.getLong(2))),
            model.id)
        .forEach(aliases::add);
    return json;
  }

  /** Returns versions in JSON, with their tags and aliases. */
  static ArrayNode json(TrackingSql sql, List<Version> versions) throws SQLException {
    Map<String, ArrayNode> tags =
        Notes.json(sql, versions.stream().map(Version::notes).toList(), "tag");
    ArrayNode json = JsonNodeFactory.instance.arrayNode();
    for (Version version : versions) {
      ObjectNode one =
          json.addObject()
              .put("name", version.name)
              .put("version", Long.toString(version.version))
              .put("creation_timestamp", version.created)
              .put("last_updated_timestamp", version.updated)
              .put("user_id", version.user)
              .put("current_stage", version.stage)
              .put("description", version.description)
              .put("source", version.source)
              .put("run_id", version.run)
              .put("status", "READY")
              .put("run_link", "");
      if (!version.loggedModel.isEmpty()) {
        one.put("model_id", version.loggedModel);
      }
      if (!version.artifact.isEmpty()) {
        one.put("artifact", version.artifact);
      }
      one.set("tags", tags.getOrDefault(version.notes(), JsonNodeFactory.instance.arrayNode()));
      ArrayNode aliases = one.putArray("aliases");
      sql.list(
              "SELECT alias FROM aliases WHERE model = ? AND version = ? ORDER BY alias",
              row -> row.getString(1),
              version.model,
              version.version)
          .forEach(aliases::add);
    }
    return json;
  }
}
