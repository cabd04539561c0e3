package org.arkwright.api.view;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.Collection;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.arkwright.ledger.Account;
import org.arkwright.ledger.LineKey;
import org.arkwright.ledger.Tally;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.projection.LedgerReader;

/**
 * A bill of a project as CSV (RFC 4180) with a header line, written row by row. Not thread-safe.
 */
public final class BillCsv implements LedgerReader.Visitor {
  private final SiteSettings site;
  private final Writer out;

  /** Writes the header line. */
  public BillCsv(SiteSettings site, Writer out) {
    this.site = site;
    this.out = out;
    write(FocusRow.COLUMNS);
  }

  @Override
  public void account(Account account, SortedMap<LineKey, Tally> lines) {
    if (account instanceof Account.Use use) {
      lines.forEach((key, tally) -> write(FocusRow.of(site.currency(), use, key, tally).values()));
    }
  }

  private void write(Collection<String> cells) {
    try {
      out.write(line(cells));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns a line of CSV (RFC 4180), with its end. */
  static String line(Collection<String> cells) {
    return cells.stream().map(BillCsv::quote).collect(Collectors.joining(",", "", "\r\n"));
  }

  private static String quote(String cell) {
    return cell.matches("[^\",\r\n]*") ? cell : "\"" + cell.replace("\"", "\"\"") + "\"";
  }
}
