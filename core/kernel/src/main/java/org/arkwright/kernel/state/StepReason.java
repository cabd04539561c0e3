package org.arkwright.kernel.state;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.arkwright.model.id.JobId;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.JobState;
import org.arkwright.model.job.PendingReason;
import org.arkwright.model.pipeline.Pipeline;
import org.arkwright.model.pipeline.StepState;

/** Says for which steps a step of a live pipeline waits, and what those do. */
public final class StepReason {
  private static final int NAMED_MAX = 5;

  /** How many steps of a chain are looked at: a pipeline may have thousands, and each asks. */
  private static final int SEEN_MAX = 100;

  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private StepReason() {}

  /**
   * Returns why the step waits; empty when it does not.
   *
   * @param pipeline a live pipeline of the state
   */
  public static Optional<PendingReason> of(State state, Pipeline pipeline, String step) {
    Optional<PipelineSteps> steps = state.pipelines().steps(pipeline.id());
    if (steps.isEmpty() || !(steps.get().state(step) instanceof StepState.Waiting)) {
      return Optional.empty();
    }
    List<String> texts = new ArrayList<>();
    List<String> names = new ArrayList<>();
    List<JobId> blockers = new ArrayList<>();
    for (String need : steps.get().needs(step)) {
      StepState now = steps.get().state(need);
      if (!now.isSuccess()) {
        names.add(need);
        List<String> roots = now.jobId().isPresent() ? List.of() : roots(steps.get(), need);
        now.jobId()
            .or(() -> roots.stream().findFirst().flatMap(root -> steps.get().state(root).jobId()))
            .filter(job -> !blockers.contains(job))
            .ifPresent(blockers::add);
        if (texts.size() < NAMED_MAX) {
          texts.add("step " + need + ", which " + does(state, steps.get(), now, roots));
        }
      }
    }
    String more =
        names.size() > NAMED_MAX ? ", and %d more".formatted(names.size() - NAMED_MAX) : "";
    return Optional.of(
        new PendingReason(
            PendingReason.Code.DEPENDENCY,
            "waits for " + String.join(", and for ", texts) + more,
            blockers,
            names.size() == 1
                ? "the success of step " + names.getFirst()
                : "the success of all of them"));
  }

  /**
   * Returns for which steps that do not wait themselves a step waits in the end, in the order in
   * which they are found; of a large pipeline some.
   */
  private static List<String> roots(PipelineSteps steps, String waiting) {
    List<String> roots = new ArrayList<>();
    Set<String> seen = new LinkedHashSet<>(Set.of(waiting));
    Deque<String> chain = new ArrayDeque<>(List.of(waiting));
    while (!chain.isEmpty() && seen.size() < SEEN_MAX) {
      for (String need : steps.needs(chain.removeFirst())) {
        StepState now = steps.state(need);
        if (!now.isSuccess() && seen.add(need)) {
          (now instanceof StepState.Waiting ? chain : roots).add(need);
        }
      }
    }
    return roots;
  }

  private static String does(State state, PipelineSteps steps, StepState step, List<String> roots) {
    return switch (step) {
      case StepState.Waiting _ ->
          roots.isEmpty()
              ? "is about to start"
              : "waits in turn for step %s, which %s%s"
                  .formatted(
                      roots.getFirst(),
                      does(state, steps, steps.state(roots.getFirst()), List.of()),
                      roots.size() > 1 ? ", and for %d more".formatted(roots.size() - 1) : "");
      case StepState.Started(JobId job, _) ->
          state.job(job).map(StepReason::does).orElse("is job " + job);
      case StepState.Succeeded _,
          StepState.Reused _,
          StepState.Failed _,
          StepState.Unstartable _,
          StepState.Cancelled _,
          StepState.NotRun _ ->
          "is " + step.word();
    };
  }

  private static String does(Job job) {
    return switch (job.state()) {
      case JobState.Running(_, long since) ->
          "runs since %s as job %s".formatted(text(since), job.id());
      case JobState.Queued _ -> "is queued as job %s".formatted(job.id());
      default -> "is %s as job %s".formatted(job.state().word().toLowerCase(Locale.ROOT), job.id());
    };
  }

  private static String text(long nanos) {
    return Instant.ofEpochSecond(nanos / NANOS_PER_SECOND)
        .truncatedTo(ChronoUnit.SECONDS)
        .toString();
  }
}
