package org.arkwright.model.site;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.arkwright.model.artifact.ArtifactName;
import org.arkwright.model.id.Names;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.unit.Bytes;
import org.arkwright.model.unit.Decimals;
import org.arkwright.model.unit.GramsCo2;
import org.arkwright.model.unit.Money;
import org.arkwright.model.unit.Resources;

/**
 * The terms of a site: a named group of nodes that a gang never leaves.
 *
 * @param prices of what is held there
 * @param pue power usage effectiveness, at least 1
 * @param carbonPerKilowattHour what its grid emits
 * @param kilowattHour what energy costs there beside the prices
 * @param transfer how inputs that are not there get there; absent where that costs nothing
 * @param data the artifacts that are there already
 * @param quota what all gangs together may hold there
 * @param rent absent where the nodes are always on
 */
public record Site(
    String name,
    SiteSettings.Prices prices,
    BigDecimal pue,
    GramsCo2 carbonPerKilowattHour,
    Money kilowattHour,
    Optional<Transfer> transfer,
    List<ArtifactName> data,
    Resources quota,
    Optional<Rent> rent) {
  /** The site whose terms are the fields at the top of {@code site.yaml}. */
  public static final String HOME = NodeId.HOME;

  /** The label by which a node says at which site it stands; without it, at {@link #HOME}. */
  public static final String LABEL = "site";

  public Site {
    Names.require("site", name);
    pue = Decimals.canonical(pue);
    if (pue.compareTo(BigDecimal.ONE) < 0) {
      throw new IllegalArgumentException("a PUE is at least 1: " + pue);
    }
    data = List.copyOf(data);
  }

  /** The home site of those settings, where everything is and nothing is rented. */
  public static Site home(SiteSettings settings) {
    return new Site(
        HOME,
        settings.prices(),
        settings.pue(),
        settings.carbonPerKilowattHour(),
        Money.ZERO,
        Optional.empty(),
        List.of(),
        Resources.UNLIMITED,
        Optional.empty());
  }

  /** The same terms under another name. */
  public Site named(String other) {
    return new Site(
        other, prices, pue, carbonPerKilowattHour, kilowattHour, transfer, data, quota, rent);
  }

  /** How long a gang waits for the site's nodes to start. */
  public long startUpNanos() {
    return rent.map(terms -> terms.startUp().toNanos()).orElse(0L);
  }

  /**
   * What bringing data there takes.
   *
   * @param gibibyte its price
   * @param perSecond how much comes in a second, at least a byte
   */
  public record Transfer(Money gibibyte, Bytes perSecond) {
    public Transfer {
      if (perSecond.value() < 1) {
        throw new IllegalArgumentException("a transfer brings at least a byte a second");
      }
    }
  }

  /**
   * How nodes are rented.
   *
   * @param startUp from asking for a node to its first rank
   * @param minimum what is paid for at least
   */
  public record Rent(Duration startUp, Duration minimum) {
    public Rent {
      if (startUp.isNegative() || minimum.isNegative()) {
        throw new IllegalArgumentException("negative: " + startUp + ", " + minimum);
      }
    }
  }
}
