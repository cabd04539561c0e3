package org.arkwright.kernel.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.arkwright.kernel.state.State;
import org.arkwright.model.Command;
import org.arkwright.model.DeploymentEvent;
import org.arkwright.model.Event;
import org.arkwright.model.deployment.Deployment;
import org.arkwright.model.deployment.Replicas;
import org.arkwright.model.job.Attempt;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.RankExit;

/**
 * The rules for starting a control plane: starts are numbered, to tell later ones apart. The start
 * of a copy ends what was unfinished when it was made: the original has it, and would run it too.
 */
public final class ServerRules {
  private static final Replicas NONE = new Replicas(0, 0);

  private ServerRules() {}

  public static Decision start(State state, Command.StartServer start, long nowNanos) {
    long next = state.lastStart().map(Event.ServerStarted::epoch).orElse(0L) + 1;
    List<Event> events = new ArrayList<>();
    events.add(
        new Event.ServerStarted(
            start.home(),
            start.host(),
            start.boot(),
            Math.max(next, start.epochMin()),
            start.copyOf(),
            nowNanos));
    start.copyOf().ifPresent(original -> endAll(state, original, nowNanos, events));
    return new Decision.Accepted(events);
  }

  private static void endAll(State state, String original, long nowNanos, List<Event> events) {
    String by = "copy of " + original;
    for (Deployment deployment : state.deployments().all()) {
      if (!deployment.spec().replicas().equals(NONE)) {
        events.add(
            new DeploymentEvent.DeploymentSet(
                deployment.spec().withReplicas(NONE), deployment.generation(), by, nowNanos));
      }
    }
    // Before their jobs end, or their other steps would go on.
    events.addAll(PipelineRules.stopAll(state, by, nowNanos));
    for (Job job : state.jobs()) {
      events.addAll(end(job, by, nowNanos));
    }
    // The worker of the copy registers its node anew, perhaps on another machine.
    state
        .nodeTable()
        .live()
        .forEach(node -> events.add(new Event.NodeLost(node.spec().id(), nowNanos)));
  }

  private static List<Event> end(Job job, String by, long nowNanos) {
    EventDraft draft = new EventDraft(job);
    Optional<Attempt> live = job.state().liveAttempt();
    if (live.isPresent()) {
      RankExit left = new RankExit.Lost("it is not of this home, which is a " + by);
      LostRanks.end(draft, _ -> Optional.of(left), nowNanos);
    }
    draft.append(new Event.JobCancelled(job.id(), by, nowNanos));
    return draft.events();
  }
}
