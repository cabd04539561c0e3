package org.arkwright.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.arkwright.model.CommandOrigin;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.PrincipalId;
import org.arkwright.model.id.ProjectName;
import org.arkwright.tracking.request.TrackingCall;
import org.arkwright.tracking.request.TrackingCaller;
import org.arkwright.tracking.request.TrackingRefusal;
import org.arkwright.tracking.store.TrackingStore;

/** A tracking service on a file of its own, called as its endpoints call it. */
final class Calls implements AutoCloseable {
  private static final CommandOrigin ORIGIN = CommandOrigin.of(new PrincipalId("p-1"));
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(com.fasterxml.jackson.core.json.JsonReadFeature.ALLOW_SINGLE_QUOTES)
          .enable(com.fasterxml.jackson.core.json.JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES)
          .enable(com.fasterxml.jackson.core.json.JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .build();

  static final ProjectName LAB = new ProjectName("lab");

  final ModelsInMemory models = new ModelsInMemory();
  final TrackingStore store;
  final TrackingService service;
  private long now = 1_000_000;

  Calls(Path file) throws SQLException {
    store = TrackingStore.open(file);
    InstantSource clock = () -> Instant.ofEpochMilli(now++);
    service = new TrackingService(store, models, clock);
  }

  static TrackingCaller administrator() {
    return TrackingCaller.administrator(Optional.of(LAB), ORIGIN, "admin");
  }

  static TrackingCaller rank(String project, JobId job) {
    return TrackingCaller.rank(
        new ProjectName(project),
        new TrackingCaller.RankOf(new AttemptId(job, 1), "train", "train"),
        ORIGIN,
        "ann");
  }

  /** Calls with a body whose quotes are single. */
  JsonNode call(TrackingCaller caller, String method, String path, String body) throws Exception {
    return call(new TrackingCall(method, 2, path), caller, body);
  }

  /** Calls the API 3.0. */
  JsonNode call3(TrackingCaller caller, String method, String path, String body) throws Exception {
    return call(new TrackingCall(method, 3, path), caller, body);
  }

  private JsonNode call(TrackingCall call, TrackingCaller caller, String body) throws Exception {
    try {
      return service.execute(call, caller, JSON.readTree(body)).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof TrackingRefusal refusal) {
        throw refusal;
      }
      throw e;
    }
  }

  JsonNode post(String path, String body) throws Exception {
    return call(administrator(), "POST", path, body);
  }

  JsonNode get(String path, String body) throws Exception {
    return call(administrator(), "GET", path, body);
  }

  String experiment(String name) throws Exception {
    return post("experiments/create", "{name: '%s'}".formatted(name)).get("experiment_id").asText();
  }

  String run(String experiment) throws Exception {
    return post("runs/create", "{experiment_id: '%s'}".formatted(experiment))
        .at("/run/info/run_id")
        .asText();
  }

  @Override
  public void close() throws SQLException {
    store.close();
  }
}
