package org.arkwright.kernel.rule;

import java.util.List;
import java.util.Optional;
import org.arkwright.kernel.state.State;
import org.arkwright.model.Command;
import org.arkwright.model.Event;
import org.arkwright.model.Refusal;
import org.arkwright.model.id.JobId;
import org.arkwright.model.job.JobSpec;

/** The rules for accepting jobs. */
public final class SubmissionRules {
  private SubmissionRules() {}

  public static Decision submit(State state, Command.SubmitJob submit, long nowNanos) {
    Optional<JobId> earlier = submit.idempotencyKey().flatMap(key -> state.jobOfKey(key, nowNanos));
    if (earlier.isPresent()) {
      return new Decision.AlreadyAccepted(earlier.get());
    }
    if (state.job(submit.job()).isPresent()) {
      return new Decision.Refused(
          new Refusal(
              Refusal.Code.CONFLICT,
              submit.job().toString(),
              "an unused job id",
              "Submit again with a new id."));
    }
    JobSpec spec = submit.spec();
    Optional<Refusal> missing = ArtifactRules.missingInput(state, spec);
    if (missing.isPresent()) {
      return new Decision.Refused(missing.get());
    }
    Optional<JobId> namesake = state.jobNamed(spec.project(), spec.name());
    return namesake
        .<Decision>map(other -> nameTaken(spec, other))
        .orElseGet(() ->
            new Decision.Accepted(
                List.of(
                    new Event.JobSubmitted(
                        submit.job(),
                        ArtifactRules.pinned(state, spec),
                        submit.by(),
                        submit.idempotencyKey(),
                        nowNanos))));
  }

  private static Decision nameTaken(JobSpec spec, JobId other) {
    return new Decision.Refused(
        new Refusal(
            Refusal.Code.CONFLICT,
            spec.name(),
            "a name that no live job in project %s has".formatted(spec.project()),
            "Job %s has it: choose another name, wait for that job, or cancel it."
                .formatted(other)));
  }
}
