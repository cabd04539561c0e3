package org.arkwright.tracking;

import static org.arkwright.tracking.Routes.object;
import static org.arkwright.tracking.Routes.searched;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.arkwright.model.artifact.ArtifactKind;
import org.arkwright.model.artifact.ArtifactName;
import org.arkwright.model.artifact.ArtifactRef;
import org.arkwright.model.id.Names;
import org.arkwright.tracking.LoggedModels.LoggedModel;
import org.arkwright.tracking.Registry.Model;
import org.arkwright.tracking.Registry.Version;
import org.arkwright.tracking.request.Page;
import org.arkwright.tracking.request.Search;
import org.arkwright.tracking.request.TrackingCaller;
import org.arkwright.tracking.request.TrackingRefusal;
import org.arkwright.tracking.request.TrackingRequest;
import org.arkwright.tracking.search.Condition;
import org.arkwright.tracking.store.Notes;
import org.arkwright.tracking.store.Quotas;
import org.arkwright.tracking.store.TrackingSql;

/** The calls about versions of registered models. */
final class ModelVersionCalls {
  private static final int PAGE_MAX = 200_000;
  private static final int PAGE_DEFAULT = 10_000;
  private static final String PROMPT = "mlflow.prompt.is_prompt";
  private static final String VERSIONS_TAG = "mlflow.modelVersions";
  private static final Map<String, String> STAGES =
      Map.of(
          "none", Registry.NO_STAGE,
          "staging", "Staging",
          "production", "Production",
          "archived", "Archived");

  private final InstantSource clock;

  ModelVersionCalls(InstantSource clock) {
    this.clock = clock;
  }

  void addTo(Routes routes) {
    routes
        .add("POST", "model-versions/create", this::create)
        .add("GET", "model-versions/get", ModelVersionCalls::get)
        .add("PATCH", "model-versions/update", this::update)
        .add("DELETE", "model-versions/delete", this::delete)
        .add("GET", "model-versions/search", ModelVersionCalls::search)
        .add("POST", "model-versions/transition-stage", this::transition)
        .add("GET", "model-versions/get-download-uri", ModelVersionCalls::downloadUri)
        .add("POST", "model-versions/set-tag", this::setTag)
        .add("DELETE", "model-versions/delete-tag", this::deleteTag);
  }

  /** Returns MLflow's spelling of a stage; another word as it is. */
  static String stage(String word) {
    return STAGES.getOrDefault(word.toLowerCase(Locale.ROOT), word);
  }

  /** Returns the version's number. */
  static long number(TrackingRequest request) throws TrackingRefusal {
    String text = request.body().path("version").asText("");
    if (text.isEmpty()) {
      throw request.missing("version");
    }
    if (!text.matches("[0-9]{1,18}")) {
      throw TrackingRefusal.invalid(
          "Parameter 'version' must be an integer, got '%s'.".formatted(text));
    }
    return Long.parseLong(text);
  }

  private static Version find(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    String name = request.text("name");
    return Registry.version(sql, caller, name, number(request));
  }

  private static ObjectNode answer(TrackingSql sql, Version version) throws SQLException {
    return object().set("model_version", Registry.json(sql, List.of(version)).get(0));
  }

  private ObjectNode create(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    return create(sql, caller, request, Optional.empty());
  }

  /**
   * Adds the version that is asked for.
   *
   * @param artifact what was made of its files; empty where they are not kept here
   */
  ObjectNode create(
      TrackingSql sql,
      TrackingCaller caller,
      TrackingRequest request,
      Optional<ArtifactRef> artifact)
      throws SQLException, TrackingRefusal {
    Asked asked = asked(sql, caller, request, artifact);
    count(sql, caller, asked.model);
    long number = Registry.add(sql, asked.model, asked.version);
    Version version = Registry.version(sql, caller, asked.model.name(), number);
    Notes.tags(sql, version.notes(), asked.tags);
    if (asked.logged.isPresent()) {
      String entry = "{\"name\": \"%s\", \"version\": %d}".formatted(asked.model.name(), number);
      String owner = asked.logged.get().id();
      String before = Notes.find(sql, owner, "tag", VERSIONS_TAG).orElse("[]");
      Notes.tag(
          sql,
          owner,
          VERSIONS_TAG,
          before.equals("[]")
              ? "[" + entry + "]"
              : before.substring(0, before.length() - 1) + ", " + entry + "]");
    }
    return answer(sql, version);
  }

  private record Asked(
      Model model, Version version, List<TrackingRequest> tags, Optional<LoggedModel> logged) {}

  private Asked asked(
      TrackingSql sql,
      TrackingCaller caller,
      TrackingRequest request,
      Optional<ArtifactRef> artifact)
      throws SQLException, TrackingRefusal {
    Model model = Registry.get(sql, caller, request.text("name"));
    String source = request.text("source");
    List<TrackingRequest> tags = request.list("tags", RunCalls.BATCH_NOTES_MAX);
    boolean prompt = false;
    for (TrackingRequest tag : tags) {
      prompt |= tag.text("key").equals(PROMPT);
    }
    if (!prompt) {
      ModelSources.check(source);
    }
    Optional<String> modelId = request.given("model_id");
    Optional<LoggedModel> logged =
        modelId.isPresent()
            ? Optional.of(LoggedModels.get(sql, caller, modelId.get()))
            : Optional.empty();
    long now = clock.millis();
    Version version =
        new Version(
            model.id(),
            model.name(),
            artifact.map(ref -> ref.version().orElse(0)).orElse(0),
            request.optional("description").orElse(""),
            source,
            request.given("run_id").or(() -> logged.map(LoggedModel::run)).orElse(""),
            modelId.orElse(""),
            caller.user(),
            Registry.NO_STAGE,
            now,
            now,
            artifact.map(ArtifactRef::toString).orElse(""));
    return new Asked(model, version, tags, logged);
  }

