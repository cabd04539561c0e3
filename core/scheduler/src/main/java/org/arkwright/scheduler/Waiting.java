package org.arkwright.scheduler;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.arkwright.model.Attempt;
import org.arkwright.model.Flexibility;
import org.arkwright.model.Job;
import org.arkwright.model.JobId;
import org.arkwright.model.JobState;
import org.arkwright.model.Plan;
import org.arkwright.model.RunPlan;
import org.arkwright.model.StopCause;

/** Who waits for cheap or clean energy in one cycle, by plans kept and plans made in it. */
final class Waiting {
  private final ClusterView view;
  private final EnergyView energy;
  private final RunPlanner planner;
  private final long nowNanos;
  private final boolean anySignal;
  private final Map<JobId, RunPlan> made = new LinkedHashMap<>();

  Waiting(ClusterView view, long nowNanos) {
    this.view = view;
    this.energy = view.energy();
    this.nowNanos = nowNanos;
    planner = new RunPlanner(energy, nowNanos);
    anySignal = !energy.signals().isEmpty();
  }

  /** Whether a queued gang is to wait for its time. */
  boolean holds(Job gang) {
    if (!anySignal || !gang.spec().flexibility().orElse(Flexibility.NONE).some()) {
      return false;
    }
    Optional<RunPlan> plan = Optional.ofNullable(made.get(gang.id()));
    if (plan.isEmpty()) {
      EnergyView.Planned kept = energy.plans().get(gang.id());
      boolean holdsStill = kept != null && kept.atNanos() >= energy.signalsSinceNanos();
      plan = holdsStill ? Optional.of(kept.plan()) : planner.plan(gang);
      if (!holdsStill) {
        plan.ifPresent(fresh -> made.put(gang.id(), fresh));
      }
    }
    return plan.isPresent() && plan.get().heldUntil(nowNanos).isPresent();
  }

  /** Those of the running jobs whose plan says that they pause now; each is planned anew first. */
  List<Plan.Pause> pauses() {
    List<Plan.Pause> pauses = new ArrayList<>();
    energy
        .plans()
        .forEach((id, kept) -> {
          Optional<Job> job =
              view.job(id).filter(found -> found.state() instanceof JobState.Running);
          boolean old = kept.atNanos() < energy.signalsSinceNanos();
          if (job.isPresent() && (old || kept.plan().heldUntil(nowNanos).isPresent())) {
            pause(job.get()).ifPresent(pauses::add);
          }
        });
    return pauses;
  }

  private Optional<Plan.Pause> pause(Job job) {
    if (!job.spec().flexibility().orElse(Flexibility.NONE).interruptible()) {
      return Optional.empty();
    }
    Optional<RunPlan> fresh = planner.plan(job);
    fresh.ifPresent(plan -> made.put(job.id(), plan));
    return fresh
        .filter(plan -> plan.heldUntil(nowNanos).isPresent())
        .map(plan -> {
          Attempt attempt = job.state().liveAttempt().orElseThrow();
          return new Plan.Pause(attempt.id(), StopCause.Paused.Why.of(plan.why()));
        });
  }

  /** The plans made in this cycle. */
  List<Plan.Run> made() {
    return made.entrySet().stream()
        .map(entry -> new Plan.Run(entry.getKey(), entry.getValue()))
        .toList();
  }
}
