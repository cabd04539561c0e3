package org.arkwright.tracking;

import static org.arkwright.tracking.Routes.object;
import static org.arkwright.tracking.Routes.searched;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.arkwright.tracking.Experiments.Experiment;
import org.arkwright.tracking.LoggedModels.LoggedModel;
import org.arkwright.tracking.request.Page;
import org.arkwright.tracking.request.Search;
import org.arkwright.tracking.request.TrackingCaller;
import org.arkwright.tracking.request.TrackingRefusal;
import org.arkwright.tracking.request.TrackingRequest;
import org.arkwright.tracking.search.Condition;
import org.arkwright.tracking.search.Field.Group;
import org.arkwright.tracking.search.Subject;
import org.arkwright.tracking.search.Subject.Use;
import org.arkwright.tracking.store.Notes;
import org.arkwright.tracking.store.TrackingSql;

/** The calls about logged models. */
final class LoggedModelCalls {
  private static final int PAGE_MAX = 1_000;
  private static final int PAGE_DEFAULT = 50;
  private static final int DATASETS_MAX = 20;
  private static final String ONE = "logged-models/{model_id}";

  private final InstantSource clock;

  LoggedModelCalls(InstantSource clock) {
    this.clock = clock;
  }

  void addTo(Routes routes) {
    routes
        .add("POST", "logged-models", this::create)
        .add("POST", "logged-models/search", this::search)
        .add("GET", ONE, LoggedModelCalls::get)
        .add("PATCH", ONE, this::finish)
        .add("DELETE", ONE, this::delete)
        .add("PATCH", ONE + "/tags", this::setTags)
        .add("DELETE", ONE + "/tags/{tag_key}", this::deleteTag)
        .add("POST", ONE + "/params", this::logParams);
  }

  private ObjectNode create(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    Experiment experiment =
        Experiments.get(sql, caller, request.text("experiment_id"), clock.millis());
    experiment.requireActive(caller);
    String id = "m-" + UUID.randomUUID().toString().replace("-", "");
    String name = request.given("name").orElse("model-" + id.substring(2, 10));
    Notes.checkName(name);
    LoggedModel model =
        new LoggedModel(
            id,
            experiment.id(),
            name,
            request.optional("model_type").orElse(""),
            LoggedModels.STATUSES.getFirst(),
            request.optional("source_run_id").orElse(""),
            caller.job(),
            clock.millis(),
            clock.millis());
    LoggedModels.create(sql, model);
    params(sql, model, request);
    Notes.tags(sql, id, request.list("tags", RunCalls.BATCH_NOTES_MAX));
    return answer(sql, caller, model);
  }

  private static void params(TrackingSql sql, LoggedModel model, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    for (TrackingRequest parameter : request.list("params", RunCalls.BATCH_NOTES_MAX)) {
      Notes.parameter(
          sql, model.id(), parameter.text("key"), parameter.optional("value").orElse(""));
    }
  }

  private static ObjectNode answer(TrackingSql sql, TrackingCaller caller, LoggedModel model)
      throws SQLException {
    return object().set("model", LoggedModels.json(sql, caller, model));
  }

  private static LoggedModel find(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    return LoggedModels.get(sql, caller, request.text("model_id"));
  }

  private static LoggedModel writable(
      TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    LoggedModel model = find(sql, caller, request);
    caller.requireOwn("Logged model", model.id(), model.job());
    return model;
  }

  private static ObjectNode get(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    return answer(sql, caller, find(sql, caller, request));
  }

  private ObjectNode finish(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    LoggedModel model = writable(sql, caller, request);
    String status = request.text("status");
    if (!LoggedModels.STATUSES.contains(status)) {
      throw request.wrong("status", "one of " + LoggedModels.STATUSES);
    }
    sql.update(
        "UPDATE logged_models SET status = ?, updated = ? WHERE id = ?",
        status,
        clock.millis(),
        model.id());
    return answer(sql, caller, LoggedModels.get(sql, caller, model.id()));
  }

  private ObjectNode delete(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    LoggedModel model = writable(sql, caller, request);
    sql.update("UPDATE logged_models SET deleted = ? WHERE id = ?", clock.millis(), model.id());
    return object();
  }

  private ObjectNode setTags(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    LoggedModel model = writable(sql, caller, request);
    Notes.tags(sql, model.id(), request.list("tags", RunCalls.BATCH_NOTES_MAX));
    LoggedModels.touch(sql, model, clock.millis());
    return answer(sql, caller, LoggedModels.get(sql, caller, model.id()));
  }

