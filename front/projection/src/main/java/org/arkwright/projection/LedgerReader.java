package org.arkwright.projection;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.arkwright.ledger.Account;
import org.arkwright.ledger.Ledger;
import org.arkwright.ledger.LineKey;
import org.arkwright.ledger.OpenJob;
import org.arkwright.ledger.OpenNode;
import org.arkwright.ledger.Tally;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.site.EnergySeries;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.wire.Wire;

/** Reads the books over a connection of its own, one reader at a time. Any thread. */
public final class LedgerReader implements AutoCloseable {
  private static final Wire WIRE = Wire.strict();

  private final Connection connection;
  private final ReentrantLock turn = new ReentrantLock();

  LedgerReader(Connection connection) {
    this.connection = connection;
  }

  /** Takes the lines of one account. */
  @FunctionalInterface
  public interface Visitor {
    void account(Account account, SortedMap<LineKey, Tally> lines);
  }

  /**
   * Shows the lines from {@code since} to before {@code until} as of that moment, with what is open
   * booked up to then, an account at a time: however many there are, one is in memory. Blocks,
   * other readers too.
   *
   * @param project whose accounts are wanted; all, and the site's own, when empty
   * @param begin makes the visitor for a site whose prices hold at {@code nowNanos}
   * @return that visitor, which has seen all
   */
  public <V extends Visitor> V read(
      LocalDate since,
      LocalDate until,
      Optional<ProjectName> project,
      long nowNanos,
      Function<SiteSettings, V> begin) {
    turn.lock();
    try {
      // One transaction, so that a line and what is open of it are of one moment.
      connection.setAutoCommit(false);
      try {
        Ledger open = ledgerSoFar(connection);
        open.settle(nowNanos);
        SortedMap<Account, SortedMap<LineKey, Tally>> booked = new TreeMap<>();
        open.lines()
            .forEach((key, tally) -> {
              if (!key.day().isBefore(since) && key.day().isBefore(until)) {
                booked
                    .computeIfAbsent(key.account(), _ -> new TreeMap<>())
                    .merge(key, tally, Tally::plus);
              }
            });
        V visitor = begin.apply(open.site());
        written(
            since,
            until,
            project,
            (account, lines) -> {
              SortedMap<LineKey, Tally> unwritten = booked.remove(account);
              if (unwritten != null) {
                unwritten.forEach((key, tally) -> lines.merge(key, tally, Tally::plus));
              }
              visitor.account(account, lines);
            });
        booked.forEach((account, lines) -> {
          if (project.isEmpty() || LineRow.project(account).equals(project.get().value())) {
            visitor.account(account, lines);
          }
        });
        return visitor;
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

  /** Shows the lines in the tables. Sorting by account is the database's, on disk if need be. */
  private void written(
      LocalDate since, LocalDate until, Optional<ProjectName> project, Visitor visitor)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            SELECT day, account, meter, item, basis, site, tally FROM ledger_lines
            WHERE day >= ? AND day < ? %s ORDER BY account
            """
                .formatted(project.isEmpty() ? "" : "AND project = ?"))) {
      select.setString(1, since.toString());
      select.setString(2, until.toString());
      if (project.isPresent()) {
        select.setString(3, project.get().value());
      }
      try (ResultSet rows = select.executeQuery()) {
        SortedMap<LineKey, Tally> lines = new TreeMap<>();
        while (rows.next()) {
          LineKey key = LineRow.key(rows);
          if (!lines.isEmpty() && !lines.firstKey().account().equals(key.account())) {
            visitor.account(lines.firstKey().account(), lines);
            lines = new TreeMap<>();
          }
          lines.put(key, WIRE.read(rows.getBytes(7), Tally.class));
        }
        if (!lines.isEmpty()) {
          visitor.account(lines.firstKey().account(), lines);
        }
      }
    }
  }

  /** The ledger as it was left. */
  static Ledger ledgerSoFar(Connection connection) throws SQLException {
    return Ledger.from(
        values(connection, "ledger_jobs", OpenJob.class),
        values(connection, "ledger_nodes", OpenNode.class),
        values(connection, "ledger_site", SiteSettings.class).stream()
            .findFirst()
            .orElse(SiteSettings.DEFAULT),
        values(connection, "ledger_signals", EnergySeries.class));
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
