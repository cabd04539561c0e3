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

/** Reads the ledger over its own connection, one reader at a time. Any thread. */
public final class LedgerReader implements AutoCloseable {
  private static final Wire WIRE = Wire.strict();

  private final Connection connection;
  private final ReentrantLock lock = new ReentrantLock();

  LedgerReader(Connection connection) {
    this.connection = connection;
  }

  /** Receives the lines of one account. */
  @FunctionalInterface
  public interface Visitor {
    void account(Account account, SortedMap<LineKey, Tally> lines);
  }

  /**
   * Visits the lines from {@code since} to before {@code until} as of {@code nowNanos}, with open
   * usage posted up to then, one account at a time: only one account is in memory, however many
   * there are. Blocks, other readers too.
   *
   * @param project the project whose accounts to visit; empty for all, and the site's own
   * @param newVisitor creates the visitor, given the site settings valid at {@code nowNanos}
   * @return the visitor, after it has visited every account
   */
  public <V extends Visitor> V read(
      LocalDate since,
      LocalDate until,
      Optional<ProjectName> project,
      long nowNanos,
      Function<SiteSettings, V> newVisitor) {
    lock.lock();
    try {
      // One transaction, so that a line and its open usage are from the same point in time.
      connection.setAutoCommit(false);
      try {
        Ledger open = writtenLedger(connection);
        open.settle(nowNanos);
        SortedMap<Account, SortedMap<LineKey, Tally>> posted = new TreeMap<>();
        open.lines()
            .forEach((key, tally) -> {
              if (!key.day().isBefore(since) && key.day().isBefore(until)) {
                posted
                    .computeIfAbsent(key.account(), _ -> new TreeMap<>())
                    .merge(key, tally, Tally::plus);
              }
            });
        V visitor = newVisitor.apply(open.site());
        visitWritten(
            since,
            until,
            project,
            (account, lines) -> {
              SortedMap<LineKey, Tally> unwritten = posted.remove(account);
              if (unwritten != null) {
                unwritten.forEach((key, tally) -> lines.merge(key, tally, Tally::plus));
              }
              visitor.account(account, lines);
            });
        posted.forEach((account, lines) -> {
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
      throw new ProjectionException("cannot read the ledger", e);
    } finally {
      lock.unlock();
    }
  }

  /** Visits the lines in the tables. The database sorts them by account, on disk if necessary. */
  private void visitWritten(
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

  /** Returns the ledger as it was last written. */
  static Ledger writtenLedger(Connection connection) throws SQLException {
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
    lock.lock();
    try {
      connection.close();
    } catch (SQLException e) {
      throw new ProjectionException("cannot close the ledger", e);
    } finally {
      lock.unlock();
    }
  }
}
