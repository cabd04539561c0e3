package org.arkwright.kernel;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.arkwright.kernel.index.DueTimes;
import org.arkwright.kernel.index.DueTimes.Due;
import org.arkwright.model.EnergyCommand;
import org.arkwright.model.EnergyEvent;
import org.arkwright.model.JobId;
import org.arkwright.model.RunPlan;
import org.arkwright.model.Signal;
import org.arkwright.model.SiteSettings;
import org.arkwright.scheduler.EnergyView;

/**
 * What the state keeps of energy: the signals, and the plans of jobs that wait for them. Belongs to
 * the thread that owns the state.
 */
public final class Energy implements EnergyView {
  private final Supplier<Metering> metering;
  private final Map<Signal.Kind, Signal> signals = new EnumMap<>(Signal.Kind.class);
  private final NavigableMap<JobId, Planned> plans = new TreeMap<>();
  private final DueTimes turns = new DueTimes();
  private long signalsSinceNanos;

  Energy(Supplier<Metering> metering) {
    this.metering = metering;
  }

  static Decision decide(Energy energy, EnergyCommand command, long nowNanos) {
    return switch (command) {
      case EnergyCommand.SetSignal(Signal signal) ->
          new Decision.Accepted(
              energy.signal(signal.kind()).filter(signal::equals).isPresent()
                  ? List.of()
                  : List.of(new EnergyEvent.SignalSet(signal, nowNanos)));
    };
  }

  void apply(EnergyEvent event) {
    switch (event) {
      case EnergyEvent.SignalSet(Signal signal, long at) -> {
        signals.put(signal.kind(), signal);
        signalsSinceNanos = at;
      }
      case EnergyEvent.RunPlanned(JobId job, RunPlan plan, long at) -> {
        forget(job);
        plans.put(job, new Planned(plan, at));
        turns(job, plan).forEach(turns::add);
      }
    }
  }

  /** The job is over. */
  void forget(JobId job) {
    Planned before = plans.remove(job);
    if (before != null) {
      turns(job, before.plan()).forEach(turns::remove);
    }
  }

  private static List<Due> turns(JobId job, RunPlan plan) {
    List<Due> turns = new ArrayList<>();
    for (RunPlan.Segment segment : plan.segments()) {
      turns.add(new Due(segment.beginsNanos(), job));
      turns.add(new Due(segment.endsNanos(), job));
    }
    return turns;
  }

  /** The next moment after that one at which a plan begins or pauses. */
  OptionalLong nextTurnNanos(long nowNanos) {
    return turns.firstAfter(nowNanos);
  }

  @Override
  public SiteSettings settings() {
    return metering.get().settings().orElse(SiteSettings.DEFAULT);
  }

  @Override
  public Optional<Signal> signal(Signal.Kind kind) {
    return Optional.ofNullable(signals.get(kind));
  }

  @Override
  public long signalsSinceNanos() {
    return signalsSinceNanos;
  }

  @Override
  public Map<JobId, Planned> plans() {
    return Collections.unmodifiableMap(plans);
  }

  Optional<StateImage.EnergyImage> image() {
    List<StateImage.JobPlan> planned = new ArrayList<>();
    plans.forEach(
        (job, made) -> planned.add(new StateImage.JobPlan(job, made.plan(), made.atNanos())));
    return signals.isEmpty() && planned.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new StateImage.EnergyImage(List.copyOf(signals.values()), signalsSinceNanos, planned));
  }

  void restore(StateImage.EnergyImage image) {
    image
        .signals()
        .forEach(signal -> apply(new EnergyEvent.SignalSet(signal, image.signalsSinceNanos())));
    image
        .plans()
        .forEach(
            made -> apply(new EnergyEvent.RunPlanned(made.job(), made.plan(), made.atNanos())));
  }
}
