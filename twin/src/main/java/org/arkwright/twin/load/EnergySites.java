package org.arkwright.twin.load;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.arkwright.model.Command;
import org.arkwright.model.Signal;
import org.arkwright.model.SiteSettings;
import org.arkwright.model.UsageCommand;
import org.arkwright.twin.time.Dice;

/** Random power envelopes, and random series of prices and emissions. */
public final class EnergySites {
  /** When simulated time begins. */
  public static final Instant EPOCH = Instant.parse("2026-11-24T00:00:00Z");

  private EnergySites() {}

  /** An envelope, or the end of one. */
  static Command envelope(Dice dice) {
    Optional<BigDecimal> kilowatts =
        dice.permille(250)
            ? Optional.empty()
            : Optional.of(BigDecimal.valueOf(dice.between(2, 120), 1));
    return new UsageCommand.SetSite(SiteSettings.DEFAULT.withEnvelope(kilowatts));
  }

  /** A few minutes around that one, so that nothing is held for long. */
  static Command signal(long atNanos, Dice dice) {
    List<Long> values = new ArrayList<>();
    int slots = dice.between(2, 4);
    for (int i = 0; i < slots; i++) {
      values.add(1000L * dice.between(1, 600_000));
    }
    long begins = EPOCH.getEpochSecond() * 1_000_000_000L + atNanos;
    return new Command.SetSignal(
        new Signal(
            dice.pick(List.of(Signal.Kind.values())),
            Math.floorDiv(begins, Signal.SLOT_NANOS_MIN) * Signal.SLOT_NANOS_MIN,
            Signal.SLOT_NANOS_MIN,
            values));
  }

  /** A moment within the run, or a little after it. */
  static Instant deadline(Dice dice) {
    return EPOCH.plusSeconds(dice.between(60L, 900L));
  }
}
