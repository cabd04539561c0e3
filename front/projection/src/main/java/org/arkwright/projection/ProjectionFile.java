package org.arkwright.projection;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.arkwright.ledger.Account;
import org.arkwright.ledger.OpenJob;
import org.arkwright.ledger.OpenNode;
import org.arkwright.ledger.Tally;
import org.arkwright.model.site.EnergySeries;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.wire.RecordShape;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.JDBC;

/**
 * Opens the projections' SQLite file, and makes an empty one where there is none that can be used.
 * Not synced on commit: whatever a power failure takes away is projected again.
 */
final class ProjectionFile {
  /** Goes up with every change to the tables, or to what is written into them otherwise. */
  private static final int LAYOUT = 5;

  /** Of records that are kept whole, any change is another version by itself. */
  private static final int VERSION =
      LAYOUT << 24
          | Integer.parseInt(
              RecordShape.of(
                      JobRecord.class,
                      Account.class,
                      Tally.class,
                      OpenJob.class,
                      OpenNode.class,
                      SiteSettings.class,
                      EnergySeries.class)
                  .substring(0, 6),
              16);

  private static final Logger log = LoggerFactory.getLogger(ProjectionFile.class);

  private static final String[] TABLES = {
    "CREATE TABLE progress(id INTEGER PRIMARY KEY CHECK (id = 1), number INTEGER NOT NULL)",
    "INSERT INTO progress VALUES (1, 0)",
    """
    CREATE TABLE jobs(
      id INTEGER PRIMARY KEY,
      project TEXT NOT NULL,
      name TEXT NOT NULL,
      state TEXT NOT NULL,
      story BLOB NOT NULL)
    """,
    "CREATE INDEX jobs_by_state ON jobs(state, id)",
    "CREATE INDEX jobs_by_project ON jobs(project, id)",
    "CREATE INDEX jobs_by_project_and_state ON jobs(project, state, id)",
    "CREATE INDEX jobs_by_name ON jobs(name, id)",
    """
    CREATE TABLE labels(
      name TEXT NOT NULL,
      value TEXT NOT NULL,
      job INTEGER NOT NULL,
      PRIMARY KEY (name, value, job)) WITHOUT ROWID
    """,
    "PRAGMA user_version = " + VERSION
  };

  private ProjectionFile() {}

  /** A connection to the file, whose tables are there afterwards. */
  static Connection open(Path file) {
    try {
      return openUsable(file);
    } catch (SQLException e) {
      log.warn("Projections at {} are built again: {}", file, e.getMessage());
      delete(file);
    }
    try {
      return openUsable(file);
    } catch (SQLException e) {
      throw new ProjectionException("cannot write projections to " + file, e);
    }
  }

  private static Connection openUsable(Path file) throws SQLException {
    Connection connection = connect(file);
    try {
      int version = version(connection);
      if (version == 0) {
        create(connection);
      } else if (version != VERSION) {
        throw new SQLException("another version of arkwright wrote them");
      }
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** Another connection to a file that was opened before. */
  static Connection connect(Path file) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("journal_mode", "WAL");
    properties.setProperty("synchronous", "NORMAL");
    properties.setProperty("busy_timeout", "5000");
    return JDBC.createConnection("jdbc:sqlite:" + file, properties);
  }

  private static int version(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("PRAGMA user_version")) {
      return rows.getInt(1);
    }
  }

  private static void create(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      LedgerWriter.create(statement);
      for (String sql : TABLES) {
        statement.execute(sql);
      }
      connection.commit();
    }
    connection.setAutoCommit(true);
  }

  static void delete(Path file) {
    try {
      for (String suffix : new String[] {"", "-wal", "-shm"}) {
        Files.deleteIfExists(Path.of(file + suffix));
      }
    } catch (IOException e) {
      throw new ProjectionException("cannot remove unusable projections at " + file, e);
    }
  }
}
