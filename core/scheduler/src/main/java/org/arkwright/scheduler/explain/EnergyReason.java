package org.arkwright.scheduler.explain;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.PendingReason;
import org.arkwright.model.job.PendingReason.Code;
import org.arkwright.model.site.EnergySeries;
import org.arkwright.scheduler.energy.CyclePower;
import org.arkwright.scheduler.energy.EnergyWait;
import org.arkwright.scheduler.energy.RunTime.Pause;
import org.arkwright.scheduler.view.ClusterView;

/**
 * The reason why energy keeps a gang waiting: its time has not come, or the power limit is reached.
 */
record EnergyReason(ClusterView view, Job gang, long nowNanos) {
  /** The reason, if the gang waits for cheaper or cleaner energy. */
  Optional<PendingReason> waits() {
    if (gang.spec().scheduling().flexibility().isEmpty()) {
      return Optional.empty(); // Most gangs, for which no cost curve is needed.
    }
    return EnergyWait.of(view).hold(gang, nowNanos).map(this::waits);
  }

  private PendingReason waits(Pause pause) {
    boolean price = pause.why() == EnergySeries.Kind.TARIFF;
    String text =
        "Will %s at %s, in %s, when energy is %s: %s now, %s then; waiting saves %d.%d %%."
            .formatted(
                gang.attempts() == 0 ? "start" : "resume",
                Instant.ofEpochSecond(Math.ceilDiv(pause.untilNanos(), 1_000_000_000L)),
                ReasonText.duration(pause.untilNanos() - nowNanos),
                price ? "cheaper" : "cleaner",
                value(pause.why(), nowNanos),
                value(pause.why(), pause.untilNanos()),
                pause.saved() / 10,
                pause.saved() % 10);
    return new PendingReason(
        price ? Code.WAITING_FOR_PRICE : Code.WAITING_FOR_CARBON,
        text,
        List.of(),
        "submit it without deferrable to start it now");
  }

  private String value(EnergySeries.Kind kind, long atNanos) {
    Optional<EnergySeries> series = view.energySeries(kind);
    if (series.isEmpty() || series.get().slotAt(atNanos).isEmpty()) {
      return "unknown";
    }
    long millionths = series.get().millionths().get(series.get().slotAt(atNanos).getAsInt());
    return switch (kind) {
      case TARIFF ->
          "%s %s/kWh"
              .formatted(
                  BigDecimal.valueOf(millionths, 6).setScale(4, RoundingMode.HALF_EVEN),
                  view.site().currency());
      case CARBON -> "%d g/kWh".formatted(Math.round(millionths / 1e6));
    };
  }

  /** The reason, if the gang would take the site over its power limit. */
  Optional<PendingReason> power() {
    if (view.power().isEmpty()) {
      return Optional.empty();
    }
    CyclePower site = CyclePower.of(view);
    if (site.allowsNow(gang)) {
      return Optional.empty();
    }
    String numbers =
        "needs %s, %s free of %s"
            .formatted(
                power(site.needs(gang), RoundingMode.CEILING),
                power(Math.max(0, site.envelope() - site.drawn()), RoundingMode.FLOOR),
                power(site.envelope(), RoundingMode.FLOOR));
    if (!site.couldEverAllow(gang.spec().shape())) {
      return Optional.of(
          new PendingReason(
              Code.POWER_CAP,
              "The site's power is capped: %s, too little even with nothing else running."
                  .formatted(numbers),
              List.of(),
              "ask for fewer ranks or another kind of device, or raise power.envelope in"
                  + " site.yaml"));
    }
    List<Job> blockers =
        Blockers.needed(
            view.running(), nowNanos, () -> site.allowsSoon(gang), site::release, site::retain);
    return Optional.of(
        new PendingReason(
            Code.POWER_CAP,
            "The site's power is capped: %s.".formatted(numbers),
            Blockers.named(blockers),
            blockers.size() == 1
                ? ReasonText.toEnd(blockers.getFirst())
                : "wait until running jobs end, or raise power.envelope in site.yaml"));
  }

  /** Formats power, such as {@code 4.2 kW}; in watts below one kilowatt. */
  private static String power(long milliwatts, RoundingMode rounding) {
    boolean large = milliwatts >= 1_000_000;
    BigDecimal amount = BigDecimal.valueOf(milliwatts, large ? 6 : 3);
    String text = amount.setScale(large ? 2 : 1, rounding).stripTrailingZeros().toPlainString();
    return text + (large ? " kW" : " W");
  }
}
