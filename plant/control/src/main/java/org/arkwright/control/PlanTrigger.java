package org.arkwright.control;

import org.arkwright.model.ArtifactEvent;
import org.arkwright.model.DeploymentEvent;
import org.arkwright.model.Event;
import org.arkwright.model.KeyEvent;
import org.arkwright.model.PipelineEvent;
import org.arkwright.model.UsageEvent;

/** Which events call for another scheduling cycle. */
final class PlanTrigger {
  private PlanTrigger() {}

  /** Whether the event can allow a gang to start, or change why one waits. */
  static boolean mayChangePlan(Event event) {
    return switch (event) {
      case Event.JobSubmitted _,
          Event.AttemptStopping _,
          Event.JobRequeued _,
          Event.AttemptDeclined _,
          Event.AttemptPlaced _,
          Event.JobSucceeded _,
          Event.JobFailed _,
          Event.JobCancelled _,
          UsageEvent.SiteSet _,
          Event.OfSite _ ->
          true;
      case Event.RequestKept _,
          Event.AttemptStarted _,
          Event.AttemptWaiting _,
          Event.RankStarted _,
          Event.AttemptRunning _,
          Event.RankEnded _,
          Event.NodeOutputsStored _,
          UsageEvent.UsageRecorded _,
          ArtifactEvent _,
          DeploymentEvent _,
          PipelineEvent _,
          KeyEvent _ ->
          false;
    };
  }
}
