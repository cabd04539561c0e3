package org.arkwright.tracking;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

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
   * Stores a value. An identical one is ignored: the client has retried after it got no response.
   */
  static void log(TrackingSql sql, String run, Point point) throws SQLException, TrackingRefusal {
    Runs.checkName(point.name);
    Double value = Double.isNaN(point.value) ? null : point.value;
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
    sql.update(
        """
        INSERT INTO latest(run, name, step, at, value) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT(run, name) DO UPDATE
        SET step = excluded.step, at = excluded.at, value = excluded.value
        WHERE (excluded.step, excluded.at) >= (step, at)
        """,
        run,
        point.name,
        point.step,
        point.at,
        value);
  }

  static ArrayNode latest(TrackingSql sql, String run) throws SQLException {
    ArrayNode json = JsonNodeFactory.instance.arrayNode();
    sql.list("SELECT * FROM latest WHERE run = ? ORDER BY name", Point::of, run)
        .forEach(point -> json.add(point.json()));
    return json;
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
}
