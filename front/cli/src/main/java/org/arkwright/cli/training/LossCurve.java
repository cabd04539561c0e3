package org.arkwright.cli.training;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.arkwright.cli.api.ApiClient;
import org.arkwright.cli.api.ApiPaths;
import org.arkwright.cli.api.JobAnswer;
import org.arkwright.cli.api.ProblemException;
import org.arkwright.cli.terminal.BrailleChart;

/** Reads the loss that a job's ranks logged to the tracking API, over all its attempts. */
public final class LossCurve {
  private static final int PAGES_MAX = 20;

  private LossCurve() {}

  /** Returns the loss by step, from the latest attempt that logged it; empty if nothing was. */
  public static List<BrailleChart.Point> of(ApiClient api, JobAnswer job) throws IOException {
    TreeMap<Double, Double> values = new TreeMap<>();
    for (int attempt = 1; attempt <= job.attempts(); attempt++) {
      try {
        read(api, job.id() + "-" + attempt, values);
      } catch (ProblemException _) {
        // The attempt has no run because it logged nothing.
      }
    }
    return values.entrySet().stream()
        .map(entry -> new BrailleChart.Point(entry.getKey(), entry.getValue()))
        .toList();
  }

  private static void read(ApiClient api, String run, Map<Double, Double> values)
      throws IOException {
    String token = "";
    for (int page = 0; page < PAGES_MAX; page++) {
      JsonNode answer =
          api.tracking(
              ApiPaths.query(
                  "/metrics/get-history",
                  "run_id",
                  run,
                  "metric_key",
                  "loss",
                  "page_token",
                  token));
      for (JsonNode metric : answer.path("metrics")) {
        values.put(metric.path("step").asDouble(), metric.path("value").asDouble(Double.NaN));
      }
      token = answer.path("next_page_token").asText("");
      if (token.isEmpty()) {
        return;
      }
    }
  }
}
