package org.arkwright.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The writer of a journal in an SQL database. After a failure it opens a new connection and removes
 * batches that were never acknowledged, since a commit whose answer was lost may be durable.
 */
final class SqlJournal implements Journal {
  private static final String INSERT =
      "INSERT INTO journal_batches (first_entry, last_entry, hash, body) VALUES (?, ?, ?, ?)";

  private final Database database;
  private final SqlReader reader;
  private volatile Head head;
  private @Nullable Writer writer;
  private volatile boolean closed;

  private SqlJournal(Database database, Connection connection) throws SQLException {
    this.database = database;
    this.reader = new SqlReader(database);
    this.head = BatchTable.head(connection);
    this.writer = new Writer(connection);
  }

  /**
   * @throws JournalException when the journal cannot be opened, or has another writer
   */
  static SqlJournal open(Database database) {
    try {
      return new SqlJournal(database, database.openWriter());
    } catch (SQLException e) {
      database.close();
      throw database.failure("cannot be opened", e);
    } catch (JournalException e) {
      database.close();
      throw e;
    }
  }

  @Override
  public synchronized long append(List<byte[]> entries) {
    requireOpen();
    if (entries.isEmpty()) {
      return head.lastNumber();
    }
    Batch batch = Batch.of(head.lastNumber() + 1, entries, head.hash());
    try {
      Writer current = writer == null ? reopen() : writer;
      current.write(batch, head.after(batch));
      head = head.after(batch);
      return batch.last();
    } catch (SQLException e) {
      dropWriter();
      throw database.failure(
          "could not append entries %d to %d".formatted(batch.first(), batch.last()), e);
    }
  }

  private Writer reopen() throws SQLException {
    Connection connection = database.openWriter();
    writer = new Writer(connection);
    Head found = BatchTable.head(connection);
    if (found.lastNumber() < head.lastNumber()) {
      throw new SQLException(
          "it ends at entry %d, although entry %d was durable"
              .formatted(found.lastNumber(), head.lastNumber()));
    }
    if (found.lastNumber() > head.lastNumber()) {
      BatchTable.cutAfter(connection, head);
    }
    connection.commit();
    return writer;
  }

  private void dropWriter() {
    Writer broken = writer;
    writer = null;
    if (broken != null) {
      try {
        broken.connection.close();
      } catch (SQLException _) {
        // The caller is told of the original failure instead.
      }
    }
  }

  @Override
  public long lastNumber() {
    return head.lastNumber();
  }

  @Override
  public void replay(long after, long upTo, EntryConsumer consumer) {
    requireOpen();
    reader.replay(after, Math.min(upTo, head.lastNumber()), consumer);
  }

  @Override
  public Optional<Snapshot> snapshotAt(long number) {
    return reader.snapshotAt(number);
  }

  @Override
  public Optional<Snapshot> latestSnapshot() {
    requireOpen();
    return database.snapshots().newest(head.lastNumber());
  }

  @Override
  public void saveSnapshot(Snapshot snapshot) {
    requireOpen();
    if (snapshot.number() > head.lastNumber()) {
      throw new IllegalArgumentException(
          "a snapshot at %d is ahead of the last entry, %d"
              .formatted(snapshot.number(), head.lastNumber()));
    }
    database.snapshots().save(snapshot);
  }

  @Override
  public void forgetSnapshots() {
    requireOpen();
    database.snapshots().clear();
  }

  @Override
  public Optional<JournalAnchor> anchor() {
    Head end = head;
    return Optional.of(
        new JournalAnchor(
            database.location(), end.lastNumber(), HexFormat.of().formatHex(end.hash())));
  }

  @Override
  public Optional<String> contradiction(JournalAnchor anchor) {
    requireOpen();
    return reader.contradiction(anchor);
  }

  @Override
  public Verification verify() {
    requireOpen();
    return reader.verify();
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      dropWriter();
      database.close();
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the journal %s is closed".formatted(database.location()));
    }
  }

  /** An open connection with its prepared statements. */
  private static final class Writer {
    private final Connection connection;
    private final PreparedStatement insert;
    private final PreparedStatement updateHead;

    Writer(Connection connection) throws SQLException {
      this.connection = connection;
      this.insert = connection.prepareStatement(INSERT);
      this.updateHead = connection.prepareStatement(BatchTable.UPDATE_HEAD);
      connection.commit();
    }

    void write(Batch batch, Head head) throws SQLException {
      insert.setLong(1, batch.first());
      insert.setLong(2, batch.last());
      insert.setBytes(3, batch.hash());
      insert.setBytes(4, batch.body());
      insert.executeUpdate();
      BatchTable.writeHead(updateHead, head);
      connection.commit();
    }
  }
}
