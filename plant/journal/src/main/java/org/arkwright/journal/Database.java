package org.arkwright.journal;

import java.sql.Connection;
import java.sql.SQLException;

/** A database that holds a journal: how to connect to it, and what to advise when it fails. */
sealed interface Database extends AutoCloseable permits SqliteDatabase, PostgresDatabase {
  /** The location as users know it, without secrets. */
  String location();

  /**
   * Opens the connection for appending, with the tables created and auto-commit off. The writer
   * lock is held by the connection while it is open, or by this database until {@link #close}.
   *
   * @throws JournalException when another writer holds the journal
   */
  Connection openWriter() throws SQLException;

  /** Opens a connection for one reader. */
  Connection openReader() throws SQLException;

  /** The store of this journal's snapshots. */
  SnapshotShelf snapshots();

  /** Returns a sentence that tells the user what to do about the failure. */
  String advice(SQLException failure);

  /** Returns the exception that explains the failure to the user. */
  default JournalException failure(String problem, SQLException cause) {
    return new JournalException(
        "the journal %s %s: %s. %s".formatted(location(), problem, firstLine(cause), advice(cause)),
        cause);
  }

  private static String firstLine(SQLException cause) {
    String message = String.valueOf(cause.getMessage());
    return message.lines().findFirst().orElse(message).replaceFirst("[.\\s]+$", "");
  }

  @Override
  void close();
}
