package org.arkwright.scheduler.site;

import java.math.BigDecimal;
import java.util.OptionalLong;
import org.arkwright.model.unit.Money;

/**
 * The offer of one site to run a gang: times and costs.
 *
 * @param runsNanos when its ranks are expected to start there; empty when the site cannot hold it
 * @param endsNanos when it is expected to end there
 * @param now whether there is capacity for it now
 */
public record SiteOffer(
    String site,
    OptionalLong runsNanos,
    OptionalLong endsNanos,
    boolean now,
    Costs costs,
    Verdict verdict) {

  /** The outcome of an offer. */
  public enum Verdict {
    /** The gang runs there, or waits for it. */
    CHOSEN("chosen"),
    /** Another site costs less, or the same and is earlier. */
    COSTS_MORE("costs-more"),
    /** The gang would end after the deadline. */
    LATE("late"),
    /** The site declined it lately, and is not asked again yet. */
    DECLINED("declined"),
    /** The site could not hold it even when empty, or its quota is too small. */
    IMPOSSIBLE("impossible");

    private final String word;

    Verdict(String word) {
      this.word = word;
    }

    /** The verdict in API and CLI. */
    public String word() {
      return word;
    }
  }

  /**
   * The parts of an offer's cost, in millionths of the currency.
   *
   * @param rent by the site's prices, for as long as the gang would hold its allocation
   * @param energy at the price of a kilowatt-hour at its start
   * @param carbon the price of its emissions; zero unless the site gives {@code carbon} a weight
   * @param transfer of the inputs missing there
   * @param waiting for the time until it runs
   */
  public record Costs(long rent, long energy, long carbon, long transfer, long waiting) {
    static final Costs NONE = new Costs(0, 0, 0, 0, 0);

    public long sum() {
      return rent + energy + carbon + transfer + waiting;
    }

    /** Converts millionths to money. */
    public static Money money(long millionths) {
      return new Money(BigDecimal.valueOf(millionths, 6));
    }
  }
}
