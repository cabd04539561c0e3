package org.arkwright.journal;

import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.arkwright.journal.JournalReader.Snapshot;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Snapshots in a table of the journal's database, written over separate connections. */
final class SnapshotTable implements SnapshotShelf {
  private static final Logger LOG = LoggerFactory.getLogger(SnapshotTable.class);

  private final Database database;
  private final Connections connections;

  SnapshotTable(Database database, Connections connections) {
    this.database = database;
    this.connections = connections;
  }

  static void create(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE IF NOT EXISTS journal_snapshots ("
              + "number bigint PRIMARY KEY, hash bytea NOT NULL, image bytea NOT NULL)");
    }
  }

  @Override
  public void save(Snapshot snapshot) {
    try (Connection connection = connections.open();
        PreparedStatement insert =
            connection.prepareStatement(
                "INSERT INTO journal_snapshots (number, hash, image) VALUES (?, ?, ?)"
                    + " ON CONFLICT (number) DO UPDATE"
                    + " SET hash = excluded.hash, image = excluded.image");
        PreparedStatement prune =
            connection.prepareStatement(
                "DELETE FROM journal_snapshots WHERE number NOT IN"
                    + " (SELECT number FROM journal_snapshots ORDER BY number DESC LIMIT ?)")) {
      insert.setLong(1, snapshot.number());
      insert.setBytes(2, Batch.sha256().digest(snapshot.image()));
      insert.setBytes(3, snapshot.image());
      insert.executeUpdate();
      prune.setInt(1, KEPT);
      prune.executeUpdate();
    } catch (SQLException e) {
      throw database.failure("cannot save a snapshot", e);
    }
  }

  @Override
  public void clear() {
    try (Connection connection = connections.open();
        Statement statement = connection.createStatement()) {
      statement.execute("DELETE FROM journal_snapshots");
    } catch (SQLException e) {
      throw database.failure("cannot delete its snapshots", e);
    }
  }

  @Override
  public Optional<Snapshot> newest(long lastNumber, long atMost) {
    try (Connection connection = connections.open();
        PreparedStatement select =
            connection.prepareStatement(
                "SELECT number, hash, image FROM journal_snapshots WHERE number <= ?"
                    + " ORDER BY number DESC")) {
      connection.setAutoCommit(false);
      select.setFetchSize(1);
      select.setLong(1, Math.min(lastNumber, atMost));
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          byte[] image = row.getBytes(3);
          if (MessageDigest.isEqual(row.getBytes(2), Batch.sha256().digest(image))) {
            return Optional.of(new Snapshot(row.getLong(1), image));
          }
          LOG.warn(
              "the snapshot at {} in {} is damaged: skipped", row.getLong(1), database.location());
        }
      }
      return Optional.empty();
    } catch (SQLException e) {
      throw database.failure("cannot load a snapshot", e);
    }
  }

  /** Opens connections. */
  @FunctionalInterface
  interface Connections {
    Connection open() throws SQLException;
  }
}
