package org.arkwright.tracking;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.arkwright.tracking.request.TrackingRefusal;
import org.arkwright.tracking.store.Notes;
import org.arkwright.tracking.store.Quotas;
import org.arkwright.tracking.store.TrackingSql;
import org.jspecify.annotations.Nullable;

/**
 * The table of metrics, values that change over a run. NaN is stored as NULL, because SQLite has no
 * NaN.
 */
final class RunMetrics {
  private RunMetrics() {}

  /**
   * One value of a metric.
   *
   * @param at milliseconds since the Unix epoch
   */
  record Point(String name, double value, long at, long step) {
    static Point of(ResultSet row) throws SQLException {
      double value = row.getDouble("value");
      boolean isNull = row.wasNull();
      return new Point(
          row.getString("name"),
          isNull ? Double.NaN : value,
          row.getLong("at"),
          row.getLong("step"));
    }

    /** The value as it is stored: NULL for NaN. */
    @Nullable Double stored() {
      return Double.isNaN(value) ? null : value;
    }

    ObjectNode json() {
      ObjectNode json = JsonNodeFactory.instance.objectNode().put("key", name);
      if (Double.isFinite(value)) {
        json.put("value", value);
      } else {
        json.put("value", Double.toString(value));
      }
      return json.put("timestamp", at).put("step", step);
    }
  }

  /**
   * Stores values. An identical one is ignored: the client has retried after it got no response. Of
   * two values at one step and time, the greater one is the latest, as in MLflow.
   */
  static void log(TrackingSql sql, String run, List<Point> points)
      throws SQLException, TrackingRefusal {
    int stored = 0;
    int names = 0;
    for (Point point : points) {
      Notes.checkName(point.name);
      Double value = point.stored();
      int added =
          sql.update(
              """
              INSERT INTO metrics(run, name, step, at, value)
              SELECT ?1, ?2, ?3, ?4, ?5 WHERE NOT EXISTS (
                SELECT 1 FROM metrics
                WHERE run = ?1 AND name = ?2 AND step = ?3 AND at = ?4 AND value IS ?5)
              """,
              run,
              point.name,
              point.step,
              point.at,
              value);
      if (added > 0) {
        stored++;
        names += latest(sql, run, point, value);
      }
    }
    if (stored > 0) {
      Quotas.add(sql, Quotas.VALUES, run, stored, 0);
    }
    if (names > 0) {
      Quotas.add(sql, Quotas.METRICS, run, names, 0);
    }
  }

  /** Keeps the latest value of a metric; returns 1 if its name is new to the run. */
  private static int latest(TrackingSql sql, String run, Point point, @Nullable Double value)
      throws SQLException {
    int added =
        sql.update(
            "INSERT OR IGNORE INTO latest(run, name, step, at, value) VALUES (?, ?, ?, ?, ?)",
            run,
            point.name,
            point.step,
            point.at,
            value);
    if (added == 0) {
      // NaN, stored as NULL, is less than any number.
      sql.update(
          """
          UPDATE latest SET step = ?3, at = ?4, value = ?5
          WHERE run = ?1 AND name = ?2
            AND ((?3, ?4) > (step, at) OR ((?3, ?4) = (step, at)
              AND (value IS NULL OR ?5 > value)))
          """,
          run,
          point.name,
          point.step,
          point.at,
          value);
    }
    return added;
  }

  /** Returns the latest values of runs, as lists by run; runs without any are left out. */
  static Map<String, ArrayNode> latest(TrackingSql sql, List<String> runs) throws SQLException {
    Map<String, ArrayNode> found = new HashMap<>();
    var _ =
        sql.list(
            "SELECT * FROM latest WHERE run IN (SELECT value FROM json_each(?)) ORDER BY run, name",
            row ->
                found
                    .computeIfAbsent(
                        row.getString("run"), _ -> JsonNodeFactory.instance.arrayNode())
                    .add(Point.of(row).json()),
            TrackingSql.array(runs));
    return found;
  }

  /**
   * Returns a page of the logged values, in the order logged; {@code next_page_token} names the
   * next page.
   */
  static ObjectNode history(TrackingSql sql, String run, String name, long after, int limit)
      throws SQLException {
    record Numbered(long number, Point point) {}
    List<Numbered> page =
        sql.list(
            "SELECT * FROM metrics WHERE run = ? AND name = ? AND number > ?"
                + " ORDER BY number LIMIT ?",
            row -> new Numbered(row.getLong("number"), Point.of(row)),
            run,
            name,
            after,
            limit);
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ArrayNode metrics = json.putArray("metrics");
    page.forEach(numbered -> metrics.add(numbered.point.json()));
    if (page.size() == limit) {
      json.put("next_page_token", Long.toString(page.getLast().number));
    }
    return json;
  }

  /** Returns values of several runs, by run, time, step and value. */
  static ArrayNode histories(TrackingSql sql, List<String> runs, String name, long limit)
      throws SQLException {
    return rows(
        sql.list(
            """
            SELECT * FROM metrics
            WHERE run IN (SELECT value FROM json_each(?)) AND name = ?
            ORDER BY run, at, step, value LIMIT ?
            """,
            RunMetrics::withRun,
            TrackingSql.array(runs),
            name,
            limit));
  }

  /**
   * Returns values of several runs at some steps only, so that a curve of any length can be drawn:
   * of each run about {@code limit} steps at even distances, the first and the last among them.
   */
  static ArrayNode sampled(
      TrackingSql sql, List<String> runs, String name, long first, long last, int limit)
      throws SQLException {
    TreeSet<Long> wanted = new TreeSet<>();
    TreeSet<Long> all = new TreeSet<>();
    for (String run : runs) {
      List<Long> steps =
          sql.list(
              """
              SELECT DISTINCT step FROM metrics
              WHERE run = ? AND name = ? AND step BETWEEN ? AND ? ORDER BY step
              """,
              row -> row.getLong(1),
              run,
              name,
              first,
              last);
      all.addAll(steps);
      if (!steps.isEmpty()) {
        wanted.add(steps.getFirst());
        wanted.add(steps.getLast());
      }
    }
    List<Long> steps = List.copyOf(all);
    if (steps.size() <= limit) {
      wanted.addAll(steps);
    } else {
      double interval = (double) steps.size() / limit;
      for (int i = 0; i < limit; i++) {
        wanted.add(steps.get((int) (i * interval)));
      }
    }
    ArrayNode wantedSteps = JsonNodeFactory.instance.arrayNode();
    wanted.forEach(wantedSteps::add);
    ArrayNode found = JsonNodeFactory.instance.arrayNode();
    for (String run : runs) {
      found.addAll(
          rows(
              sql.list(
                  """
                  SELECT * FROM metrics
                  WHERE run = ? AND name = ? AND step IN (SELECT value FROM json_each(?))
                  ORDER BY step, at, value
                  """,
                  RunMetrics::withRun,
                  run,
                  name,
                  wantedSteps.toString())));
    }
    return found;
  }

  private static ObjectNode withRun(ResultSet row) throws SQLException {
    return Point.of(row).json().put("run_id", row.getString("run"));
  }

  private static ArrayNode rows(List<ObjectNode> rows) {
    return JsonNodeFactory.instance.arrayNode().addAll(rows);
  }
}
