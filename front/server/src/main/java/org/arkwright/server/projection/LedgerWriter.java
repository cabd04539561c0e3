package org.arkwright.server.projection;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import org.arkwright.ledger.Ledger;
import org.arkwright.ledger.LineKey;
import org.arkwright.ledger.Tally;
import org.arkwright.model.Event;
import org.arkwright.model.SiteSettings;
import org.arkwright.wire.Wire;

/**
 * Keeps the ledger's books in tables: lines that are added up, and what is open, so that a start
 * reads no history. The caller commits. One thread.
 */
final class LedgerWriter {
  private final Connection connection;
  private final Wire wire = Wire.strict();
  private final Ledger ledger;
  private SiteSettings writtenSite;

  LedgerWriter(Connection connection) throws SQLException {
    this.connection = connection;
    this.ledger = LedgerReader.open(connection);
    this.writtenSite = ledger.site();
  }

  void take(Event event) {
    ledger.take(event);
  }

  /** Writes what was booked since the last time. */
  void write() throws SQLException {
    for (Map.Entry<LineKey, Tally> line : ledger.lines().entrySet()) {
      add(line.getKey(), line.getValue());
    }
    for (var job : ledger.changedJobs().entrySet()) {
      put("ledger_jobs", job.getKey().toString(), job.getValue());
    }
    for (var node : ledger.changedNodes().entrySet()) {
      put("ledger_nodes", node.getKey().toString(), node.getValue());
    }
    if (!ledger.site().equals(writtenSite)) {
      put("ledger_site", "site", Optional.of(ledger.site()));
      writtenSite = ledger.site();
    }
    ledger.clear();
  }

  private void add(LineKey key, Tally tally) throws SQLException {
    try (PreparedStatement write =
        connection.prepareStatement(
            """
            INSERT INTO ledger_lines(day, project, account, meter, item, basis, tally)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT(day, project, account, meter, item, basis)
            DO UPDATE SET tally = excluded.tally
            """)) {
      LineRow row = LineRow.of(key);
      row.bind(write);
      write.setBytes(LineRow.COLUMNS + 1, wire.write(present(row).plus(tally)));
      write.executeUpdate();
    }
  }

  private Tally present(LineRow row) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            SELECT tally FROM ledger_lines WHERE day = ? AND project = ? AND account = ?
            AND meter = ? AND item = ? AND basis = ?
            """)) {
      row.bind(select);
      try (ResultSet found = select.executeQuery()) {
        return found.next() ? wire.read(found.getBytes(1), Tally.class) : Tally.ZERO;
      }
    }
  }

  private void put(String table, String name, Optional<?> value) throws SQLException {
    if (value.isPresent()) {
      try (PreparedStatement write =
          connection.prepareStatement("INSERT OR REPLACE INTO " + table + " VALUES (?, ?)")) {
        write.setString(1, name);
        write.setBytes(2, wire.write(value.get()));
        write.executeUpdate();
      }
    } else {
      try (PreparedStatement delete =
          connection.prepareStatement("DELETE FROM " + table + " WHERE name = ?")) {
        delete.setString(1, name);
        delete.executeUpdate();
      }
    }
  }

  /** The tables that it writes. */
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
          tally BLOB NOT NULL,
          PRIMARY KEY (day, project, account, meter, item, basis)) WITHOUT ROWID
        """);
    for (String table : new String[] {"ledger_jobs", "ledger_nodes", "ledger_site"}) {
      statement.execute(
          "CREATE TABLE " + table + "(name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID");
    }
  }
}
