package org.arkwright.tracking;

import static org.arkwright.tracking.Routes.object;
import static org.arkwright.tracking.Routes.searched;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import org.arkwright.tracking.Registry.Model;
import org.arkwright.tracking.request.Page;
import org.arkwright.tracking.request.Search;
import org.arkwright.tracking.request.TrackingCaller;
import org.arkwright.tracking.request.TrackingRefusal;
import org.arkwright.tracking.request.TrackingRequest;
import org.arkwright.tracking.search.Condition;
import org.arkwright.tracking.store.Notes;
import org.arkwright.tracking.store.Quotas;
import org.arkwright.tracking.store.TrackingSql;

/** The calls about registered models and their aliases. */
final class RegisteredModelCalls {
  private static final int PAGE_MAX = 1_000;
  private static final int PAGE_DEFAULT = 100;
  private static final String ALIAS = "[A-Za-z0-9_-]{1,255}";

  private final InstantSource clock;

  RegisteredModelCalls(InstantSource clock) {
    this.clock = clock;
  }

  void addTo(Routes routes) {
    routes
        .add("POST", "registered-models/create", this::create)
        .add("GET", "registered-models/get", RegisteredModelCalls::get)
        .add("POST", "registered-models/rename", this::rename)
        .add("PATCH", "registered-models/update", this::update)
        .add("DELETE", "registered-models/delete", RegisteredModelCalls::delete)
        .add("GET", "registered-models/search", RegisteredModelCalls::search)
        .add("GET", "registered-models/get-latest-versions", RegisteredModelCalls::latest)
        .add("POST", "registered-models/get-latest-versions", RegisteredModelCalls::latest)
        .add("POST", "registered-models/set-tag", this::setTag)
        .add("DELETE", "registered-models/delete-tag", this::deleteTag)
        .add("POST", "registered-models/alias", this::setAlias)
        .add("DELETE", "registered-models/alias", this::deleteAlias)
        .add("GET", "registered-models/alias", RegisteredModelCalls::byAlias);
  }

  private static Model find(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    return Registry.get(sql, caller, request.text("name"));
  }

  private static ObjectNode answer(TrackingSql sql, Model model) throws SQLException {
    return object().set("registered_model", Registry.json(sql, model));
  }

  private ObjectNode create(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    Model model =
        Registry.create(
            sql,
            caller.project(),
            request.text("name"),
            request.optional("description").orElse(""),
            clock.millis());
    Notes.tags(sql, Notes.ofRegistered(model.id()), request.list("tags", RunCalls.BATCH_NOTES_MAX));
    return answer(sql, model);
  }

  private static ObjectNode get(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    return answer(sql, find(sql, caller, request));
  }

  private ObjectNode rename(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    caller.requireAdministrator("Renaming a registered model");
    Model model = find(sql, caller, request);
    String name = request.text("new_name");
    if (!ArtifactRows.of(sql, model).isEmpty()) {
      throw new TrackingRefusal(
          TrackingRefusal.Code.RESOURCE_CONFLICT,
          ("Registered Model (name=%s) has versions that jobs and deployments know as model/%s;"
                  + " copy them to the other name (copy_model_version), then delete this one.")
              .formatted(model.name(), model.name()));
    }
    Registry.checkName(sql, caller.project(), name);
    sql.update(
        "UPDATE registered_models SET name = ?, updated = ? WHERE id = ?",
        name,
        clock.millis(),
        model.id());
    return answer(sql, Registry.get(sql, caller, name));
  }

  private ObjectNode update(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    Model model = find(sql, caller, request);
    sql.update(
        "UPDATE registered_models SET description = ?, updated = ? WHERE id = ?",
        request.optional("description").orElse(""),
        clock.millis(),
        model.id());
    return answer(sql, Registry.get(sql, caller, model.name()));
  }

