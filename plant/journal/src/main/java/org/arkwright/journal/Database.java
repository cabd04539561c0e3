package org.arkwright.journal;

import java.sql.Connection;
import java.sql.SQLException;

/** A place where a journal can lie: how to get at it, and what to advise when it fails. */
sealed interface Database extends AutoCloseable permits SqliteDatabase, PostgresDatabase {
  /** The place as users know it, without secrets. */
  String place();

  /**
   * The connection that appends, with the tables made and automatic commits off. It holds the
   * journal's writer lock for as long as it is open, or the database does until {@link #close}.
   *
   * @throws JournalException when another writer holds the journal
   */
  Connection openWriter() throws SQLException;

  /** A connection for one reader. */
  Connection openReader() throws SQLException;

  /** Where snapshots of this journal lie. */
  SnapshotShelf snapshots();

  /** What a person should do about the failure, as a sentence. */
  String advice(SQLException failure);

  /** The failure as users should see it. */
  default JournalException failure(String what, SQLException cause) {
    return new JournalException(
        "the journal %s %s: %s. %s".formatted(place(), what, firstLine(cause), advice(cause)),
        cause);
  }

  private static String firstLine(SQLException cause) {
    String message = String.valueOf(cause.getMessage());
    return message.lines().findFirst().orElse(message).replaceFirst("[.\\s]+$", "");
  }

  @Override
  void close();
}
