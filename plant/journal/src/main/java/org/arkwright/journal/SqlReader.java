package org.arkwright.journal;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.arkwright.journal.BatchTable.BatchConsumer;
import org.jspecify.annotations.Nullable;

/** Reads a journal that another process may be writing; each call opens its own connection. */
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
    return chain.verification(head);
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

  /** Verifies batches, and stops at the first that does not continue the chain. */
  private static final class Chain implements BatchConsumer {
    private Head verified = Head.EMPTY;
    private @Nullable String problem;

    @Override
    public boolean accept(Batch batch) {
      if (batch.first() != verified.lastNumber() + 1) {
        problem =
            "expected entry %d next, but the batch begins with entry %d"
                .formatted(verified.lastNumber() + 1, batch.first());
      } else if (!batch.follows(verified.hash())) {
        problem =
            "entries %d to %d were modified: their hash does not match"
                .formatted(batch.first(), batch.last());
      } else {
        verified = verified.after(batch);
      }
      return problem == null;
    }

    Verification verification(Head head) {
      if (problem == null
          && (verified.batches() != head.batches()
              || !Arrays.equals(verified.hash(), head.hash()))) {
        problem =
            "it should end with batch %d and entry %d, but it ends with batch %d and entry %d"
                .formatted(
                    head.batches(), head.lastNumber(), verified.batches(), verified.lastNumber());
      }
      return problem == null
          ? new Verification.Intact(
              verified.batches(), verified.lastNumber(), HexFormat.of().formatHex(verified.hash()))
          : new Verification.Broken(verified.batches() + 1, problem);
    }
  }
}
