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
import org.arkwright.model.pipeline.PipelineSpec;
import org.arkwright.model.site.EnergySeries;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.wire.RecordShape;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.JDBC;

/**
 * Opens the projections' SQLite file, creating an empty one if there is no usable file. Commits are
 * not synced: what a power failure loses is projected again.
 */
final class ProjectionFile {
  /** Incremented with every change to the tables or to values that are not stored records. */
  private static final int LAYOUT = 7;

  /** The file's version; a change to the shape of a stored record changes it, too. */
  private static final int VERSION =
      LAYOUT << 24
          | Integer.parseInt(
              RecordShape.of(
                      JobRecord.class,
                      PipelineSpec.class,
                      PipelineProjection.Progress.class,
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
    """
    CREATE TABLE pipelines(
      id INTEGER PRIMARY KEY,
      project TEXT NOT NULL,
      name TEXT NOT NULL,
      state TEXT NOT NULL,
      ended INTEGER,
      spec BLOB NOT NULL,
      progress BLOB NOT NULL)
    """,
    "CREATE INDEX pipelines_by_name ON pipelines(name, id)",
    "CREATE INDEX pipelines_by_end ON pipelines(ended)",
    """
    CREATE TABLE swept(
      project TEXT NOT NULL,
      state TEXT NOT NULL,
      jobs INTEGER NOT NULL,
      PRIMARY KEY (project, state)) WITHOUT ROWID
    """,
    "PRAGMA user_version = " + VERSION
  };

  private ProjectionFile() {}

  /** Returns a connection to the file and ensures that its tables exist. */
  static Connection open(Path file) {
    try {
      return openUsable(file);
    } catch (SQLException e) {
      log.warn("Projections at {} are rebuilt: {}", file, e.getMessage());
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
        throw new SQLException("they were written by another version of arkwright");
      }
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** Returns another connection to a file that is already open. */
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
