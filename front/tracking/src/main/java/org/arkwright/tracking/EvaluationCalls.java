package org.arkwright.tracking;

import static org.arkwright.tracking.Routes.object;
import static org.arkwright.tracking.Routes.searched;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.arkwright.tracking.EvaluationDatasets.Evaluation;
import org.arkwright.tracking.Experiments.Experiment;
import org.arkwright.tracking.request.Page;
import org.arkwright.tracking.request.Search;
import org.arkwright.tracking.request.TrackingCaller;
import org.arkwright.tracking.request.TrackingRefusal;
import org.arkwright.tracking.request.TrackingRequest;
import org.arkwright.tracking.search.Condition;
import org.arkwright.tracking.store.Notes;
import org.arkwright.tracking.store.Quotas;
import org.arkwright.tracking.store.TrackingSql;

/** The calls about evaluation datasets, which are of MLflow's API 3.0. */
final class EvaluationCalls {
  private static final int PAGE_MAX = 1_000;
  private static final String ONE = "datasets/{dataset_id}";

  private final InstantSource clock;

  EvaluationCalls(InstantSource clock) {
    this.clock = clock;
  }

  void addTo(Routes routes) {
    routes
        .add3("POST", "datasets/create", this::create)
        .add3("GET", "datasets/search", this::search)
        .add3("POST", "datasets/search", this::search)
        .add3("GET", ONE, EvaluationCalls::get)
        .add3("DELETE", ONE, EvaluationCalls::delete)
        .add3("PATCH", ONE + "/tags", this::setTags)
        .add3("DELETE", ONE + "/tags/{key}", this::deleteTag)
        .add3("GET", ONE + "/records", EvaluationCalls::records)
        .add3("POST", ONE + "/records", this::upsert)
        .add3("GET", ONE + "/experiment-ids", EvaluationCalls::experimentIds)
        .add3("POST", ONE + "/add-experiments", this::addExperiments)
        .add3("POST", ONE + "/remove-experiments", this::removeExperiments);
  }

  private static Evaluation find(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    return EvaluationDatasets.get(sql, caller, request.text("dataset_id"));
  }

  private static Evaluation writable(
      TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    Evaluation found = find(sql, caller, request);
    caller.requireOwn("Evaluation dataset", found.id(), found.job());
    return found;
  }

  private static ObjectNode answer(TrackingSql sql, TrackingCaller caller, Evaluation dataset)
      throws SQLException {
    return object().set("dataset", EvaluationDatasets.json(sql, caller, dataset));
  }

  private ObjectNode create(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    String name = request.text("name");
    Notes.checkName(name);
    Quotas.add(sql, Quotas.EVALUATIONS, "project:" + caller.project(), 1, 0);
    String id = "d-" + UUID.randomUUID().toString().replace("-", "");
    int created =
        sql.update(
            "INSERT OR IGNORE INTO evaluation_datasets VALUES (?, ?, ?, ?, ?, ?, ?)",
            id,
            caller.project().value(),
            name,
            caller.job(),
            caller.user(),
            clock.millis(),
            clock.millis());
    if (created == 0) {
      throw new TrackingRefusal(
          TrackingRefusal.Code.RESOURCE_ALREADY_EXISTS,
          "Evaluation dataset '%s' already exists in project %s."
              .formatted(name, caller.project()));
    }
    Evaluation dataset = EvaluationDatasets.get(sql, caller, id);
    add(sql, caller, dataset, request.texts("experiment_ids"));
    tags(sql, dataset, request);
    return answer(sql, caller, dataset);
  }

  private void add(
      TrackingSql sql, TrackingCaller caller, Evaluation dataset, List<String> experiments)
      throws SQLException, TrackingRefusal {
    for (String id : experiments) {
      sql.update(
          "INSERT OR IGNORE INTO dataset_experiments VALUES (?, ?)",
          dataset.id(),
          Experiments.get(sql, caller, id, clock.millis()).id());
    }
  }

  /** Sets the tags, which are one text with an object of JSON. */
  private static void tags(TrackingSql sql, Evaluation dataset, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    JsonNode tags = EvaluationDatasets.read(request.given("tags").orElse("{}"));
    if (!tags.isObject()) {
      throw request.wrong("tags", "the text of a JSON object");
    }
    for (Map.Entry<String, JsonNode> tag : tags.properties()) {
      Notes.tag(
          sql,
          dataset.notes(),
          tag.getKey(),
          tag.getValue().isTextual() ? tag.getValue().asText() : tag.getValue().toString());
    }
  }

