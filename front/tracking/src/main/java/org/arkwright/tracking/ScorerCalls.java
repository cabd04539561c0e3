package org.arkwright.tracking;

import static org.arkwright.tracking.Routes.object;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.arkwright.tracking.Experiments.Experiment;
import org.arkwright.tracking.request.TrackingCaller;
import org.arkwright.tracking.request.TrackingRefusal;
import org.arkwright.tracking.request.TrackingRequest;
import org.arkwright.tracking.store.Notes;
import org.arkwright.tracking.store.Quotas;
import org.arkwright.tracking.store.TrackingSql;

/**
 * The calls about scorers: functions that judge answers, kept as the text that MLflow's clients
 * make of them, in numbered versions. Nothing here runs one.
 */
final class ScorerCalls {
  private static final int TEXT_MAX = 256 * 1024;

  private final InstantSource clock;

  ScorerCalls(InstantSource clock) {
    this.clock = clock;
  }

  void addTo(Routes routes) {
    routes
        .add3("POST", "scorers/register", this::register)
        .add3("GET", "scorers/list", this::list)
        .add3("GET", "scorers/versions", this::versions)
        .add3("GET", "scorers/get", this::get)
        .add3("DELETE", "scorers/delete", this::delete);
  }

  /**
   * A version of a scorer.
   *
   * @param id the same for all versions
   * @param job the job that registered it; empty for the administrator
   * @param text what the client made of it
   */
  private record Scorer(
      String name, long version, String id, String job, String text, long created) {
    static Scorer of(ResultSet row) throws SQLException {
      return new Scorer(
          row.getString("name"),
          row.getLong("version"),
          row.getString("id"),
          row.getString("job"),
          row.getString("text"),
          row.getLong("created"));
    }

    ObjectNode json(TrackingCaller caller, Experiment experiment) {
      return object()
          .put("experiment_id", Long.parseLong(experiment.idFor(caller)))
          .put("scorer_name", name)
          .put("scorer_version", version)
          .put("serialized_scorer", text)
          .put("creation_time", created)
          .put("scorer_id", id);
    }

    long bytes() {
      return text.getBytes(StandardCharsets.UTF_8).length;
    }
  }

  private Experiment experiment(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    return Experiments.get(sql, caller, request.text("experiment_id"), clock.millis());
  }

  /** Returns the versions of a name, the latest first. */
  private static List<Scorer> find(TrackingSql sql, Experiment experiment, String name)
      throws SQLException {
    return sql.list(
        "SELECT * FROM scorers WHERE experiment = ? AND name = ? ORDER BY version DESC",
        Scorer::of,
        experiment.id(),
        name);
  }

  /** Returns the versions that a request means: one, or all of a name, which has at least one. */
  private static List<Scorer> named(TrackingSql sql, Experiment experiment, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    String name = request.text("name");
    long version = request.number("version", 1, Integer.MAX_VALUE, 0);
    List<Scorer> found =
        find(sql, experiment, name).stream()
            .filter(one -> version == 0 || one.version == version)
            .toList();
    if (found.isEmpty()) {
      throw TrackingRefusal.missing(
          "Scorer with name '%s'%s not found for experiment %d."
              .formatted(name, version == 0 ? "" : " and version " + version, experiment.id()));
    }
    return found;
  }

  private ObjectNode register(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    Experiment experiment = experiment(sql, caller, request);
    experiment.requireActive(caller);
    String name = request.text("name");
    Notes.checkName(name);
    String text = request.text("serialized_scorer");
    Optional<Scorer> last = find(sql, experiment, name).stream().findFirst();
    Scorer scorer =
        new Scorer(
            name,
            last.map(before -> before.version + 1).orElse(1L),
            last.map(Scorer::id).orElseGet(() -> UUID.randomUUID().toString()),
            caller.job(),
            text,
            clock.millis());
    if (scorer.bytes() > TEXT_MAX) {
      throw TrackingRefusal.invalid(
          "The scorer '%s' has %,d bytes: expected at most %,d."
              .formatted(name, scorer.bytes(), TEXT_MAX));
    }
    Quotas.add(sql, Quotas.SCORERS, Notes.ofExperiment(experiment.id()), 1, scorer.bytes());
    sql.update(
        "INSERT INTO scorers VALUES (?, ?, ?, ?, ?, ?, ?)",
        experiment.id(),
        name,
        scorer.version,
        scorer.id,
        scorer.job,
        text,
        scorer.created);
    return object()
        .put("version", scorer.version)
        .put("scorer_id", scorer.id)
        .put("experiment_id", experiment.idFor(caller))
        .put("name", name)
        .put("serialized_scorer", text)
        .put("creation_time", scorer.created);
  }

  private ObjectNode list(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    Experiment experiment = experiment(sql, caller, request);
    return answer(
        caller,
        experiment,
        sql.list(
            """
            SELECT * FROM scorers s WHERE experiment = ? AND version = (SELECT MAX(version)
              FROM scorers o WHERE o.experiment = s.experiment AND o.name = s.name) ORDER BY name
            """,
            Scorer::of,
            experiment.id()));
  }

  private static ObjectNode answer(
      TrackingCaller caller, Experiment experiment, List<Scorer> scorers) {
    ObjectNode json = object();
    ArrayNode all = json.putArray("scorers");
    scorers.forEach(one -> all.add(one.json(caller, experiment)));
    return json;
  }

  private ObjectNode versions(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    Experiment experiment = experiment(sql, caller, request);
    return answer(caller, experiment, named(sql, experiment, request).reversed());
  }

  private ObjectNode get(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    Experiment experiment = experiment(sql, caller, request);
    return object()
        .set("scorer", named(sql, experiment, request).getFirst().json(caller, experiment));
  }

  private ObjectNode delete(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    Experiment experiment = experiment(sql, caller, request);
    for (Scorer one : named(sql, experiment, request)) {
      caller.requireOwn("Scorer", one.name + " version " + one.version, one.job);
      sql.update(
          "DELETE FROM scorers WHERE experiment = ? AND name = ? AND version = ?",
          experiment.id(),
          one.name,
          one.version);
      Quotas.add(sql, Quotas.SCORERS, Notes.ofExperiment(experiment.id()), -1, -one.bytes());
    }
    return object();
  }
}
