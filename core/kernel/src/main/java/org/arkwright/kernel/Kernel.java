package org.arkwright.kernel;

import org.arkwright.model.ArtifactCommand;
import org.arkwright.model.ArtifactEvent;
import org.arkwright.model.Command;
import org.arkwright.model.DeploymentCommand;
import org.arkwright.model.DeploymentEvent;
import org.arkwright.model.Event;
import org.arkwright.model.Job;
import org.arkwright.model.KeyCommand;
import org.arkwright.model.KeyEvent;
import org.arkwright.model.NodeId;
import org.arkwright.model.NodeSpec;
import org.arkwright.model.Quota;
import org.arkwright.model.Signal;
import org.arkwright.model.UsageCommand;
import org.arkwright.model.UsageEvent;

/**
 * The two halves of every change: {@link #decide} says what a command leads to and changes nothing,
 * {@link #apply} makes it so. Between them the caller makes the events durable.
 *
 * <p>Both belong to the thread that owns the state. Neither reads a clock: the caller passes the
 * time, which should not run backwards.
 */
public final class Kernel {
  private Kernel() {}

  /**
   * What the command leads to at that time.
   *
   * @param nowNanos nanoseconds since the Unix epoch; the events carry it
   */
  public static Decision decide(State state, Command command, long nowNanos) {
    return switch (command) {
      case Command.SubmitJob submit -> Submissions.submit(state, submit, nowNanos);
      case Command.CancelJob cancel -> Cancellations.cancel(state, cancel, nowNanos);
      case Command.SetQuota(Quota quota) -> Quotas.set(state, quota, nowNanos);
      case Command.SetSignal(Signal signal) -> Signals.set(state, signal, nowNanos);
      case Command.StartServer start -> Servers.start(state, start, nowNanos);
      case Command.ReportNode(NodeSpec node) -> Nodes.report(state, node, nowNanos);
      case Command.LoseNode(NodeId node) -> Nodes.lose(state, node, nowNanos);
      case Command.ReportRankStarted started -> Ranks.started(state, started, nowNanos);
      case Command.ReportRankEnded ended -> Ranks.ended(state, ended, nowNanos);
      case Command.ApplyPlan(var plan) -> Plans.carryOut(state, plan, nowNanos);
      case ArtifactCommand artifact -> Artifacts.decide(state, artifact, nowNanos);
      case DeploymentCommand deployment -> Deployments.decide(state, deployment, nowNanos);
      case KeyCommand key -> Keys.decide(state.keys(), key, nowNanos);
      case Command.Tick() -> Timeouts.end(state, nowNanos);
      case UsageCommand usage -> Usages.decide(state.metering(), usage, nowNanos);
    };
  }

  /**
   * Folds an event into the state.
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
      case Event.SignalSet(Signal signal, _) -> state.setSignal(signal);
      case Event.ServerStarted started -> state.serverStarted(started);
      case Event.NodeJoined(NodeSpec node, long at) -> state.joinNode(node, at);
      case Event.NodeLost(NodeId node, long at) -> state.loseNode(node, at);
      case ArtifactEvent artifact -> state.artifacts().apply(artifact);
      case DeploymentEvent deployment -> state.deployments().apply(deployment);
      case KeyEvent key -> state.keys().apply(key);
    }
  }
}
