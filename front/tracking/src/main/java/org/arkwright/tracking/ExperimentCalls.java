package org.arkwright.tracking;

import static org.arkwright.tracking.Routes.object;
import static org.arkwright.tracking.Routes.searched;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import org.arkwright.tracking.Experiments.Experiment;
import org.arkwright.tracking.request.Page;
import org.arkwright.tracking.request.Search;
import org.arkwright.tracking.request.Stage;
import org.arkwright.tracking.request.TrackingCaller;
import org.arkwright.tracking.request.TrackingRefusal;
import org.arkwright.tracking.request.TrackingRequest;
import org.arkwright.tracking.search.Condition;
import org.arkwright.tracking.store.Notes;
import org.arkwright.tracking.store.TrackingSql;

/** The calls about experiments. */
final class ExperimentCalls {
  private static final int PAGE_MAX = 50_000;
  private static final int PAGE_DEFAULT = 1_000;
  private static final int TAGS_MAX = 100;

  private final InstantSource clock;

  ExperimentCalls(InstantSource clock) {
    this.clock = clock;
  }

  void addTo(Routes routes) {
    routes
        .add("POST", "experiments/create", this::create)
        .add("GET", "experiments/get", this::get)
        .add("GET", "experiments/get-by-name", this::getByName)
        .add("GET", "experiments/search", this::search)
        .add("POST", "experiments/search", this::search)
        .add("POST", "experiments/update", this::update)
        .add("POST", "experiments/delete", this::delete)
        .add("POST", "experiments/restore", this::restore)
        .add("POST", "experiments/set-experiment-tag", this::setTag)
        .add("POST", "experiments/delete-experiment-tag", this::deleteTag);
  }

  private Experiment find(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    return Experiments.get(sql, caller, request.text("experiment_id"), clock.millis());
  }

  private ObjectNode create(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    String name = request.text("name");
    String location = request.optional("artifact_location").orElse("");
    List<TrackingRequest> tags = request.list("tags", TAGS_MAX);
    Experiment created = Experiments.create(sql, caller, name, location, clock.millis());
    Notes.tags(sql, Notes.ofExperiment(created.id()), tags);
    return object().put("experiment_id", created.idFor(caller));
  }

  private static ObjectNode answer(TrackingSql sql, TrackingCaller caller, Experiment experiment)
      throws SQLException {
    return object().set("experiment", Experiments.json(sql, caller, List.of(experiment)).get(0));
  }

  private ObjectNode get(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    return answer(sql, caller, find(sql, caller, request));
  }

  private ObjectNode getByName(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    String name = request.text("experiment_name");
    return answer(
        sql,
        caller,
        Experiments.named(sql, caller, name, clock.millis())
            .orElseThrow(() ->
                TrackingRefusal.missing(
                    "Could not find experiment with name '%s'".formatted(name))));
  }

  private ObjectNode search(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    String text = request.optional("filter").orElse("");
    List<String> orders = request.texts("order_by");
    Condition filter = searched(() -> Experiments.SUBJECT.filter(text));
    Condition order = searched(() -> Experiments.SUBJECT.order(orders));
    long limit = request.number("max_results", 1, PAGE_MAX, PAGE_DEFAULT);
    long from = request.pageStart();
    var _ = Experiments.standard(sql, caller, clock.millis());
    Search search = new Search(filter, order, from, limit);
    Page<Experiment> page =
        search.page(Experiments.search(sql, caller, search, Stage.condition(request, "view_type")));
    ObjectNode json = object();
    json.set("experiments", Experiments.json(sql, caller, page.entries()));
    return page.addTokenTo(json);
  }

  private ObjectNode update(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    caller.requireAdministrator("Renaming an experiment");
    Experiment experiment = find(sql, caller, request);
    experiment.requireActive(caller);
    String name = request.given("new_name").orElse(experiment.name());
    Experiments.checkName(name);
    if (!name.equals(experiment.name())
        && sql.first(
                "SELECT 1 FROM experiments WHERE project = ? AND name = ?",
                row -> 1,
                experiment.project(),
                name)
            .isPresent()) {
      throw new TrackingRefusal(
          TrackingRefusal.Code.RESOURCE_ALREADY_EXISTS,
          "Experiment(name=%s) already exists in project %s."
              .formatted(name, experiment.project()));
    }
    sql.update("UPDATE experiments SET name = ? WHERE id = ?", name, experiment.id());
    Experiments.touch(sql, experiment, clock.millis());
    return object();
  }

  /** Deletes an experiment with its runs, which a restoration brings back. */
  private ObjectNode delete(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    caller.requireAdministrator("Deleting an experiment");
    Experiment experiment = find(sql, caller, request);
    experiment.requireActive(caller);
    long now = clock.millis();
    sql.update(
        "UPDATE experiments SET stage = 'deleted', deleted = ?1, updated = ?1 WHERE id = ?2",
        now,
        experiment.id());
    sql.update(
        "UPDATE runs SET stage = 'deleted', deleted = ? WHERE experiment = ? AND stage = 'active'",
        now,
        experiment.id());
    return object();
  }

  private ObjectNode restore(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    caller.requireAdministrator("Restoring an experiment");
    Experiment experiment = find(sql, caller, request);
    sql.update(
        """
        UPDATE runs SET stage = 'active', deleted = NULL
        WHERE experiment = ?1 AND deleted = (SELECT deleted FROM experiments WHERE id = ?1)
        """,
        experiment.id());
    sql.update(
        "UPDATE experiments SET stage = 'active', deleted = NULL, updated = ? WHERE id = ?",
        clock.millis(),
        experiment.id());
    return object();
  }

  private ObjectNode setTag(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    Experiment experiment = find(sql, caller, request);
    experiment.requireActive(caller);
    Notes.tag(
        sql,
        Notes.ofExperiment(experiment.id()),
        request.text("key"),
        request.optional("value").orElse(""));
    Experiments.touch(sql, experiment, clock.millis());
    return object();
  }

  private ObjectNode deleteTag(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    Experiment experiment = find(sql, caller, request);
    experiment.requireActive(caller);
    String key = request.text("key");
    if (!Notes.untag(sql, Notes.ofExperiment(experiment.id()), key)) {
      throw TrackingRefusal.missing(
          "No tag with name: %s in experiment with id %s".formatted(key, experiment.idFor(caller)));
    }
    Experiments.touch(sql, experiment, clock.millis());
    return object();
  }
}