  private static void count(TrackingSql sql, TrackingCaller caller, Model model)
      throws SQLException, TrackingRefusal {
    Quotas.add(sql, Quotas.VERSIONS, Notes.ofRegistered(model.id()), 1, 0);
    if (!caller.job().isEmpty()) {
      Quotas.add(sql, Quotas.JOB_VERSIONS, "job:" + caller.job(), 1, 0);
    }
  }

  /**
   * What is to become an artifact.
   *
   * @param numberMin the least number of its version
   * @param origin where the files come from, for its lineage
   */
  record Wanted(ArtifactName name, int numberMin, String origin, ModelSources.Files files) {}

  /**
   * Checks a request for a version; returns what of it is to become an artifact first. Empty when
   * its files are not kept here, or its name is none that an artifact can have.
   */
  Optional<Wanted> wanted(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    Asked asked = asked(sql, caller, request, Optional.empty());
    Notes.check(asked.tags);
    // What is registered first is in the journal, and would stay there.
    Quotas.check(sql, Quotas.VERSIONS, Notes.ofRegistered(asked.model.id()));
    if (!caller.job().isEmpty()) {
      Quotas.check(sql, Quotas.JOB_VERSIONS, "job:" + caller.job());
    }
    Optional<ModelSources.Files> files =
        ModelSources.files(sql, caller, asked.version.source(), clock);
    return files.isPresent() && Names.isValid(asked.model.name())
        ? Optional.of(
            new Wanted(
                new ArtifactName(ArtifactKind.MODEL, asked.model.name()),
                Math.toIntExact(asked.model.highest() + 1),
                "registered in MLflow from " + asked.version.source(),
                files.get()))
        : Optional.empty();
  }

  /** Returns the artifact of the version that the request names, if it has one. */
  static Optional<ArtifactRef> artifact(
      TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    return ArtifactRef.parse(find(sql, caller, request).artifact());
  }

  private static ObjectNode get(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    return answer(sql, find(sql, caller, request));
  }

  private ObjectNode update(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    Version version = find(sql, caller, request);
    sql.update(
        "UPDATE model_versions SET description = ?, updated = ? WHERE model = ? AND version = ?",
        request.optional("description").orElse(""),
        clock.millis(),
        version.model(),
        version.version());
    return answer(sql, find(sql, caller, request));
  }

  /** Removes a version, whose artifact is gone by then. Its number stays taken. */
  private ObjectNode delete(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    caller.requireAdministrator("Deleting a version of a registered model");
    Version version = find(sql, caller, request);
    Registry.remove(sql, version.model(), version.version());
    Registry.touch(sql, version.model(), clock.millis());
    return object();
  }

  private static ObjectNode search(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    String text = request.optional("filter").orElse("");
    List<String> orders = request.texts("order_by");
    Condition filter = searched(() -> Registry.VERSIONS.filter(text));
    Condition order =
        searched(() ->
            Registry.VERSIONS.order(
                orders.isEmpty() ? List.of("last_updated_timestamp DESC") : orders));
    long limit = request.number("max_results", 1, PAGE_MAX, PAGE_DEFAULT);
    long from = request.pageStart();
    Search search = new Search(filter, order, from, limit);
    Page<Version> page = search.page(Registry.searchVersions(sql, caller, search));
    ObjectNode json = object();
    json.set("model_versions", Registry.json(sql, page.entries()));
    return page.addTokenTo(json);
  }

  private ObjectNode transition(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    Version version = find(sql, caller, request);
    String stage = stage(request.text("stage"));
    if (!STAGES.containsValue(stage)) {
      throw request.wrong("stage", "None, Staging, Production or Archived");
    }
    long now = clock.millis();
    if (request.flag("archive_existing_versions")) {
      if (stage.equals(Registry.NO_STAGE) || stage.equals("Archived")) {
        throw request.wrong("archive_existing_versions", "false, with that stage");
      }
      sql.update(
          """
          UPDATE model_versions SET stage = 'Archived', updated = ?
          WHERE model = ? AND stage = ? AND version <> ?
          """,
          now,
          version.model(),
          stage,
          version.version());
    }
    sql.update(
        "UPDATE model_versions SET stage = ?, updated = ? WHERE model = ? AND version = ?",
        stage,
        now,
        version.model(),
        version.version());
    Registry.touch(sql, version.model(), now);
    return answer(sql, find(sql, caller, request));
  }

  /** Returns where the files are; a copy of a version has those of what it was copied from. */
  private static ObjectNode downloadUri(
      TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    Version version = find(sql, caller, request);
    return object().put("artifact_uri", ModelSources.location(sql, caller, version.location()));
  }

  private ObjectNode setTag(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    Version version = find(sql, caller, request);
    Notes.tag(sql, version.notes(), request.text("key"), request.optional("value").orElse(""));
    touch(sql, version);
    return object();
  }

  private ObjectNode deleteTag(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    Version version = find(sql, caller, request);
    // As in MLflow, a tag that is not there is no error.
    var _ = Notes.untag(sql, version.notes(), request.text("key"));
    touch(sql, version);
    return object();
  }

  private void touch(TrackingSql sql, Version version) throws SQLException {
    sql.update(
        "UPDATE model_versions SET updated = ? WHERE model = ? AND version = ?",
        clock.millis(),
        version.model(),
        version.version());
  }
}
