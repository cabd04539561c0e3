package org.arkwright.api.view;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.arkwright.ledger.LineKey;
import org.arkwright.ledger.Tally;
import org.arkwright.model.unit.GramsCo2;
import org.arkwright.model.unit.Money;
import org.arkwright.model.usage.Meter;
import org.arkwright.model.usage.Quantity.Basis;

/** Usage summed up over meters, in the units that people use. Not thread-safe. */
final class UsageSums {
  private static final BigDecimal HOUR = BigDecimal.valueOf(3600);
  private static final BigDecimal GIBIBYTE_HOUR = BigDecimal.valueOf(3600L << 30);
  private static final BigDecimal KILOWATT_HOUR = BigDecimal.valueOf(3_600_000);
  private static final int DECIMALS = 9;

  private final Map<Meter, BigDecimal> quantities = new EnumMap<>(Meter.class);
  private final SortedMap<String, BigDecimal> deviceSeconds = new TreeMap<>();
  private final Set<Meter> modelled = EnumSet.noneOf(Meter.class);
  private Money cost = Money.ZERO;
  private GramsCo2 grams = GramsCo2.ZERO;

  Money cost() {
    return cost;
  }

  void add(LineKey key, Tally tally) {
    quantities.merge(key.meter(), tally.quantity(), BigDecimal::add);
    if (key.meter() == Meter.DEVICE_SECONDS) {
      deviceSeconds.merge(key.item(), tally.quantity(), BigDecimal::add);
    }
    if (key.basis() == Basis.MODELLED) {
      modelled.add(key.meter());
    }
    cost = cost.plus(tally.cost());
    grams = grams.plus(tally.grams());
  }

  void add(UsageSums other) {
    other.quantities.forEach((meter, amount) -> quantities.merge(meter, amount, BigDecimal::add));
    other.deviceSeconds.forEach((kind, held) -> deviceSeconds.merge(kind, held, BigDecimal::add));
    modelled.addAll(other.modelled);
    cost = cost.plus(other.cost);
    grams = grams.plus(other.grams);
  }

  /** Adds the sums to an object; hours and energy are rounded at nine decimals, money is exact. */
  void write(ObjectNode json) {
    json.put("coreHours", in(HOUR, Meter.CPU_SECONDS));
    json.put("deviceHours", in(HOUR, Meter.DEVICE_SECONDS));
    if (!deviceSeconds.isEmpty()) {
      ObjectNode kinds = json.putObject("devices");
      deviceSeconds.forEach((kind, seconds) -> kinds.put(kind, text(divided(seconds, HOUR))));
    }
    json.put("gibibyteHours", in(GIBIBYTE_HOUR, Meter.MEMORY_BYTE_SECONDS));
    json.put("tokensIn", in(BigDecimal.ONE, Meter.TOKENS_IN));
    json.put("tokensOut", in(BigDecimal.ONE, Meter.TOKENS_OUT));
    json.put("requests", in(BigDecimal.ONE, Meter.REQUESTS));
    json.put("kilowattHours", in(KILOWATT_HOUR, Meter.JOULES));
    json.put("cost", cost.toString());
    json.put("gramsCo2", grams.toString());
    json.put("tokensModelled", isModelled(Meter.TOKENS_IN) || isModelled(Meter.TOKENS_OUT));
    json.put("energyModelled", isModelled(Meter.JOULES));
  }

  private boolean isModelled(Meter meter) {
    return modelled.contains(meter);
  }

  private String in(BigDecimal unit, Meter meter) {
    return text(divided(quantities.getOrDefault(meter, BigDecimal.ZERO), unit));
  }

  private static BigDecimal divided(BigDecimal amount, BigDecimal unit) {
    return amount.divide(unit, DECIMALS, RoundingMode.HALF_EVEN);
  }

  private static String text(BigDecimal amount) {
    return amount.signum() == 0 ? "0" : amount.stripTrailingZeros().toPlainString();
  }
}
