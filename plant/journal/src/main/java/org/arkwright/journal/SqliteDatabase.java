package org.arkwright.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteOpenMode;

/**
 * A journal in a SQLite file, in WAL mode with {@code synchronous=FULL}: a commit is one write and
 * one fsync. The file, its folder and SQLite's auxiliary files are accessible to the owner only.
 */
final class SqliteDatabase implements Database {
  private static final int BUSY_TIMEOUT_MILLIS = 10_000;
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Path file;
  private @Nullable WriterLock lock;

  SqliteDatabase(Path file) {
    this.file = file.toAbsolutePath();
  }

  @Override
  public String location() {
    return file.toString();
  }

  @Override
  public Connection openWriter() throws SQLException {
    createFile();
    if (lock == null) {
      lock = WriterLock.take(file);
    }
    Connection connection = connect();
    try {
      // The journal mode can only be changed outside a transaction.
      try (Statement statement = connection.createStatement()) {
        statement.execute("PRAGMA journal_mode=WAL");
        statement.execute("PRAGMA synchronous=FULL");
      }
      connection.setAutoCommit(false);
      BatchTable.create(connection, "INTEGER", "BLOB");
      connection.commit();
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  @Override
  public Connection openReader() throws SQLException {
    Connection connection = connect();
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA query_only=ON");
    }
    return connection;
  }

  private Connection connect() throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
    config.resetOpenMode(SQLiteOpenMode.CREATE);
    return JDBC.createConnection(JDBC.PREFIX + file, config.toProperties());
  }

  private void createFile() {
    try {
      Path folder = file.getParent();
      if (folder != null) {
        Files.createDirectories(folder, OWNER_FOLDER);
      }
      if (Files.notExists(file)) {
        Files.createFile(file, OWNER_FILE);
      }
    } catch (IOException e) {
      throw new JournalException(
          "the journal %s cannot be created: %s. Choose a folder that you may write to."
              .formatted(file, e),
          e);
    }
  }

  @Override
  public SnapshotShelf snapshots() {
    return new SnapshotFiles(file);
  }

  @Override
  public String advice(SQLException failure) {
    // Extended result codes carry the primary one in their lowest byte.
    return switch (SQLiteErrorCode.getErrorCode(failure.getErrorCode() & 0xff)) {
      case SQLITE_FULL -> "Free some space on its disk; nothing else is needed.";
      case SQLITE_READONLY, SQLITE_PERM, SQLITE_CANTOPEN, SQLITE_AUTH ->
          "Check that the file exists and that you may write to it and to its folder.";
      case SQLITE_NOTADB -> "The file is not a SQLite database: give the journal another path.";
      case SQLITE_CORRUPT ->
          "Run `arkwright journal verify` on a copy, then restore the file from a backup.";
      case SQLITE_IOERR -> "Check the disk and its free space, and the system's log.";
      case SQLITE_BUSY, SQLITE_LOCKED ->
          "Another program has locked the file: end it and try again.";
      default -> "Check the file, its folder and its disk.";
    };
  }

  @Override
  public void close() {
    if (lock != null) {
      lock.close();
      lock = null;
    }
  }
}
