package org.arkwright.kernel.state;

import java.util.Optional;
import org.arkwright.kernel.index.IdempotencyKeys;
import org.arkwright.kernel.index.NodeTable;
import org.arkwright.kernel.index.NodeUsage;
import org.arkwright.model.ArtifactEvent;
import org.arkwright.model.DeploymentEvent;
import org.arkwright.model.Event;
import org.arkwright.model.KeyEvent;
import org.arkwright.model.NodeEvent;
import org.arkwright.model.PipelineEvent;
import org.arkwright.model.UsageEvent;
import org.arkwright.model.access.Quota;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.Job;
import org.arkwright.model.node.Cordon;
import org.arkwright.model.node.ExpectedNode;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.site.EnergySeries;

/** The fold from events to the state: the only way in which a {@link State} changes. */
public final class StateFold {
  private StateFold() {}

  private static void applyTo(NodeTable nodes, NodeEvent event) {
    switch (event) {
      case NodeEvent.NodeCordoned(NodeId id, Cordon cordon, _) ->
          nodes.cordon(id, Optional.of(cordon));
      case NodeEvent.NodeDrainDue(NodeId id, _) ->
          nodes.cordon(id, nodes.find(id).flatMap(NodeUsage::cordon).map(Cordon::drained));
      case NodeEvent.NodeUncordoned(NodeId id, _) -> nodes.cordon(id, Optional.empty());
      case NodeEvent.NodeRemoved(NodeId id, _) -> nodes.remove(id);
      case NodeEvent.NodeExpected(ExpectedNode expected, _) -> nodes.expect(expected);
    }
  }

  /**
   * Applies the event to the state.
   *
   * @throws IllegalStateException when the event cannot follow the earlier ones: the journal
   *     belongs to another state, or there is a bug
   */
  public static void apply(State state, Event event) {
    switch (event) {
      case Event.JobSubmitted submitted -> {
        Job job =
            JobTransitions.begin(submitted)
                .withForecast(state.runs().forecast(submitted.spec(), submitted.by()));
        state.put(job);
        state.pipelines().begin(job);
        submitted
            .idempotencyKey()
            .ifPresent(key ->
                state.useKey(
                    new IdempotencyKeys.Use(
                        submitted.by(),
                        key.value(),
                        key.content(),
                        Optional.of(submitted.job()),
                        submitted.atNanos())));
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
        state.pipelines().update(after);
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
      case Event.EnergySeriesSet(EnergySeries series, _) -> state.setEnergySeries(series);
      case Event.ServerStarted started -> state.serverStarted(started);
      case Event.NodeJoined(NodeSpec node, long at) -> state.joinNode(node, at);
      case Event.NodeLost(NodeId node, long at) -> state.loseNode(node, at);
      case NodeEvent node -> applyTo(state.nodeTable(), node);
      case ArtifactEvent artifact -> {
        state.artifacts().apply(artifact);
        state.pipelines().update(artifact);
      }
      case DeploymentEvent deployment -> state.deployments().apply(deployment);
      case PipelineEvent pipeline -> state.pipelines().apply(pipeline);
      case KeyEvent key -> state.keys().apply(key);
      case Event.RequestKept(var key, String by, long at) ->
          state.useKey(
              new IdempotencyKeys.Use(by, key.value(), key.content(), Optional.empty(), at));
    }
  }
}
