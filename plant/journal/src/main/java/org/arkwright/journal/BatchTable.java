package org.arkwright.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The tables of the batches and of the head, in SQL common to SQLite and PostgreSQL. */
final class BatchTable {
  /**
   * The version of the layout. Version 2 has the tables of version 1, but its entries may have
   * forms that a version of arkwright limited to version 1 cannot read.
   */
  static final int FORMAT = 5;

  /** Rows per fetch, for drivers that fetch in blocks: batches can be large. */
  private static final int FETCH_ROWS = 16;

  private BatchTable() {}

  static void create(Connection connection, String number, String bytes) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          """
          CREATE TABLE IF NOT EXISTS journal_batches (
            last_entry %1$s PRIMARY KEY, first_entry %1$s NOT NULL,
            hash %2$s NOT NULL, body %2$s NOT NULL)
          """
              .formatted(number, bytes));
      statement.execute(
          """
          CREATE TABLE IF NOT EXISTS journal_head (
            format %1$s PRIMARY KEY, batches %1$s NOT NULL,
            last_entry %1$s NOT NULL, hash %2$s NOT NULL)
          """
              .formatted(number, bytes));
    }
    refuseLostHead(connection);
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO journal_head (format, batches, last_entry, hash) SELECT ?, 0, 0, ?"
                + " WHERE NOT EXISTS (SELECT 1 FROM journal_head)")) {
      insert.setInt(1, FORMAT);
      insert.setBytes(2, Batch.GENESIS);
      insert.executeUpdate();
    }
    try (PreparedStatement upgrade =
        connection.prepareStatement("UPDATE journal_head SET format = ? WHERE format < ?")) {
      upgrade.setInt(1, FORMAT);
      upgrade.setInt(2, FORMAT);
      upgrade.executeUpdate();
    }
  }

  /** A new head beside old batches would make the journal an empty one. */
  private static void refuseLostHead(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT (SELECT COUNT(*) FROM journal_head),"
                    + " (SELECT MAX(last_entry) FROM journal_batches)")) {
      if (row.next() && row.getLong(1) == 0 && row.getLong(2) > 0) {
        throw new SQLException(
            "its head record is missing, although it has entries up to " + row.getLong(2));
      }
    }
  }

  /**
   * Returns the head as it was when the last batch that ends by that entry was appended.
   *
   * @param number an entry's number; 0 for the beginning
   */
  static Head headAt(Connection connection, long number) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT last_entry, hash, (SELECT COUNT(*) FROM journal_batches WHERE last_entry <= ?)"
                + " FROM journal_batches WHERE last_entry <= ? ORDER BY last_entry DESC LIMIT 1")) {
      select.setLong(1, number);
      select.setLong(2, number);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? new Head(row.getLong(3), row.getLong(1), row.getBytes(2)) : Head.EMPTY;
      }
    }
  }

  static Head head(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT format, batches, last_entry, hash FROM journal_head")) {
      if (!row.next()) {
        throw new SQLException("its head record is missing");
      }
      if (row.getInt(1) > FORMAT) {
        throw new SQLException(
            "it has format %d, but this version reads up to format %d"
                .formatted(row.getInt(1), FORMAT));
      }
      return new Head(row.getLong(2), row.getLong(3), row.getBytes(4));
    }
  }

  /** Passes the batches that end above {@code after} and begin by {@code upTo} on, in order. */
  static void scan(Connection connection, long after, long upTo, BatchConsumer consumer)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT first_entry, last_entry, hash, body FROM journal_batches"
                + " WHERE last_entry > ? AND first_entry <= ? ORDER BY last_entry")) {
      select.setFetchSize(FETCH_ROWS);
      select.setLong(1, after);
      select.setLong(2, upTo);
      try (ResultSet row = select.executeQuery()) {
        boolean wanted = true;
        while (wanted && row.next()) {
          wanted =
              consumer.accept(
                  new Batch(row.getLong(1), row.getLong(2), row.getBytes(3), row.getBytes(4)));
        }
      }
    }
  }

  /** Removes the batches above the head, whose appends were reported as failed. */
  static void cutAfter(Connection connection, Head head) throws SQLException {
    try (PreparedStatement delete =
            connection.prepareStatement("DELETE FROM journal_batches WHERE last_entry > ?");
        PreparedStatement update = connection.prepareStatement(UPDATE_HEAD)) {
      delete.setLong(1, head.lastNumber());
      delete.executeUpdate();
      writeHead(update, head);
    }
  }

  static final String UPDATE_HEAD = "UPDATE journal_head SET batches = ?, last_entry = ?, hash = ?";

  static void writeHead(PreparedStatement update, Head head) throws SQLException {
    update.setLong(1, head.batches());
    update.setLong(2, head.lastNumber());
    update.setBytes(3, head.hash());
    if (update.executeUpdate() != 1) {
      throw new SQLException("its head record is missing");
    }
  }

  /** Receives batches; returns whether it wants more. */
  @FunctionalInterface
  interface BatchConsumer {
    boolean accept(Batch batch);
  }
}
