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
 * @param prices of resources held there
 * @param pue power usage effectiveness, at least 1
 * @param carbonPerKilowattHour what its grid emits
 * @param kilowattHour what energy costs there in addition to the prices
 * @param transfer terms of bringing inputs there; absent where that costs nothing
 * @param data the artifacts that are there already
 * @param quota the most that all gangs together may hold there
 * @param rent absent where the nodes are always on
 * @param placing who picks the nodes of a gang there
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
    Optional<Rent> rent,
    Placing placing) {
  /** The site whose terms are the fields at the top of {@code site.yaml}. */
  public static final String HOME = NodeId.HOME;

  /** The label that names a node's site; a node without it is at {@link #HOME}. */
  public static final String LABEL = "site";

  public Site {
    Names.require("site", name);
    pue = Decimals.canonical(pue);
    if (pue.compareTo(BigDecimal.ONE) < 0) {
      throw new IllegalArgumentException("a PUE is at least 1: " + pue);
    }
    data = List.copyOf(data);
  }

  /** The terms of a site whose nodes the scheduler picks. */
  public Site(
      String name,
      SiteSettings.Prices prices,
      BigDecimal pue,
      GramsCo2 carbonPerKilowattHour,
      Money kilowattHour,
      Optional<Transfer> transfer,
      List<ArtifactName> data,
      Resources quota,
      Optional<Rent> rent) {
    this(
        name,
        prices,
        pue,
        carbonPerKilowattHour,
        kilowattHour,
        transfer,
        data,
        quota,
        rent,
        Placing.EXACT);
  }

  /** The home site of the given settings: all data is there and nothing is rented. */
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

  /** Returns these terms under another name. */
  public Site named(String other) {
    return new Site(
        other,
        prices,
        pue,
        carbonPerKilowattHour,
        kilowattHour,
        transfer,
        data,
        quota,
        rent,
        placing);
  }

  /** Returns these terms with another placing. */
  public Site placing(Placing other) {
    return new Site(
        name, prices, pue, carbonPerKilowattHour, kilowattHour, transfer, data, quota, rent, other);
  }

  /** Whether gangs wait there in the site's own queue, and the site picks their nodes. */
  public boolean placesItself() {
    return placing == Placing.BY_SITE;
  }

  /** How long a gang waits for the site's nodes to start. */
  public long startUpNanos() {
    return rent.map(terms -> terms.startUp().toNanos()).orElse(0L);
  }

  /**
   * The cost and speed of bringing data to the site.
   *
   * @param gibibyte price of one
   * @param perSecond throughput, at least one byte
   */
  public record Transfer(Money gibibyte, Bytes perSecond) {
    public Transfer {
      if (perSecond.value() < 1) {
        throw new IllegalArgumentException("a transfer moves at least one byte per second");
      }
    }
  }

  /**
   * The terms of renting nodes.
   *
   * @param startUp time from requesting a node to its first rank
   * @param minimum shortest time that is charged
   */
  public record Rent(Duration startUp, Duration minimum) {
    public Rent {
      if (startUp.isNegative() || minimum.isNegative()) {
        throw new IllegalArgumentException("negative: " + startUp + ", " + minimum);
      }
    }
  }
}
