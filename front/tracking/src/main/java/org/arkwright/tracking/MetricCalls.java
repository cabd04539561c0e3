package org.arkwright.tracking;

import static org.arkwright.tracking.Routes.object;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.arkwright.tracking.request.TrackingCaller;
import org.arkwright.tracking.request.TrackingRefusal;
import org.arkwright.tracking.request.TrackingRequest;
import org.arkwright.tracking.store.TrackingSql;

/** The calls that read the values of metrics over time. */
final class MetricCalls {
  private static final int HISTORY_MAX = 50_000;
  private static final int RUNS_MAX = 100;
  private static final int BULK_MAX = 25_000;
  private static final int SAMPLES_MAX = 2_500;

  private final InstantSource clock;

  MetricCalls(InstantSource clock) {
    this.clock = clock;
  }

  void addTo(Routes routes) {
    routes
        .add("GET", "metrics/get-history", this::history)
        .add("GET", "metrics/get-history-bulk", this::bulk)
        .add("GET", "metrics/get-history-bulk-interval", this::sampled);
  }

  private ObjectNode history(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    Runs.Run run = Runs.get(sql, caller, request.runId(), clock.millis());
    return RunMetrics.history(
        sql,
        run.id(),
        request.text("metric_key"),
        request.pageStart(),
        (int) Math.min(HISTORY_MAX, request.number("max_results", 1, Long.MAX_VALUE, HISTORY_MAX)));
  }

  private ObjectNode bulk(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    List<String> runs = request.texts("run_id");
    if (runs.isEmpty()) {
      throw TrackingRefusal.invalid(
          "GetMetricHistoryBulk request must specify at least one run_id.");
    }
    if (runs.size() > RUNS_MAX) {
      throw TrackingRefusal.invalid(
          "GetMetricHistoryBulk request cannot specify more than %d run_ids. Received %d."
              .formatted(RUNS_MAX, runs.size()));
    }
    String name =
        request
            .given("metric_key")
            .orElseThrow(() ->
                TrackingRefusal.invalid("GetMetricHistoryBulk request must specify a metric_key."));
    long limit = Math.min(BULK_MAX, request.number("max_results", 1, Long.MAX_VALUE, BULK_MAX));
    return object()
        .set("metrics", RunMetrics.histories(sql, visible(sql, caller, runs), name, limit));
  }

  private List<String> visible(TrackingSql sql, TrackingCaller caller, List<String> runs)
      throws SQLException, TrackingRefusal {
    List<String> visible = new ArrayList<>();
    for (String run : runs) {
      visible.add(Runs.get(sql, caller, run, clock.millis()).id());
    }
    return visible;
  }

  private ObjectNode sampled(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    List<String> runs = request.texts("run_ids");
    if (runs.isEmpty()) {
      throw request.missing("run_ids");
    }
    if (runs.size() > RUNS_MAX) {
      throw TrackingRefusal.invalid(
          "GetMetricHistoryBulkInterval request must specify at most %d run_ids. Received %d run_ids."
              .formatted(RUNS_MAX, runs.size()));
    }
    String name = request.text("metric_key");
    long limit = request.number("max_results").orElse(SAMPLES_MAX);
    if (limit < 1 || limit > SAMPLES_MAX) {
      throw TrackingRefusal.invalid("max_results must be between 1 and %d.".formatted(SAMPLES_MAX));
    }
    OptionalLong first = request.number("start_step");
    OptionalLong last = request.number("end_step");
    if (first.isPresent() != last.isPresent()) {
      throw TrackingRefusal.invalid(
          "If either start step or end step are specified, both must be specified.");
    }
    if (first.orElse(0) > last.orElse(0)) {
      throw TrackingRefusal.invalid(
          "end_step must be greater than start_step. Found start_step=%d and end_step=%d."
              .formatted(first.orElse(0), last.orElse(0)));
    }
    return object()
        .set(
            "metrics",
            RunMetrics.sampled(
                sql,
                visible(sql, caller, runs),
                name,
                first.orElse(Long.MIN_VALUE),
                last.orElse(Long.MAX_VALUE),
                (int) limit));
  }
}
