package org.arkwright.projection;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import org.arkwright.ledger.Account;
import org.arkwright.ledger.LineKey;
import org.arkwright.model.usage.Meter;
import org.arkwright.model.usage.Quantity.Basis;
import org.arkwright.wire.Wire;

/**
 * A line key as a row's columns.
 *
 * @param project empty for the site's own accounts
 * @param account the account in its JSON form
 */
record LineRow(
    String day,
    String project,
    String account,
    String meter,
    String item,
    String basis,
    String site) {
  static final int COLUMNS = 7;

  static LineRow of(LineKey key) {
    return new LineRow(
        key.day().toString(),
        project(key.account()),
        new String(Wire.strict().write(key.account()), UTF_8),
        key.meter().name(),
        key.item(),
        key.basis().name(),
        key.site());
  }

  /** Returns the project that an account belongs to; empty for the site's own accounts. */
  static String project(Account account) {
    return switch (account) {
      case Account.Use use -> use.project().value();
      case Account.Offered _, Account.Idle _ -> "";
    };
  }

  void bind(PreparedStatement statement) throws SQLException {
    String[] columns = {day, project, account, meter, item, basis, site};
    for (int i = 0; i < COLUMNS; i++) {
      statement.setString(i + 1, columns[i]);
    }
  }

  /** Returns the key of a row that starts with day, account, meter, item, basis, site. */
  static LineKey key(ResultSet row) throws SQLException {
    return new LineKey(
        LocalDate.parse(row.getString(1)),
        Wire.strict().read(row.getString(2).getBytes(UTF_8), Account.class),
        Meter.valueOf(row.getString(3)),
        row.getString(4),
        Basis.valueOf(row.getString(5)),
        row.getString(6));
  }
}
