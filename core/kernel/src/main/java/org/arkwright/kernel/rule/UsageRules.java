package org.arkwright.kernel.rule;

import java.util.List;
import org.arkwright.kernel.state.Metering;
import org.arkwright.model.Event;
import org.arkwright.model.Refusal;
import org.arkwright.model.UsageCommand;
import org.arkwright.model.UsageEvent;
import org.arkwright.model.site.SiteSettings;

/** The rules for recording usage, each batch of a source once, and for setting prices. */
public final class UsageRules {
  private UsageRules() {}

  public static Decision decide(Metering metering, UsageCommand command, long nowNanos) {
    return switch (command) {
      case UsageCommand.RecordUsage batch -> record(metering, batch, nowNanos);
      case UsageCommand.SetSite(SiteSettings settings) ->
          accepted(
              metering.settings().filter(settings::equals).isPresent()
                  ? List.of()
                  : List.of(new UsageEvent.SiteSet(settings, nowNanos)));
    };
  }

  private static Decision record(Metering metering, UsageCommand.RecordUsage batch, long nowNanos) {
    if (batch.sequence() < 1) {
      return new Decision.Refused(
          new Refusal(
              Refusal.Code.INVALID,
              "sequence " + batch.sequence(),
              "a sequence number from 1",
              "Number the batches of a source upwards from 1."));
    }
    return accepted(
        batch.sequence() <= metering.lastSequence(batch.source())
            ? List.of()
            : List.of(
                new UsageEvent.UsageRecorded(
                    batch.source(), batch.sequence(), batch.records(), nowNanos)));
  }

  private static Decision accepted(List<Event> events) {
    return new Decision.Accepted(events);
  }
}
