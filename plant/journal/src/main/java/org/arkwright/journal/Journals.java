package org.arkwright.journal;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * Opens journals by location: the path of a SQLite file, or {@code
 * jdbc:postgresql://HOST/DATABASE}.
 */
public final class Journals {
  private Journals() {}

  /**
   * Opens the journal for writing, and creates it if it does not exist.
   *
   * @throws JournalException when the location is not valid, cannot be reached, or has another
   *     writer
   */
  public static Journal open(String location) {
    return SqlJournal.open(database(location));
  }

  /**
   * Opens the journal for reading, whether or not another process is writing it.
   *
   * @throws JournalException when there is no journal
   */
  public static JournalReader openReadOnly(String location) {
    return reader(location);
  }

  /** Returns the location as a process in another folder names it. */
  public static String absolute(String location) {
    return database(location) instanceof SqliteDatabase file
        ? Path.of(file.location()).toAbsolutePath().toString()
        : location;
  }

  static SqlReader reader(String location) {
    Database database = database(location);
    if (database instanceof SqliteDatabase file && Files.notExists(Path.of(file.location()))) {
      throw new JournalException(
          "there is no journal %s. Name the file that the server writes, `journal.db` in its home."
              .formatted(file.location()),
          null);
    }
    SqlReader reader = new SqlReader(database);
    reader.lastNumber();
    return reader;
  }

  private static Database database(String location) {
    if (location.startsWith(PostgresDatabase.PREFIX)) {
      return new PostgresDatabase(location);
    }
    if (location.isBlank() || location.startsWith("jdbc:") || location.contains("://")) {
      throw invalid(location);
    }
    try {
      return new SqliteDatabase(Path.of(location));
    } catch (InvalidPathException _) {
      throw invalid(location);
    }
  }

  private static JournalException invalid(String location) {
    return new JournalException(
        "'%s' is not a journal location. Give a file's path or jdbc:postgresql://HOST/DATABASE."
            .formatted(location.replaceFirst("\\?.*", "")),
        null);
  }
}
