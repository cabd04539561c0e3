package org.arkwright.server.projection;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.arkwright.ledger.Ledger;
import org.arkwright.ledger.LineKey;
import org.arkwright.ledger.OpenJob;
import org.arkwright.ledger.OpenNode;
import org.arkwright.ledger.Tally;
import org.arkwright.model.Signal;
import org.arkwright.model.SiteSettings;
import org.arkwright.wire.Wire;

/** Reads the books over a connection of its own, one reader at a time. Any thread. */
public final class LedgerReader implements AutoCloseable {
  private static final Wire WIRE = Wire.strict();

  private final Connection connection;
  private final ReentrantLock turn = new ReentrantLock();

  LedgerReader(Connection connection) {
    this.connection = connection;
  }

  /**
   * The books of some days.
   *
   * @param site whose prices hold at {@code nowNanos}
   * @param lines with what is open booked up to then
   */
  public record Extract(SiteSettings site, SortedMap<LineKey, Tally> lines) {}

  /** The lines from {@code since} to before {@code until}, as of that moment. Blocks. */
  public Extract extract(LocalDate since, LocalDate until, long nowNanos) {
    turn.lock();
    try {
      // One transaction, so that a line and what is open of it are of one moment.
      connection.setAutoCommit(false);
      try {
        SortedMap<LineKey, Tally> lines = new TreeMap<>();
        read(since, until, lines);
        Ledger open = open(connection);
        open.settle(nowNanos);
        open.lines()
            .forEach((key, tally) -> {
              if (!key.day().isBefore(since) && key.day().isBefore(until)) {
                lines.merge(key, tally, Tally::plus);
              }
            });
        return new Extract(open.site(), lines);
      } finally {
        connection.rollback();
        connection.setAutoCommit(true);
      }
    } catch (SQLException e) {
      throw new ProjectionException("cannot read the books", e);
    } finally {
      turn.unlock();
    }
  }

  private void read(LocalDate since, LocalDate until, SortedMap<LineKey, Tally> lines)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            SELECT day, account, meter, item, basis, site, tally FROM ledger_lines
            WHERE day >= ? AND day < ?
            """)) {
      select.setString(1, since.toString());
      select.setString(2, until.toString());
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          lines.put(LineRow.key(rows), WIRE.read(rows.getBytes(7), Tally.class));
        }
      }
    }
  }

  /** The ledger as it was left. */
  static Ledger open(Connection connection) throws SQLException {
    return Ledger.from(
        values(connection, "ledger_jobs", OpenJob.class),
        values(connection, "ledger_nodes", OpenNode.class),
        values(connection, "ledger_site", SiteSettings.class).stream()
            .findFirst()
            .orElse(SiteSettings.DEFAULT),
        values(connection, "ledger_signals", Signal.class));
  }

  private static <T> List<T> values(Connection connection, String table, Class<T> type)
      throws SQLException {
    List<T> values = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT value FROM " + table)) {
      while (rows.next()) {
        values.add(WIRE.read(rows.getBytes(1), type));
      }
    }
    return values;
  }

  @Override
  public void close() {
    turn.lock();
    try {
      connection.close();
    } catch (SQLException e) {
      throw new ProjectionException("cannot close the books", e);
    } finally {
      turn.unlock();
    }
  }
}
