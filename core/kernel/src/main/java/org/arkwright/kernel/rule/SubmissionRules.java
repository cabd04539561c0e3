package org.arkwright.kernel.rule;

import java.util.List;
import java.util.Optional;
import org.arkwright.kernel.index.SpecTexts;
import org.arkwright.kernel.state.State;
import org.arkwright.model.Command;
import org.arkwright.model.Event;
import org.arkwright.model.Refusal;
import org.arkwright.model.Request;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.JobSpec;

/** The rules for accepting jobs. */
public final class SubmissionRules {
  private static final long TEXT_MAX = 512 << 10;
  private static final long PROJECT_TEXT_MAX = 64L << 20;

  private SubmissionRules() {}

  public static Decision submit(
      State state, Command.SubmitJob submit, Request request, long nowNanos) {
    if (state.job(submit.job()).isPresent()) {
      return new Decision.Refused(
          new Refusal(
              Refusal.Code.CONFLICT,
              submit.job().toString(),
              "an unused job id",
              "Submit again with a new id."));
    }
    JobSpec spec = submit.spec();
    Optional<Refusal> tooLong =
        tooLong(spec).or(() -> tooMuch(state, spec.project(), SpecTexts.of(spec)));
    if (tooLong.isPresent()) {
      return new Decision.Refused(tooLong.get());
    }
    Optional<Refusal> missing = ArtifactRules.missingInput(state, spec);
    if (missing.isPresent()) {
      return new Decision.Refused(missing.get());
    }
    Optional<Refusal> reserved = nameReserved(state, spec);
    if (reserved.isPresent()) {
      return new Decision.Refused(reserved.get());
    }
    Optional<JobId> namesake = state.jobNamed(spec.project(), spec.name());
    return namesake
        .<Decision>map(other -> new Decision.Refused(nameTaken(spec, other)))
        .orElseGet(() ->
            new Decision.Accepted(
                List.of(
                    new Event.JobSubmitted(
                        submit.job(),
                        ArtifactRules.pinned(state, spec),
                        RequestAuthor.of(state, request),
                        request.idempotencyKey(),
                        nowNanos))));
  }

  /** Live jobs are kept in memory, so one job's text is bounded. */
  static Optional<Refusal> tooLong(JobSpec spec) {
    long text = SpecTexts.of(spec);
    return text > TEXT_MAX
        ? Optional.of(
            new Refusal(
                Refusal.Code.INVALID,
                text + " characters of script, command, env and labels",
                "at most " + TEXT_MAX,
                "Put what is large into a dataset or a file and name it."))
        : Optional.empty();
  }

  /** The text of all of a project's live jobs and pipelines is bounded too. */
  static Optional<Refusal> tooMuch(State state, ProjectName project, long text) {
    long all = state.textOf(project);
    return all + text > PROJECT_TEXT_MAX
        ? Optional.of(
            new Refusal(
                Refusal.Code.CONFLICT,
                "%d characters in the specs of the live jobs of project %s".formatted(all, project),
                "at most " + PROJECT_TEXT_MAX,
                "Wait until some of them have ended, or cancel some."))
        : Optional.empty();
  }

  static Refusal nameTaken(JobSpec spec, JobId other) {
    return new Refusal(
        Refusal.Code.CONFLICT,
        spec.name(),
        "a name that no live job in project %s has".formatted(spec.project()),
        "Job %s has it: choose another name, wait for that job, or cancel it.".formatted(other));
  }

  /** The refusal of a name that the job of a live pipeline's step has or is going to have. */
  static Optional<Refusal> nameReserved(State state, JobSpec spec) {
    return state
        .pipelines()
        .reserving(spec.project(), spec.name())
        .map(pipeline ->
            new Refusal(
                Refusal.Code.CONFLICT,
                spec.name(),
                "a name that no step of a live pipeline in project %s has"
                    .formatted(spec.project()),
                "A step of pipeline %s has it: choose another name, wait for that pipeline, or"
                        .formatted(pipeline)
                    + " cancel it."));
  }
}
