package org.arkwright.ledger;

import java.time.LocalDate;
import java.util.Comparator;
import org.arkwright.model.site.Site;
import org.arkwright.model.usage.Meter;
import org.arkwright.model.usage.Quantity.Basis;

/**
 * The key of a ledger line.
 *
 * @param day in UTC
 * @param item distinguishes things on one meter, such as the kind of a device; empty for most
 * @param site where it was used
 */
public record LineKey(
    LocalDate day, Account account, Meter meter, String item, Basis basis, String site)
    implements Comparable<LineKey> {
  private static final Comparator<LineKey> ORDER =
      Comparator.comparing(LineKey::day)
          .thenComparing(LineKey::account)
          .thenComparing(LineKey::meter)
          .thenComparing(LineKey::item)
          .thenComparing(LineKey::basis)
          .thenComparing(LineKey::site);

  /** Creates the key of a line of the home site. */
  public LineKey(LocalDate day, Account account, Meter meter, String item, Basis basis) {
    this(day, account, meter, item, basis, Site.HOME);
  }

  @Override
  public int compareTo(LineKey other) {
    return ORDER.compare(this, other);
  }
}
