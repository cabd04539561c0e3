package org.arkwright.twin.replay;

import java.util.Optional;
import org.arkwright.model.ArtifactEvent;
import org.arkwright.model.DeploymentEvent;
import org.arkwright.model.Event;
import org.arkwright.model.IdempotencyKey;
import org.arkwright.model.KeyEvent;
import org.arkwright.model.PipelineEvent;
import org.arkwright.model.UsageEvent;
import org.arkwright.model.id.PrincipalId;
import org.arkwright.model.job.StopCause;

/** Who must have issued the command behind an event, as far as the event itself says. */
final class RecordedAuthor {
  private RecordedAuthor() {}

  /** Returns the author that the event names, or the server where it names none. */
  static PrincipalId of(Event event) {
    return by(event).map(PrincipalId::ofText).orElse(PrincipalId.SERVER);
  }

  /** Returns the idempotency key of the command. */
  static Optional<IdempotencyKey> key(Event event) {
    return switch (event) {
      case Event.JobSubmitted submitted -> submitted.idempotencyKey();
      case PipelineEvent.PipelineSubmitted submitted ->
          submitted.idempotencyKey().map(IdempotencyKey::of);
      case Event _ -> Optional.empty();
    };
  }

  private static Optional<String> by(Event event) {
    return switch (event) {
      case Event.JobSubmitted submitted -> Optional.of(submitted.by());
      case Event.AttemptStopping(_, StopCause.CancelRequested(String by), _) -> Optional.of(by);
      case Event.JobCancelled cancelled -> Optional.of(cancelled.by());
      case KeyEvent.KeyCreated created -> Optional.of(created.key().by());
      case KeyEvent.KeyRevoked revoked -> Optional.of(revoked.by());
      case ArtifactEvent.ArtifactRegistered registered -> Optional.of(registered.version().by());
      case ArtifactEvent.ArtifactRemoved removed -> Optional.of(removed.by());
      case DeploymentEvent.DeploymentSet set -> Optional.of(set.by());
      case DeploymentEvent.DeploymentRemoved removed -> Optional.of(removed.by());
      case PipelineEvent.PipelineSubmitted submitted -> Optional.of(submitted.by());
      case Event.RequestKept kept -> Optional.of(kept.by());
      case PipelineEvent.PipelineStopping stopping -> Optional.of(stopping.by());
      case PipelineEvent.StepReused _,
          PipelineEvent.StepUnstartable _,
          PipelineEvent.PipelineEnded _,
          DeploymentEvent.ReplicasWanted _,
          UsageEvent _,
          Event.OfSite _,
          Event.OfJob _ ->
          Optional.empty();
    };
  }
}
