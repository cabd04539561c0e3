package org.arkwright.journal;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.Optional;

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

  /**
   * Verifies every batch before it passes its entries on, and that none is missing at the end.
   *
   * @throws JournalException also at the first batch that does not continue the chain
   */
  @Override
  public void replay(long after, long upTo, EntryConsumer consumer) {
    try (Connection connection = database.openReader()) {
      Head end = BatchTable.head(connection);
      long last = Math.min(upTo, end.lastNumber());
      Chain chain = new Chain(BatchTable.headAt(connection, after));
      BatchTable.scan(
          connection,
          after,
          last,
          batch -> {
            if (!chain.accept(batch)) {
              return false;
            }
            batch.forEach(after, last, consumer);
            return batch.last() < last;
          });
      if (chain.reached() < last) {
        chain.end(end);
      }
      if (chain.problem().isPresent()) {
        throw damaged(chain);
      }
    } catch (SQLException e) {
      throw database.failure("cannot be read", e);
    }
  }

  private JournalException damaged(Chain chain) {
    return new JournalException(
        "the journal %s is damaged at batch %d: %s. Restore it from a backup."
            .formatted(database.location(), chain.batch(), chain.problem().orElseThrow()),
        null);
  }

  @Override
  public Optional<JournalAnchor> anchor() {
    Head head = head();
    return Optional.of(
        new JournalAnchor(
            database.location(), head.lastNumber(), HexFormat.of().formatHex(head.hash())));
  }

  @Override
  public Optional<String> contradiction(JournalAnchor anchor) {
    try (Connection connection = database.openReader()) {
      Head head = BatchTable.head(connection);
      if (head.lastNumber() < anchor.entries()) {
        return Optional.of(
            "it ends with entry %d, although entry %d was durable in %s"
                .formatted(head.lastNumber(), anchor.entries(), anchor.location()));
      }
      Head then = BatchTable.headAt(connection, anchor.entries());
      boolean same =
          then.lastNumber() == anchor.entries()
              && HexFormat.of().formatHex(then.hash()).equals(anchor.hash());
      return same
          ? Optional.empty()
          : Optional.of(
              "its entry %d is not the one that was durable in %s"
                  .formatted(anchor.entries(), anchor.location()));
    } catch (SQLException e) {
      throw database.failure("cannot be read", e);
    }
  }

  @Override
  public Optional<Snapshot> latestSnapshot() {
    return database.snapshots().newest(lastNumber());
  }

  @Override
  public Optional<Snapshot> snapshotAt(long number) {
    return database.snapshots().newest(lastNumber(), number);
  }

  @Override
  public Verification verify() {
    try (Connection connection = database.openReader()) {
      Head head = BatchTable.head(connection);
      Chain chain = new Chain(Head.EMPTY);
      BatchTable.scan(connection, 0, head.lastNumber(), chain::accept);
      chain.end(head);
      return chain.verification();
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
}