  private ObjectNode deleteTag(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    LoggedModel model = writable(sql, caller, request);
    String key = request.text("tag_key");
    if (!Notes.untag(sql, model.id(), key)) {
      throw TrackingRefusal.missing(
          "No tag with key '%s' found for model with ID '%s'.".formatted(key, model.id()));
    }
    LoggedModels.touch(sql, model, clock.millis());
    return object();
  }

  private ObjectNode logParams(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    params(sql, writable(sql, caller, request), request);
    return object();
  }

  private ObjectNode search(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    List<TrackingRequest> datasets = request.list("datasets", DATASETS_MAX);
    Condition onDatasets = onDatasets(datasets);
    Subject subject = subject(onDatasets);
    String text = request.optional("filter").orElse("");
    Condition filter = searched(() -> subject.filter(text));
    if (!datasets.isEmpty()) {
      filter =
          filter.and(
              new Condition(
                  "EXISTS (SELECT 1 FROM model_metrics WHERE model = m.id AND %s)"
                      .formatted(onDatasets.sql()),
                  onDatasets.values()));
    }
    long limit = request.number("max_results", 1, PAGE_MAX, PAGE_DEFAULT);
    long from = request.pageStart();
    List<Experiment> experiments =
        Experiments.visible(sql, caller, request.texts("experiment_ids"), clock.millis());
    Search search = new Search(filter, order(request), from, limit);
    Page<LoggedModel> page = search.page(LoggedModels.search(sql, experiments, search));
    ObjectNode json = object();
    json.set("models", LoggedModels.json(sql, caller, page.entries()));
    return page.addTokenTo(json);
  }

  /** The condition on a row of metrics that it is of one of the datasets; none are all. */
  private static Condition onDatasets(List<TrackingRequest> datasets) throws TrackingRefusal {
    List<Condition> any = new ArrayList<>();
    for (TrackingRequest dataset : datasets) {
      any.add(
          onDataset(dataset.text("dataset_name"), dataset.optional("dataset_digest").orElse("")));
    }
    return any.isEmpty() ? Condition.of("1") : Condition.any(any);
  }

  private static Condition onDataset(String name, String digest) {
    return digest.isEmpty()
        ? Condition.of("dataset = ?", name)
        : Condition.of("(dataset = ? AND digest = ?)", name, digest);
  }

  /** What can be asked of logged models, of which the table is {@code m}. */
  private static Subject subject(Condition onDatasets) {
    return new Subject.Builder()
        .text("m.id", Use.BOTH, "model_id")
        .text("m.name", Use.BOTH, "name")
        .text("m.type", Use.BOTH, "model_type")
        .text("SUBSTR(m.status, 14)", Use.BOTH, "status")
        .text("m.run", Use.BOTH, "source_run_id")
        .number("m.created", Use.BOTH, "creation_timestamp", "creation_time")
        .number("m.updated", Use.BOTH, "last_updated_timestamp", "last_updated_time")
        .keyed(
            Group.METRIC,
            "model_metrics WHERE model = m.id AND name = ? AND %s ORDER BY at DESC LIMIT 1"
                .formatted(onDatasets.sql()),
            onDatasets.values().toArray())
        .keyed(Group.PARAM, "notes WHERE owner = m.id AND kind = 'param' AND name = ?")
        .keyed(Group.TAG, "notes WHERE owner = m.id AND kind = 'tag' AND name = ?")
        .build();
  }

  /** Orders of logged models are objects, of which each may name a dataset of its own. */
  private static Condition order(TrackingRequest request) throws TrackingRefusal {
    Condition all = Condition.of("");
    for (TrackingRequest order : request.list("order_by", DATASETS_MAX)) {
      String field = order.text("field_name");
      if (field.indexOf('`') >= 0 || field.isBlank()) {
        throw order.wrong("field_name", "an attribute, or metrics. and the name of one");
      }
      String name =
          field.startsWith("metrics.")
              ? "metrics.`%s`".formatted(field.substring("metrics.".length()))
              : "`%s`".formatted(field);
      boolean ascending = !order.has("ascending") || order.flag("ascending");
      String dataset = order.optional("dataset_name").orElse("");
      Subject subject =
          subject(
              dataset.isEmpty()
                  ? Condition.of("1")
                  : onDataset(dataset, order.optional("dataset_digest").orElse("")));
      Condition term =
          searched(() -> subject.order(List.of(name + (ascending ? " ASC" : " DESC"))));
      all = all.then(term);
    }
    return all;
  }
}
