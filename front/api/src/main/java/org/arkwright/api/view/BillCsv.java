package org.arkwright.api.view;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.time.YearMonth;
import java.util.Collection;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.arkwright.ledger.Account;
import org.arkwright.ledger.LineKey;
import org.arkwright.ledger.Tally;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.projection.LedgerReader;

/**
 * A project's monthly bill as CSV (RFC 4180) with a header line, written row by row. Not
 * thread-safe.
 */
public final class BillCsv implements LedgerReader.Visitor {
  private final SiteSettings site;
  private final YearMonth month;
  private final Writer out;

  /** Writes the header line. */
  public BillCsv(SiteSettings site, YearMonth month, Writer out) {
    this.site = site;
    this.month = month;
    this.out = out;
    write(FocusRow.COLUMNS);
  }

  @Override
  public void account(Account account, SortedMap<LineKey, Tally> lines) {
    if (account instanceof Account.Use use) {
      lines.forEach(
          (key, tally) -> write(FocusRow.of(site.currency(), month, use, key, tally).values()));
    }
  }

  private void write(Collection<String> cells) {
    try {
      out.write(cells.stream().map(BillCsv::quote).collect(Collectors.joining(",", "", "\r\n")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String quote(String cell) {
    return cell.matches("[^\",\r\n]*") ? cell : "\"" + cell.replace("\"", "\"\"") + "\"";
  }
}
