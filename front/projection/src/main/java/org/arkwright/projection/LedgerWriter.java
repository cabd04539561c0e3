package org.arkwright.projection;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.arkwright.ledger.Ledger;
import org.arkwright.ledger.LineKey;
import org.arkwright.ledger.Tally;
import org.arkwright.model.Event;
import org.arkwright.model.site.EnergySeries;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.wire.Wire;

/**
 * Writes the ledger's postings to tables: the summed lines and the open usage, so that a start need
 * not read the history. Its statements live as long as the connection. The caller commits. For one
 * thread.
 */
final class LedgerWriter {
  private final PreparedStatement select;
  private final PreparedStatement insert;
  private final Values jobs;
  private final Values nodes;
  private final Values site;
  private final Values seriesByKind;
  private final Wire wire = Wire.strict();
  private final Ledger ledger;
  private SiteSettings writtenSite;
  private List<EnergySeries> writtenSeries;

  /**
   * @param ledger the ledger as written in the tables
   */
  LedgerWriter(Connection connection, Ledger ledger) throws SQLException {
    this.select =
        connection.prepareStatement(
            """
            SELECT tally FROM ledger_lines WHERE day = ? AND project = ? AND account = ?
            AND meter = ? AND item = ? AND basis = ? AND site = ?
            """);
    this.insert =
        connection.prepareStatement(
            """
            INSERT INTO ledger_lines(day, project, account, meter, item, basis, site, tally)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT(day, project, account, meter, item, basis, site)
            DO UPDATE SET tally = excluded.tally
            """);
    this.jobs = Values.of(connection, "ledger_jobs");
    this.nodes = Values.of(connection, "ledger_nodes");
    this.site = Values.of(connection, "ledger_site");
    this.seriesByKind = Values.of(connection, "ledger_signals");
    this.ledger = ledger;
    this.writtenSite = ledger.site();
    this.writtenSeries = List.copyOf(ledger.energySeries());
  }

  void take(Event event) {
    ledger.take(event);
  }

  /** Writes the postings since the last write. */
  void write() throws SQLException {
    for (Map.Entry<LineKey, Tally> line : ledger.lines().entrySet()) {
      add(line.getKey(), line.getValue());
    }
    for (var job : ledger.changedJobs().entrySet()) {
      put(jobs, job.getKey().toString(), job.getValue());
    }
    for (var node : ledger.changedNodes().entrySet()) {
      put(nodes, node.getKey().toString(), node.getValue());
    }
    if (!ledger.site().equals(writtenSite)) {
      put(site, "site", Optional.of(ledger.site()));
      writtenSite = ledger.site();
    }
    List<EnergySeries> current = List.copyOf(ledger.energySeries());
    if (!current.equals(writtenSeries)) {
      for (EnergySeries series : current) {
        put(seriesByKind, series.kind().word(), Optional.of(series));
      }
      writtenSeries = current;
    }
    ledger.clear();
  }

  private void add(LineKey key, Tally tally) throws SQLException {
    LineRow row = LineRow.of(key);
    row.bind(insert);
    insert.setBytes(LineRow.COLUMNS + 1, wire.write(currentTally(row).plus(tally)));
    insert.executeUpdate();
  }

  private Tally currentTally(LineRow row) throws SQLException {
    row.bind(select);
    try (ResultSet found = select.executeQuery()) {
      return found.next() ? wire.read(found.getBytes(1), Tally.class) : Tally.ZERO;
    }
  }

  /** Writes a value under its name, or deletes it when empty. */
  private void put(Values values, String name, Optional<?> value) throws SQLException {
    if (value.isPresent()) {
      values.replace.setString(1, name);
      values.replace.setBytes(2, wire.write(value.get()));
      values.replace.executeUpdate();
    } else {
      values.delete.setString(1, name);
      values.delete.executeUpdate();
    }
  }

  /** The statements of a table of values by name. */
  private record Values(PreparedStatement replace, PreparedStatement delete) {
    static Values of(Connection connection, String table) throws SQLException {
      return new Values(
          connection.prepareStatement("INSERT OR REPLACE INTO " + table + " VALUES (?, ?)"),
          connection.prepareStatement("DELETE FROM " + table + " WHERE name = ?"));
    }
  }

  /** Creates the tables. */
  static void create(Statement statement) throws SQLException {
    statement.execute(
        """
        CREATE TABLE ledger_lines(
          day TEXT NOT NULL,
          project TEXT NOT NULL,
          account TEXT NOT NULL,
          meter TEXT NOT NULL,
          item TEXT NOT NULL,
          basis TEXT NOT NULL,
          site TEXT NOT NULL,
          tally BLOB NOT NULL,
          PRIMARY KEY (day, project, account, meter, item, basis, site)) WITHOUT ROWID
        """);
    for (String table :
        new String[] {"ledger_jobs", "ledger_nodes", "ledger_site", "ledger_signals"}) {
      statement.execute(
          "CREATE TABLE " + table + "(name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID");
    }
  }
}
