package org.arkwright.scheduler;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.arkwright.model.Flexibility;
import org.arkwright.model.Job;
import org.arkwright.model.PendingReason;
import org.arkwright.model.PendingReason.Code;
import org.arkwright.model.RunPlan;
import org.arkwright.model.Signal;

/** Why energy keeps a gang waiting: its time has not come, or the site may not draw more. */
record EnergyReason(ClusterView view, Job gang, long nowNanos) {
  /** It is planned for later. */
  Optional<PendingReason> waits() {
    EnergyView.Planned planned = view.energy().plans().get(gang.id());
    if (planned == null || !gang.spec().flexibility().orElse(Flexibility.NONE).some()) {
      return Optional.empty();
    }
    RunPlan plan = planned.plan();
    OptionalLong until = plan.heldUntil(nowNanos);
    if (until.isEmpty() || planned.atNanos() < view.energy().signalsSinceNanos()) {
      return Optional.empty();
    }
    boolean price = plan.why() == Signal.Kind.TARIFF;
    return Optional.of(
        new PendingReason(
            price ? Code.WAITING_FOR_PRICE : Code.WAITING_FOR_CARBON,
            "Planned to %s at %s, in %s, when energy is %s: %s now, %s then; the plan saves %s."
                .formatted(
                    gang.attempts() == 0 ? "start" : "go on",
                    Instant.ofEpochSecond(until.getAsLong() / 1_000_000_000L),
                    Wording.duration(until.getAsLong() - nowNanos),
                    price ? "cheaper" : "cleaner",
                    value(plan.why(), nowNanos),
                    value(plan.why(), until.getAsLong()),
                    "%d.%d %%".formatted(plan.savedPermille() / 10, plan.savedPermille() % 10)),
            List.of(),
            "submit it without deferrable and interruptible to run it now"));
  }

  private String value(Signal.Kind kind, long atNanos) {
    Optional<Signal> signal = view.energy().signal(kind);
    if (signal.isEmpty() || signal.get().slotAt(atNanos).isEmpty()) {
      return "unknown";
    }
    long millionths = signal.get().millionths().get(signal.get().slotAt(atNanos).getAsInt());
    return switch (kind) {
      case TARIFF ->
          "%s %s/kWh"
              .formatted(
                  BigDecimal.valueOf(millionths / 100, 4).toPlainString(),
                  view.energy().settings().currency());
      case CARBON -> millionths / 1_000_000 + " g/kWh";
    };
  }

  /** It would take the site over its power envelope. */
  Optional<PendingReason> power() {
    PowerBook book = PowerBook.of(view);
    if (book.allows(gang)) {
      return Optional.empty();
    }
    String kilowatts = book.envelopeKilowatts().orElseThrow().toPlainString();
    String text =
        "Would draw %s kW more; the site draws %s of %s kW."
            .formatted(
                book.wantedKilowatts(gang).toPlainString(),
                book.drawnKilowatts().toPlainString(),
                kilowatts);
    if (!book.couldEverAllow(gang)) {
      return Optional.of(
          new PendingReason(
              Code.POWER_CAP,
              text + " Even an otherwise idle site could not hold it.",
              List.of(),
              "ask for fewer ranks, or raise the site's envelope"));
    }
    List<Job> blockers =
        Blockers.needed(view.running(), nowNanos, () -> book.allows(gang), book::leave, book::stay);
    return Optional.of(
        new PendingReason(
            Code.POWER_CAP,
            text,
            Blockers.named(blockers),
            blockers.size() == 1
                ? "cancel job " + Wording.job(blockers.getFirst())
                : "wait for running jobs to end, or raise the site's envelope"));
  }
}
