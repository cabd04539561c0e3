package org.arkwright.journal;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.arkwright.journal.BatchTable.BatchConsumer;
import org.jspecify.annotations.Nullable;

/** Reads a journal that someone else may be writing; each call has a connection of its own. */
final class SqlReader implements JournalReader {
  private final Database database;

  SqlReader(Database database) {
    this.database = database;
  }

  @Override
  public long lastNumber() {
    return head().lastNumber();
  }

  @Override
  public void replay(long after, long upTo, EntryConsumer consumer) {
    scan(
        after,
        upTo,
        batch -> {
          batch.forEach(after, upTo, consumer);
          return batch.last() < upTo;
        });
  }

  @Override
  public Optional<Snapshot> latestSnapshot() {
    return database.snapshots().newest(lastNumber());
  }

  @Override
  public Verification verify() {
    Head head = head();
    Chain chain = new Chain();
    scan(0, Math.max(head.lastNumber(), 0), chain);
    return chain.verdict(head);
  }

  void scan(long after, long upTo, BatchConsumer consumer) {
    try (Connection connection = database.openReader()) {
      BatchTable.scan(connection, after, upTo, consumer);
    } catch (SQLException e) {
      throw database.failure("cannot be read", e);
    }
  }

  Head head() {
    try (Connection connection = database.openReader()) {
      return BatchTable.head(connection);
    } catch (SQLException e) {
      throw database.failure("cannot be read", e);
    }
  }

  @Override
  public void close() {
    database.close();
  }

  /** Walks batches and stops at the first that does not follow from the one before. */
  private static final class Chain implements BatchConsumer {
    private Head reached = Head.EMPTY;
    private @Nullable String problem;

    @Override
    public boolean accept(Batch batch) {
      if (batch.first() != reached.lastNumber() + 1) {
        problem =
            "entry %d should follow, and it begins with entry %d"
                .formatted(reached.lastNumber() + 1, batch.first());
      } else if (!batch.follows(reached.hash())) {
        problem =
            "entries %d to %d were changed: their hash is another"
                .formatted(batch.first(), batch.last());
      } else {
        reached = reached.after(batch);
      }
      return problem == null;
    }

    Verification verdict(Head head) {
      if (problem == null
          && (reached.batches() != head.batches() || !Arrays.equals(reached.hash(), head.hash()))) {
        problem =
            "it should end with batch %d and entry %d, and it ends with batch %d and entry %d"
                .formatted(
                    head.batches(), head.lastNumber(), reached.batches(), reached.lastNumber());
      }
      return problem == null
          ? new Verification.Intact(
              reached.batches(), reached.lastNumber(), HexFormat.of().formatHex(reached.hash()))
          : new Verification.Broken(reached.batches() + 1, problem);
    }
  }
}
