package org.arkwright.simulation.check;

import static org.arkwright.simulation.time.Violation.unless;

import java.util.Optional;
import org.arkwright.control.Controller;
import org.arkwright.kernel.state.State;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.PendingReason;
import org.arkwright.scheduler.explain.Explanation;
import org.arkwright.scheduler.explain.TruthCheck;

/** Checks that every queued job has a reason, and that the reason is true. */
public final class ReasonCheck {
  private ReasonCheck() {}

  /** Checks every queued job. */
  public static void check(Controller controller) {
    State state = controller.state();
    for (Job job : state.jobs()) {
      if (job.state().isWaiting()) {
        Explanation why = explanation(controller, job);
        Optional<String> falsehood =
            TruthCheck.falsehood(state, why.site(), job, why.reason(), controller.nowNanos());
        unless(falsehood.isEmpty(), "%s", falsehood.orElse(""));
      }
    }
  }

  /** Returns the reason given for a queued job. */
  public static PendingReason reason(Controller controller, Job job) {
    return explanation(controller, job).reason();
  }

  private static Explanation explanation(Controller controller, Job job) {
    Optional<Explanation> explanation = controller.explain(job.id());
    unless(explanation.isPresent(), "%s is queued without a reason", job.id());
    return explanation.orElseThrow();
  }

  /**
   * Whether neither time nor the end of other jobs can remove the reason, judged independently of
   * it.
   *
   * @param couldHold whether a site could hold the job if nothing else ran there
   */
  public static boolean isPermanent(PendingReason.Code code, boolean couldHold) {
    return switch (code) {
      case EXCEEDS_MAX_QUOTA -> true;
      case NO_MATCHING_NODE,
          NO_MATCHING_DEVICE,
          LARGER_THAN_ANY_NODE,
          TOPOLOGY_UNAVAILABLE,
          WAITING_FOR_RESOURCES ->
          !couldHold;
      case NODES_CORDONED,
          PENDING_EVALUATION,
          DEPENDENCY,
          BACKING_OFF,
          WAITING_FOR_QUOTA,
          FRAGMENTED,
          PRIORITY,
          PREEMPTION_PENDING,
          POWER_CAP,
          WAITING_FOR_PRICE,
          WAITING_FOR_CARBON,
          WAITING_AT_SITE,
          SITE_BUSY,
          NO_NODES ->
          false;
    };
  }
}