  private static ObjectNode delete(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    caller.requireAdministrator("Deleting a registered model");
    Model model = find(sql, caller, request);
    for (long version :
        sql.list(
            "SELECT version FROM model_versions WHERE model = ?",
            row -> row.getLong(1),
            model.id())) {
      Notes.removeAll(sql, Notes.ofVersion(model.id(), version));
    }
    Notes.removeAll(sql, Notes.ofRegistered(model.id()));
    sql.update("DELETE FROM model_versions WHERE model = ?", model.id());
    sql.update("DELETE FROM aliases WHERE model = ?", model.id());
    sql.update("DELETE FROM registered_models WHERE id = ?", model.id());
    Quotas.add(sql, Quotas.REGISTERED_MODELS, "project:" + caller.project(), -1, 0);
    return object();
  }

  private static ObjectNode search(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    String text = request.optional("filter").orElse("");
    List<String> orders = request.texts("order_by");
    Condition filter = searched(() -> Registry.MODELS.filter(text));
    Condition order = searched(() -> Registry.MODELS.order(orders));
    long limit = request.number("max_results", 1, PAGE_MAX, PAGE_DEFAULT);
    long from = request.pageStart();
    Search search = new Search(filter, order, from, limit);
    Page<Model> page = search.page(Registry.search(sql, caller, search));
    ObjectNode json = object();
    ArrayNode models = json.putArray("registered_models");
    for (Model model : page.entries()) {
      models.add(Registry.json(sql, model));
    }
    return page.addTokenTo(json);
  }

  private static ObjectNode latest(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    Model model = find(sql, caller, request);
    List<String> stages = request.texts("stages").stream().map(ModelVersionCalls::stage).toList();
    return object()
        .set(
            "model_versions",
            Registry.json(
                sql,
                Registry.latest(sql, model).stream()
                    .filter(version -> stages.isEmpty() || stages.contains(version.stage()))
                    .toList()));
  }

  private ObjectNode setTag(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    Model model = find(sql, caller, request);
    Notes.tag(
        sql,
        Notes.ofRegistered(model.id()),
        request.text("key"),
        request.optional("value").orElse(""));
    Registry.touch(sql, model.id(), clock.millis());
    return object();
  }

  private ObjectNode deleteTag(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    Model model = find(sql, caller, request);
    // As in MLflow, a tag that is not there is no error.
    var _ = Notes.untag(sql, Notes.ofRegistered(model.id()), request.text("key"));
    Registry.touch(sql, model.id(), clock.millis());
    return object();
  }

  private ObjectNode setAlias(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    Model model = find(sql, caller, request);
    String alias = request.text("alias");
    if (!alias.matches(ALIAS) || alias.matches("(?i)latest|v[0-9]+")) {
      throw request.wrong(
          "alias", "letters, digits, _ and -, at most 255, and neither 'latest' nor such as 'v3'");
    }
    long version = ModelVersionCalls.number(request);
    var _ = Registry.version(sql, caller, model.name(), version);
    sql.update("INSERT OR REPLACE INTO aliases VALUES (?, ?, ?)", model.id(), alias, version);
    Registry.touch(sql, model.id(), clock.millis());
    return object();
  }

  private ObjectNode deleteAlias(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    Model model = find(sql, caller, request);
    sql.update(
        "DELETE FROM aliases WHERE model = ? AND alias = ?", model.id(), request.text("alias"));
    Registry.touch(sql, model.id(), clock.millis());
    return object();
  }

  private static ObjectNode byAlias(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    Model model = find(sql, caller, request);
    String alias = request.text("alias");
    long version =
        sql.first(
                "SELECT version FROM aliases WHERE model = ? AND alias = ?",
                row -> row.getLong(1),
                model.id(),
                alias)
            .orElseThrow(() ->
                TrackingRefusal.missing("Registered model alias %s not found.".formatted(alias)));
    return object()
        .set(
            "model_version",
            Registry.json(sql, List.of(Registry.version(sql, caller, model.name(), version)))
                .get(0));
  }
}
