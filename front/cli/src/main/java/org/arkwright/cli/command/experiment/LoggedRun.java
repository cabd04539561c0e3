package org.arkwright.cli.command.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A run, as the commands show it.
 *
 * @param metrics the latest values, as the server writes them
 */
record LoggedRun(
    String id,
    String name,
    String experiment,
    String status,
    Instant started,
    String ended,
    String user,
    Map<String, String> params,
    Map<String, JsonNode> metrics,
    Map<String, String> tags) {
  private static final int DIGITS = 5;

  static LoggedRun of(JsonNode run, List<JsonNode> experiments) {
    JsonNode info = run.path("info");
    String experimentId = info.path("experiment_id").asText();
    Map<String, JsonNode> metrics = new TreeMap<>();
    run.at("/data/metrics").forEach(one -> metrics.put(one.path("key").asText(), one));
    return new LoggedRun(
        info.path("run_id").asText(),
        info.path("run_name").asText(),
        experiments.stream()
            .filter(one -> one.path("experiment_id").asText().equals(experimentId))
            .findFirst()
            .map(one -> one.path("name").asText())
            .orElse(experimentId),
        info.path("status").asText(),
        Instant.ofEpochMilli(info.path("start_time").asLong()),
        info.has("end_time") ? Instant.ofEpochMilli(info.get("end_time").asLong()).toString() : "",
        info.path("user_id").asText(),
        texts(run.at("/data/params")),
        metrics,
        texts(run.at("/data/tags")));
  }

  private static Map<String, String> texts(JsonNode entries) {
    Map<String, String> texts = new TreeMap<>();
    entries.forEach(one -> texts.put(one.path("key").asText(), one.path("value").asText()));
    return texts;
  }

  /** How long it took, or takes until now. */
  Duration duration(Instant now) {
    return Duration.between(started, ended.isEmpty() ? now : Instant.parse(ended));
  }

  /** The latest value of a metric, with all its digits; empty if it has none. */
  String metric(String key) {
    JsonNode metric = metrics.get(key);
    return metric == null ? "" : metric.path("value").asText();
  }

  /** The latest value of a metric, rounded for people. */
  String shortMetric(String key) {
    String value = metric(key);
    try {
      BigDecimal rounded =
          new BigDecimal(value).round(new MathContext(DIGITS)).stripTrailingZeros();
      return Math.abs(rounded.precision() - rounded.scale()) > 2 * DIGITS
          ? rounded.toString()
          : rounded.toPlainString();
    } catch (NumberFormatException _) {
      return value;
    }
  }

  ObjectNode json() {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("id", id)
            .put("name", name)
            .put("experiment", experiment)
            .put("status", status)
            .put("startedAt", started.toString());
    if (!ended.isEmpty()) {
      json.put("endedAt", ended);
    }
    json.put("user", user);
    ObjectNode shownParams = json.putObject("params");
    params.forEach(shownParams::put);
    ObjectNode shownMetrics = json.putObject("metrics");
    metrics.forEach((key, metric) -> shownMetrics.set(key, metric.path("value")));
    ObjectNode shownTags = json.putObject("tags");
    tags.forEach(shownTags::put);
    return json;
  }
}
