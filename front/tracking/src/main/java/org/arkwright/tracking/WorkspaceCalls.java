package org.arkwright.tracking;

import static org.arkwright.tracking.Routes.object;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.SQLException;
import java.util.Optional;
import org.arkwright.model.id.Names;
import org.arkwright.model.id.ProjectName;
import org.arkwright.tracking.request.TrackingCaller;
import org.arkwright.tracking.request.TrackingRefusal;
import org.arkwright.tracking.request.TrackingRequest;
import org.arkwright.tracking.store.TrackingSql;

/**
 * The calls about workspaces, as MLflow calls projects. A project is there when something is in it;
 * what is kept here is that somebody wants to see an empty one, and its description.
 */
final class WorkspaceCalls {
  private static final String ONE = "workspaces/{workspace_name}";
  private static final int DESCRIPTION_MAX = 5_000;

  /** The projects with a row of their own, or with an experiment, and the default one. */
  private static final String ALL =
      """
      SELECT p.project, COALESCE(w.description, '') AS description FROM (
        SELECT project FROM workspaces UNION SELECT project FROM experiments
        UNION SELECT 'default') p
      LEFT JOIN workspaces w ON w.project = p.project
      """;

  void addTo(Routes routes) {
    routes
        // By which clients know that they may name a workspace.
        .add("GET", "server-features", (_, _, _) -> object().put("workspaces_enabled", true))
        .add("GET", "workspaces", WorkspaceCalls::list)
        .add("POST", "workspaces", 201, WorkspaceCalls::create)
        .add("GET", ONE, WorkspaceCalls::get)
        .add("PATCH", ONE, WorkspaceCalls::update)
        .add("DELETE", ONE, 204, WorkspaceCalls::delete);
  }

  private static ObjectNode list(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    ObjectNode json = object();
    ArrayNode all = json.putArray("workspaces");
    sql.list(
            ALL + " WHERE ?1 OR p.project = ?2 ORDER BY p.project",
            row -> json(row.getString(1), row.getString(2)),
            caller.attempt().isEmpty(),
            caller.project().value())
        .forEach(all::add);
    return json;
  }

  private static ObjectNode json(String name, String description) {
    return object().put("name", name).put("description", description);
  }

  private static Optional<ObjectNode> find(TrackingSql sql, String name) throws SQLException {
    return sql.first(
        ALL + " WHERE p.project = ?", row -> json(row.getString(1), row.getString(2)), name);
  }

  private static String name(TrackingCaller caller, TrackingRequest request, String member)
      throws TrackingRefusal {
    String name = request.text(member);
    if (!Names.isValid(name)) {
      throw request.wrong(member, Names.RULE);
    }
    // A rank is told of no project but its own.
    if (caller.attempt().isPresent() && !caller.maySee(name)) {
      throw missing(name);
    }
    return name;
  }

  private static TrackingRefusal missing(String name) {
    return TrackingRefusal.missing("Workspace '%s' not found".formatted(name));
  }

  private static String description(TrackingRequest request) throws TrackingRefusal {
    String description = request.optional("description").orElse("");
    if (description.length() > DESCRIPTION_MAX) {
      throw TrackingRefusal.invalid(
          "A description of %,d characters: expected at most %,d."
              .formatted(description.length(), DESCRIPTION_MAX));
    }
    return description;
  }

  private static ObjectNode create(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    caller.requireAdministrator("Creating a workspace");
    String name = name(caller, request, "name");
    if (find(sql, name).isPresent()) {
      throw new TrackingRefusal(
          TrackingRefusal.Code.RESOURCE_ALREADY_EXISTS,
          "Workspace '%s' already exists.".formatted(name));
    }
    sql.update("INSERT INTO workspaces VALUES (?, ?)", name, description(request));
    return answer(sql, name);
  }

  private static ObjectNode answer(TrackingSql sql, String name)
      throws SQLException, TrackingRefusal {
    return object().set("workspace", find(sql, name).orElseThrow(() -> missing(name)));
  }

  private static ObjectNode get(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    return answer(sql, name(caller, request, "workspace_name"));
  }

  private static ObjectNode update(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    caller.requireAdministrator("Describing a workspace");
    String name = name(caller, request, "workspace_name");
    var _ = answer(sql, name);
    sql.update("INSERT OR REPLACE INTO workspaces VALUES (?, ?)", name, description(request));
    return answer(sql, name);
  }

  /** Forgets an empty workspace. What is in a project is never removed with it. */
  private static ObjectNode delete(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    caller.requireAdministrator("Deleting a workspace");
    String name = name(caller, request, "workspace_name");
    var _ = answer(sql, name);
    boolean used =
        sql.first("SELECT 1 FROM experiments WHERE project = ? LIMIT 1", row -> 1, name)
            .isPresent();
    if (used || name.equals(ProjectName.DEFAULT.value())) {
      throw TrackingRefusal.invalid(
          "Workspace '%s' has experiments, or is the default one; delete the experiments it has."
              .formatted(name));
    }
    sql.update("DELETE FROM workspaces WHERE project = ?", name);
    return object();
  }
}
