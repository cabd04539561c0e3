package org.arkwright.scheduler.site;

import java.math.BigDecimal;
import java.util.OptionalLong;
import org.arkwright.model.unit.Money;

/**
 * What running a gang at one site would come to.
 *
 * @param runsNanos when its ranks are expected to run there; empty when the site cannot hold it
 * @param endsNanos when it is expected to end there
 * @param now whether there is room for it at once
 */
public record SiteOffer(
    String site,
    OptionalLong runsNanos,
    OptionalLong endsNanos,
    boolean now,
    Costs costs,
    Verdict verdict) {

  /** What became of an offer. */
  public enum Verdict {
    /** It runs there, or waits to. */
    CHOSEN("chosen"),
    /** Another costs less, or as much and is earlier. */
    DEARER("dearer"),
    /** It would end after the deadline. */
    LATE("late"),
    /** The site could not hold it even when empty, or its quota is too small. */
    IMPOSSIBLE("impossible");

    private final String word;

    Verdict(String word) {
      this.word = word;
    }

    /** The word in API and CLI. */
    public String word() {
      return word;
    }
  }

  /**
   * The parts of an offer's cost, in millionths of the currency.
   *
   * @param rent by the site's prices, for as long as the gang would hold its room
   * @param energy at the price of a kilowatt-hour when it starts
   * @param carbon what its emissions count; zero unless the site weighs {@code carbon}
   * @param transfer of the inputs that are not there
   * @param waiting for as long as it does not run
   */
  public record Costs(long rent, long energy, long carbon, long transfer, long waiting) {
    static final Costs NONE = new Costs(0, 0, 0, 0, 0);

    public long sum() {
      return rent + energy + carbon + transfer + waiting;
    }

    /** That many millionths as money. */
    public static Money money(long millionths) {
      return new Money(BigDecimal.valueOf(millionths, 6));
    }
  }
}
