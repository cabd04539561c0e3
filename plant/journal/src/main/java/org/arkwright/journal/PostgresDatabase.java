package org.arkwright.journal;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A journal in a PostgreSQL database. The writer's connection holds a session-level advisory lock,
 * so a writer that has lost its connection cannot write, and a live one excludes others.
 */
final class PostgresDatabase implements Database {
  static final String PREFIX = "jdbc:postgresql:";

  private static final String LOCK_NOT_AVAILABLE = "55P03";

  /** The advisory lock's key: "arkwrigh" in ASCII. */
  private static final long WRITER_LOCK = 0x61726b7772696768L;

  private final String url;

  PostgresDatabase(String url) {
    this.url = url;
  }

  @Override
  public String location() {
    return url.replaceFirst("\\?.*", "").replaceFirst("//[^/@]*@", "//");
  }

  @Override
  public Connection openWriter() throws SQLException {
    Connection connection = DriverManager.getConnection(url);
    try (Statement statement = connection.createStatement()) {
      takeLock(statement);
      statement.execute("SET synchronous_commit = on");
      statement.execute("SET client_min_messages = warning");
      connection.setAutoCommit(false);
      BatchTable.create(connection, "bigint", "bytea");
      SnapshotTable.create(connection);
      connection.commit();
      return connection;
    } catch (SQLException | JournalException e) {
      connection.close();
      throw e;
    }
  }

  private void takeLock(Statement statement) throws SQLException {
    // The database notices only after a moment that a client is gone; until then it keeps its lock.
    statement.execute("SET lock_timeout = '2s'");
    try (ResultSet _ = statement.executeQuery("SELECT pg_advisory_lock(" + WRITER_LOCK + ")")) {
      statement.execute("SET lock_timeout = 0");
    } catch (SQLException e) {
      if (!LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
        throw e;
      }
      throw new JournalException(
          "the journal %s already has a writer, another session of that database. Stop that one"
                  .formatted(location())
              + " first.",
          e);
    }
  }

  @Override
  public Connection openReader() throws SQLException {
    Connection connection = DriverManager.getConnection(url);
    connection.setReadOnly(true);
    // Outside a transaction the driver would fetch all rows at once.
    connection.setAutoCommit(false);
    return connection;
  }

  @Override
  public SnapshotShelf snapshots() {
    return new SnapshotTable(this, () -> DriverManager.getConnection(url));
  }

  @Override
  public String advice(SQLException failure) {
    String state = failure.getSQLState() == null ? "" : failure.getSQLState();
    if (state.startsWith("08") || state.startsWith("57P")) {
      return "Check that PostgreSQL is running and reachable.";
    }
    if (state.startsWith("28") || state.equals("42501")) {
      return "Check the user, the password and the user's privileges.";
    }
    return switch (state) {
      case "3D000" -> "Create the database first.";
      case "42P01" -> "No journal has been written there yet.";
      case "53100" -> "Free some space on the database's disk; nothing else is needed.";
      case "25006" -> "The database is read-only: is it a standby?";
      default -> "Check the database's log.";
    };
  }

  @Override
  public void close() {
    // The lock is released with the writer's connection.
  }
}
