package org.arkwright.kernel;

import org.arkwright.kernel.rule.ArtifactRules;
import org.arkwright.kernel.rule.CancellationRules;
import org.arkwright.kernel.rule.CordonRules;
import org.arkwright.kernel.rule.Decision;
import org.arkwright.kernel.rule.DeploymentRules;
import org.arkwright.kernel.rule.EnergySeriesRules;
import org.arkwright.kernel.rule.KeyRules;
import org.arkwright.kernel.rule.NodeRules;
import org.arkwright.kernel.rule.PipelineRules;
import org.arkwright.kernel.rule.PlanRules;
import org.arkwright.kernel.rule.QuotaRules;
import org.arkwright.kernel.rule.RankRules;
import org.arkwright.kernel.rule.RequestAuthor;
import org.arkwright.kernel.rule.RequestKeys;
import org.arkwright.kernel.rule.ServerRules;
import org.arkwright.kernel.rule.SiteRules;
import org.arkwright.kernel.rule.SubmissionRules;
import org.arkwright.kernel.rule.TimeoutRules;
import org.arkwright.kernel.rule.UsageRules;
import org.arkwright.kernel.rule.WorkerRules;
import org.arkwright.kernel.state.State;
import org.arkwright.kernel.state.StateFold;
import org.arkwright.model.ArtifactCommand;
import org.arkwright.model.Command;
import org.arkwright.model.DeploymentCommand;
import org.arkwright.model.Event;
import org.arkwright.model.KeyCommand;
import org.arkwright.model.NodeCommand;
import org.arkwright.model.PipelineCommand;
import org.arkwright.model.Request;
import org.arkwright.model.UsageCommand;
import org.arkwright.model.access.Quota;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.site.EnergySeries;

/**
 * The two halves of every change: {@link #decide} computes the events of a command without changing
 * anything, {@link #apply} applies them. In between, the caller makes the events durable.
 *
 * <p>Both belong to the thread that owns the state. Neither reads a clock: the caller passes the
 * time, which must not run backwards.
 */
public final class Kernel {
  private Kernel() {}

  /**
   * Returns the events that the request's command leads to at the given time, or its refusal.
   *
   * @param nowNanos nanoseconds since the Unix epoch; becomes the time of the events
   */
  public static Decision decide(State state, Request request, long nowNanos) {
    if (request.idempotencyKey().isEmpty()) {
      return carryOut(state, request, nowNanos);
    }
    return RequestKeys.repeated(state, request, nowNanos)
        .orElseGet(
            () -> RequestKeys.kept(state, request, carryOut(state, request, nowNanos), nowNanos));
  }

  private static Decision carryOut(State state, Request request, long nowNanos) {
    return switch (request.command()) {
      case Command.SubmitJob submit -> SubmissionRules.submit(state, submit, request, nowNanos);
      case Command.CancelJob cancel ->
          CancellationRules.cancel(state, cancel, RequestAuthor.of(state, request), nowNanos);
      case Command.SetQuota(Quota quota) -> QuotaRules.set(state, quota, nowNanos);
      case Command.SetEnergySeries(EnergySeries series) ->
          EnergySeriesRules.set(state, series, nowNanos);
      case Command.StartServer start -> ServerRules.start(state, start, nowNanos);
      case Command.ReportNode(NodeSpec node) -> NodeRules.report(state, node, nowNanos);
      case Command.LoseNode lost -> NodeRules.lose(state, lost, nowNanos);
      case Command.LoseWorker lost -> WorkerRules.lose(state, lost, nowNanos);
      case Command.ReportAttemptWaiting told -> SiteRules.waiting(state, told, nowNanos);
      case Command.ReportAttemptPlaced placed -> SiteRules.placed(state, placed, nowNanos);
      case Command.ReportAttemptDeclined declined -> SiteRules.declined(state, declined, nowNanos);
      case Command.ReportRankStarted started -> RankRules.started(state, started, nowNanos);
      case Command.ReportRankEnded ended -> RankRules.ended(state, ended, nowNanos);
      case Command.ApplyPlan(var plan) -> PlanRules.carryOut(state, plan, nowNanos);
      case Command.ReportNodeDrain report -> CordonRules.report(state, report, nowNanos);
      case NodeCommand node -> CordonRules.decide(state, node, nowNanos);
      case ArtifactCommand artifact ->
          ArtifactRules.decide(state, artifact, RequestAuthor.of(state, request), nowNanos);
      case DeploymentCommand deployment ->
          DeploymentRules.decide(state, deployment, RequestAuthor.of(state, request), nowNanos);
      case KeyCommand key ->
          KeyRules.decide(state.keys(), key, RequestAuthor.of(state, request), nowNanos);
      case PipelineCommand pipeline -> PipelineRules.decide(state, pipeline, request, nowNanos);
      case Command.Tick() -> TimeoutRules.end(state, nowNanos);
      case UsageCommand usage -> UsageRules.decide(state.metering(), usage, nowNanos);
    };
  }

  /**
   * Folds an event into the state.
   *
   * @throws IllegalStateException when the event cannot follow the earlier ones: the journal
   *     belongs to another state, or there is a bug
   */
  public static void apply(State state, Event event) {
    StateFold.apply(state, event);
  }
}
