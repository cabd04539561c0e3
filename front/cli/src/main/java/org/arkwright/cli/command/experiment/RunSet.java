package org.arkwright.cli.command.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.arkwright.cli.api.ApiPaths;
import org.arkwright.cli.api.ProblemException;
import org.arkwright.cli.api.TrackingClient;
import org.arkwright.cli.terminal.FailureException;

/** Finds runs, by experiment or by name. */
final class RunSet {
  private static final int EXPERIMENTS_MAX = 10_000;
  private static final int NOT_FOUND = 404;

  private RunSet() {}

  /** Returns the project's experiments. */
  static List<JsonNode> experiments(TrackingClient tracking) throws IOException {
    List<JsonNode> found = new ArrayList<>();
    tracking
        .search(
            "/experiments/search",
            JsonNodeFactory.instance.objectNode(),
            "experiments",
            EXPERIMENTS_MAX)
        .forEach(found::add);
    return found;
  }

  /**
   * Returns runs, the latest first unless ordered.
   *
   * @param experiment the experiment's name or id; empty for all of the project
   * @param filter in MLflow's language; may be empty
   * @param order in MLflow's language; may be empty
   */
  static List<LoggedRun> find(
      TrackingClient tracking, String experiment, String filter, String order, int limit)
      throws IOException {
    List<JsonNode> all = experiments(tracking);
    List<JsonNode> wanted =
        all.stream()
            .filter(one ->
                experiment.isEmpty()
                    || one.path("name").asText().equals(experiment)
                    || one.path("experiment_id").asText().equals(experiment))
            .toList();
    if (wanted.isEmpty()) {
      throw new FailureException(
          "there is no experiment '%s'\nexpected: one of %s"
              .formatted(
                  experiment,
                  String.join(", ", all.stream().map(one -> one.path("name").asText()).toList())));
    }
    ObjectNode query = JsonNodeFactory.instance.objectNode().put("filter", filter);
    var ids = query.putArray("experiment_ids");
    wanted.forEach(one -> ids.add(one.path("experiment_id").asText()));
    if (!order.isEmpty()) {
      query.putArray("order_by").add(order);
    }
    List<LoggedRun> runs = new ArrayList<>();
    for (JsonNode run : tracking.search("/runs/search", query, "runs", limit)) {
      runs.add(LoggedRun.of(run, all));
    }
    return runs;
  }

  /** Returns the run of that id, or the latest one of that name. */
  static LoggedRun get(TrackingClient tracking, String name) throws IOException {
    try {
      JsonNode run = tracking.get(ApiPaths.query("/runs/get", "run_id", name)).path("run");
      return LoggedRun.of(run, experiments(tracking));
    } catch (ProblemException e) {
      if (e.problem().status() != NOT_FOUND) {
        throw e;
      }
    }
    if (name.indexOf('\'') < 0) {
      List<LoggedRun> named = find(tracking, "", "run_name = '" + name + "'", "", 1);
      if (!named.isEmpty()) {
        return named.getFirst();
      }
    }
    throw new FailureException(
        "there is no run '%s'\nexpected: a run's id or name\nList them with `arkwright runs`."
            .formatted(name));
  }
}
