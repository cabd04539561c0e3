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
   * Opens the journal to write it, and makes it where there is none.
   *
   * @throws JournalException when the location is neither of the two, cannot be reached, or has
   *     another writer
   */
  public static Journal open(String location) {
    return new SqlJournal(database(location));
  }

  /**
   * Opens the journal to read it, whether or not another process is writing it.
   *
   * @throws JournalException when there is no journal
   */
  public static JournalReader openReadOnly(String location) {
    return reader(location);
  }

  static SqlReader reader(String location) {
    Database database = database(location);
    if (database instanceof SqliteDatabase file && Files.notExists(Path.of(file.place()))) {
      throw new JournalException(
          "there is no journal %s. Name the file that the server writes, `journal.db` in its home."
              .formatted(file.place()),
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
      throw unknown(location);
    }
    try {
      return new SqliteDatabase(Path.of(location));
    } catch (InvalidPathException _) {
      throw unknown(location);
    }
  }

  private static JournalException unknown(String location) {
    return new JournalException(
        "'%s' is no place for a journal. Give the path of a file or jdbc:postgresql://HOST/DATABASE."
            .formatted(location.replaceFirst("\\?.*", "")),
        null);
  }
}