  private void touch(TrackingSql sql, Evaluation dataset) throws SQLException {
    sql.update(
        "UPDATE evaluation_datasets SET updated = ? WHERE id = ?", clock.millis(), dataset.id());
  }

  private static ObjectNode get(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    return answer(sql, caller, find(sql, caller, request));
  }

  private static ObjectNode delete(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    Evaluation dataset = writable(sql, caller, request);
    Notes.removeAll(sql, dataset.notes());
    sql.update("DELETE FROM dataset_records WHERE dataset = ?", dataset.id());
    sql.update("DELETE FROM dataset_experiments WHERE dataset = ?", dataset.id());
    sql.update("DELETE FROM evaluation_datasets WHERE id = ?", dataset.id());
    Quotas.add(sql, Quotas.EVALUATIONS, "project:" + caller.project(), -1, 0);
    return object();
  }

  private ObjectNode search(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    String text = request.optional("filter_string").orElse("");
    List<String> orders = request.texts("order_by");
    List<String> ids = request.texts("experiment_ids");
    Condition filter = searched(() -> EvaluationDatasets.SUBJECT.filter(text));
    Condition order = searched(() -> EvaluationDatasets.SUBJECT.order(orders));
    List<Experiment> experiments = Experiments.visible(sql, caller, ids, clock.millis());
    long limit = request.number("max_results", 1, PAGE_MAX, PAGE_MAX);
    long from = request.pageStart();
    Search search = new Search(filter, order, from, limit);
    Page<Evaluation> page =
        search.page(
            ids.isEmpty() || !experiments.isEmpty()
                ? EvaluationDatasets.search(sql, caller, experiments, search)
                : List.of());
    ObjectNode json = object();
    ArrayNode datasets = json.putArray("datasets");
    for (Evaluation dataset : page.entries()) {
      datasets.add(EvaluationDatasets.json(sql, caller, dataset));
    }
    return page.addTokenTo(json);
  }

  private ObjectNode setTags(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    Evaluation dataset = writable(sql, caller, request);
    tags(sql, dataset, request);
    touch(sql, dataset);
    return answer(sql, caller, dataset);
  }

  private ObjectNode deleteTag(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    Evaluation dataset = writable(sql, caller, request);
    // As in MLflow, a tag that is not there is no error.
    var _ = Notes.untag(sql, dataset.notes(), request.text("key"));
    touch(sql, dataset);
    return object();
  }

  private static ObjectNode records(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    Evaluation dataset = find(sql, caller, request);
    long limit = request.number("max_results", 1, PAGE_MAX, PAGE_MAX);
    long from = request.pageStart();
    Page<ObjectNode> page =
        Page.of(EvaluationDatasets.records(sql, dataset, from, limit + 1), from, limit);
    ArrayNode records = JsonNodeFactory.instance.arrayNode().addAll(page.entries());
    return page.addTokenTo(object().put("records", records.toString()));
  }

  private ObjectNode upsert(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    Evaluation dataset = writable(sql, caller, request);
    JsonNode records = EvaluationDatasets.read(request.text("records"));
    if (!records.isArray()) {
      throw request.wrong("records", "the text of a JSON list");
    }
    int inserted = EvaluationDatasets.upsert(sql, dataset, records, clock.millis());
    touch(sql, dataset);
    return object().put("inserted_count", inserted).put("updated_count", records.size() - inserted);
  }

  private static ObjectNode experimentIds(
      TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    ObjectNode json = object();
    ArrayNode ids = json.putArray("experiment_ids");
    EvaluationDatasets.experiments(sql, caller, find(sql, caller, request)).forEach(ids::add);
    return json;
  }

  private ObjectNode addExperiments(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    Evaluation dataset = writable(sql, caller, request);
    add(sql, caller, dataset, request.texts("experiment_ids"));
    touch(sql, dataset);
    return answer(sql, caller, dataset);
  }

  private ObjectNode removeExperiments(
      TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    Evaluation dataset = writable(sql, caller, request);
    for (Experiment experiment :
        Experiments.visible(sql, caller, request.texts("experiment_ids"), clock.millis())) {
      sql.update(
          "DELETE FROM dataset_experiments WHERE dataset = ? AND experiment = ?",
          dataset.id(),
          experiment.id());
    }
    touch(sql, dataset);
    return answer(sql, caller, dataset);
  }
}
