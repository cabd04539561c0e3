package org.arkwright.kernel.state;

import org.arkwright.model.ArtifactEvent;
import org.arkwright.model.DeploymentEvent;
import org.arkwright.model.Event;
import org.arkwright.model.KeyEvent;
import org.arkwright.model.UsageEvent;
import org.arkwright.model.access.Quota;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.Job;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.site.EnergySeries;

/** The fold from events to the state: the only way in which a {@link State} changes. */
public final class StateFold {
  private StateFold() {}

  /**
   * Makes the state one in which the event has happened.
   *
   * @throws IllegalStateException when the event cannot follow what happened before: the journal is
   *     not this state's, or a bug
   */
  public static void apply(State state, Event event) {
    switch (event) {
      case Event.JobSubmitted submitted -> {
        state.put(
            JobTransitions.begin(submitted)
                .withForecast(state.runs().forecast(submitted.spec(), submitted.by())));
        submitted
            .idempotencyKey()
            .ifPresent(key ->
                state.useKey(new StateImage.UsedKey(key, submitted.job(), submitted.atNanos())));
      }
      case Event.OfJob next -> {
        Job before =
            state
                .job(next.job())
                .orElseThrow(() -> new IllegalStateException("no live job for " + next));
        Job after = JobTransitions.next(before, next);
        if (before.state().liveAttempt().isPresent() != after.state().liveAttempt().isPresent()) {
          state.accrue(before.spec().project(), next.atNanos());
        }
        state.put(after);
        if (after.state().isFinal() && before.attempts() > 0) {
          state
              .runs()
              .ended(before.spec(), before.submittedBy(), before.attainedNanos(next.atNanos()));
        }
      }
      case UsageEvent usage -> {
        state.metering().apply(usage);
        if (usage instanceof UsageEvent.SiteSet) {
          state.measurePower();
        }
      }
      case Event.QuotaSet(Quota quota, long at) -> state.setQuota(quota, at);
      case Event.SignalSet(EnergySeries signal, _) -> state.setSignal(signal);
      case Event.ServerStarted started -> state.serverStarted(started);
      case Event.NodeJoined(NodeSpec node, long at) -> state.joinNode(node, at);
      case Event.NodeLost(NodeId node, long at) -> state.loseNode(node, at);
      case ArtifactEvent artifact -> state.artifacts().apply(artifact);
      case DeploymentEvent deployment -> state.deployments().apply(deployment);
      case KeyEvent key -> state.keys().apply(key);
    }
  }
}
