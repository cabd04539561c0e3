package org.arkwright.kernel.rule;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.arkwright.kernel.index.NodeTable.DrainDue;
import org.arkwright.kernel.index.NodeUsage;
import org.arkwright.kernel.state.State;
import org.arkwright.model.Command;
import org.arkwright.model.Event;
import org.arkwright.model.NodeCommand;
import org.arkwright.model.NodeEvent;
import org.arkwright.model.Refusal;
import org.arkwright.model.deployment.ReplicaOf;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.GangShape;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.JobState;
import org.arkwright.model.job.StopCause;
import org.arkwright.model.node.Cordon;
import org.arkwright.model.node.ExpectedNode;
import org.arkwright.scheduler.view.EmptyNode;
import org.arkwright.scheduler.view.NodeView;
import org.arkwright.scheduler.view.RankFit;

/** The rules for nodes that take no new work, lose what they have, go, or are to come. */
public final class CordonRules {
  private static final int NAMED_MAX = 3;

  private CordonRules() {}

  public static Decision decide(State state, NodeCommand command, long nowNanos) {
    return switch (command) {
      case NodeCommand.Cordon(NodeId node, String reason) ->
          text(reason)
              .orElseGet(() -> onNode(state, node, known -> cordon(known, reason, nowNanos)));
      case NodeCommand.Drain drain ->
          text(drain.reason())
              .or(() -> wait(drain.within(), "deadline"))
              .orElseGet(
                  () -> onNode(state, drain.node(), known -> drain(state, known, drain, nowNanos)));
      case NodeCommand.Uncordon(NodeId node) ->
          onNode(state, node, known -> uncordon(known, nowNanos));
      case NodeCommand.Remove(NodeId node) ->
          state.nodeTable().expected(node).isPresent() && state.nodeTable().find(node).isEmpty()
              ? accept(new NodeEvent.NodeRemoved(node, nowNanos))
              : onNode(state, node, known -> remove(state, known, nowNanos));
      case NodeCommand.Expect expect ->
          text(expect.note())
              .or(() -> wait(expect.within(), "arrival"))
              .orElseGet(() -> expect(state, expect, nowNanos));
    };
  }

  /** What a site's inventory says of its node. It lifts what it said itself, and nothing else. */
  public static Decision report(State state, Command.ReportNodeDrain report, long nowNanos) {
    Optional<NodeUsage> node = state.nodeTable().find(report.node());
    Optional<Cordon> cordon = node.flatMap(NodeUsage::cordon);
    if (node.isEmpty() || cordon.filter(known -> !known.bySite()).isPresent()) {
      return accept();
    }
    if (report.reason().isEmpty()) {
      return cordon.isEmpty()
          ? accept()
          : accept(new NodeEvent.NodeUncordoned(report.node(), nowNanos));
    }
    Cordon.Drain drain = new Cordon.Drain(Optional.empty(), false);
    Cordon said =
        new Cordon(
            shortened(report.reason().get()),
            true,
            cordon.map(Cordon::sinceNanos).orElse(nowNanos),
            Optional.of(drain));
    return cordon.filter(said::equals).isPresent()
        ? accept()
        : accept(new NodeEvent.NodeCordoned(report.node(), said, nowNanos));
  }

  /**
   * Stops what is left on the nodes whose drains are due.
   *
   * @param stopped attempts that stop anyway; those stopped here are added
   */
  static List<Event> stopDue(State state, Set<AttemptId> stopped, long nowNanos) {
    List<Event> events = new ArrayList<>();
    for (DrainDue due : state.nodeTable().drains()) {
      if (due.atNanos() > nowNanos) {
        break;
      }
      events.add(new NodeEvent.NodeDrainDue(due.node(), nowNanos));
      NodeUsage node = state.nodeTable().find(due.node()).orElseThrow();
      for (Job job : present(state, node)) {
        if (stopped.add(job.state().liveAttempt().orElseThrow().id())) {
          events.add(stop(job, due.node(), nowNanos));
        }
      }
    }
    return events;
  }

  private static Decision cordon(NodeUsage node, String reason, long nowNanos) {
    Optional<Cordon> before = node.cordon();
    Cordon cordon =
        new Cordon(
            reason,
            false,
            before.map(Cordon::sinceNanos).orElse(nowNanos),
            before.flatMap(Cordon::drain));
    boolean sameReason =
        before.filter(known -> reason.isEmpty() || known.reason().equals(reason)).isPresent();
    return sameReason && before.filter(Cordon::bySite).isEmpty()
        ? accept()
        : accept(new NodeEvent.NodeCordoned(node.spec().id(), cordon, nowNanos));
  }

  private static Decision drain(
      State state, NodeUsage node, NodeCommand.Drain drain, long nowNanos) {
    NodeId id = node.spec().id();
    Optional<Cordon> before = node.cordon();
    Optional<Long> deadline = drain.within().map(within -> later(nowNanos, within));
    String reason =
        drain.reason().isEmpty() ? before.map(Cordon::reason).orElse("") : drain.reason();
    Cordon cordon =
        new Cordon(
            reason,
            false,
            before.map(Cordon::sinceNanos).orElse(nowNanos),
            Optional.of(new Cordon.Drain(deadline, false)));
    List<Event> events = new ArrayList<>();
    if (before.filter(cordon::equals).isEmpty()) {
      events.add(new NodeEvent.NodeCordoned(id, cordon, nowNanos));
    }
    boolean due = deadline.filter(end -> end <= nowNanos).isPresent();
    if (due) {
      events.add(new NodeEvent.NodeDrainDue(id, nowNanos));
    }
    for (Job job : present(state, node)) {
      if (due || movesFirst(state, job, id)) {
        events.add(stop(job, id, nowNanos));
      }
    }
    return new Decision.Accepted(events);
  }

  /** The jobs with a rank there that are not stopping, by id. */
  private static List<Job> present(State state, NodeUsage node) {
    List<Job> jobs = new ArrayList<>();
    for (JobId id : node.jobs()) {
      Job job = state.job(id).orElseThrow();
      if (!(job.state() instanceof JobState.Stopping)) {
        jobs.add(job);
      }
    }
    return jobs;
  }

  /**
   * Whether the job goes before the deadline: it loses little, as it can resume, and the other
   * nodes could hold it. Where none could, it would only wait for the node to come back.
   */
  private static boolean movesFirst(State state, Job job, NodeId leaving) {
    return job.yieldsToEquals()
        && !ReplicaOf.isOne(job.spec())
        && couldHold(state, job.spec().shape(), leaving);
  }

  /** Whether the nodes of one site, without the leaving one, could hold the gang when empty. */
  private static boolean couldHold(State state, GangShape shape, NodeId leaving) {
    Map<String, Long> ranks = new TreeMap<>();
    for (NodeView node : state.nodes()) {
      if (node.spec().id().equals(leaving)) {
        continue;
      }
      long here = RankFit.count(new EmptyNode(node.spec()), shape);
      long counted =
          switch (shape.topology()) {
            case ANY -> here;
            case SAME_NODE -> here >= shape.ranks() ? here : 0;
            case SPREAD -> Math.min(here, 1);
          };
      if (ranks.merge(node.spec().site(), counted, Long::sum) >= shape.ranks()) {
        return true;
      }
    }
    return false;
  }

  private static Event stop(Job job, NodeId node, long nowNanos) {
    return new Event.AttemptStopping(
        job.state().liveAttempt().orElseThrow().id(), new StopCause.Drained(node), nowNanos);
  }

  private static Decision uncordon(NodeUsage node, long nowNanos) {
    NodeId id = node.spec().id();
    if (node.cordon().isEmpty()) {
      return accept();
    }
    if (node.cordon().get().bySite()) {
      return refused(
          Refusal.Code.CONFLICT,
          shown(id),
          "a node that an operator cordoned",
          "Site %s itself drains it (%s): resume it there."
              .formatted(id.site(), node.cordon().get().reason()));
    }
    return accept(new NodeEvent.NodeUncordoned(id, nowNanos));
  }

  private static Decision remove(State state, NodeUsage node, long nowNanos) {
    NodeId id = node.spec().id();
    if (!node.jobs().isEmpty()) {
      List<String> names =
          node.jobs().stream()
              .limit(NAMED_MAX)
              .map(job -> state.job(job).orElseThrow().spec().name() + " (" + job + ")")
              .toList();
      int more = node.jobs().size() - names.size();
      return refused(
          Refusal.Code.CONFLICT,
          shown(id),
          "a node without ranks",
          "It holds %s%s: 'arkwright node drain %s --wait' first."
              .formatted(
                  String.join(", ", names), more > 0 ? " and " + more + " more" : "", shown(id)));
    }
    if (node.takesWork() && node.isLive()) {
      return refused(
          Refusal.Code.CONFLICT,
          shown(id),
          "a node that takes no work",
          "It would get some at any moment: 'arkwright node cordon %s' first."
              .formatted(shown(id)));
    }
    List<Event> events = new ArrayList<>();
    if (node.isLive()) {
      events.add(new Event.NodeLost(id, nowNanos));
    }
    events.add(new NodeEvent.NodeRemoved(id, nowNanos));
    return new Decision.Accepted(events);
  }

  private static Decision expect(State state, NodeCommand.Expect expect, long nowNanos) {
    if (state.nodeTable().find(expect.node()).filter(NodeUsage::isLive).isPresent()) {
      return accept();
    }
    Optional<ExpectedNode> before = state.nodeTable().expected(expect.node());
    ExpectedNode node =
        new ExpectedNode(
            expect.node(),
            expect.note(),
            before.map(ExpectedNode::sinceNanos).orElse(nowNanos),
            expect.within().map(within -> later(nowNanos, within)));
    return before.filter(node::equals).isPresent()
        ? accept()
        : accept(new NodeEvent.NodeExpected(node, nowNanos));
  }

  @FunctionalInterface
  private interface Rule {
    Decision of(NodeUsage node);
  }

  private static Decision onNode(State state, NodeId id, Rule rule) {
    Optional<NodeUsage> node = state.nodeTable().find(id);
    return node.isPresent() ? rule.of(node.get()) : unknown(state, id);
  }

  private static Decision unknown(State state, NodeId id) {
    if (state.nodeTable().expected(id).isPresent()) {
      return refused(
          Refusal.Code.CONFLICT,
          shown(id),
          "a node that is there",
          "It was requested and has not come yet.");
    }
    return refused(
        Refusal.Code.NOT_FOUND,
        shown(id),
        "a node that has joined",
        "'arkwright node list' shows them.");
  }

  private static Optional<Decision> text(String text) {
    return text.length() <= NodeCommand.TEXT_MAX
        ? Optional.empty()
        : Optional.of(
            refused(
                Refusal.Code.INVALID,
                text.length() + " characters of reason",
                "at most " + NodeCommand.TEXT_MAX,
                "Say it in fewer words."));
  }

  private static Optional<Decision> wait(Optional<Duration> within, String what) {
    return within
        .filter(Duration::isNegative)
        .map(past ->
            refused(
                Refusal.Code.INVALID,
                "a %s %d s ago".formatted(what, past.negated().toSeconds()),
                "a %s that is not past".formatted(what),
                "Give a time to come, or 0s for at once."));
  }

  private static String shortened(String reason) {
    return reason.substring(0, Math.min(reason.length(), NodeCommand.TEXT_MAX));
  }

  /** The node as users write it: without its site where that is home. */
  private static String shown(NodeId id) {
    return id.site().equals(NodeId.HOME) ? id.name() : id.toString();
  }

  /** Adds the duration to a time, saturating at the largest value. */
  private static long later(long nanos, Duration wait) {
    long most = Long.MAX_VALUE - nanos;
    return wait.compareTo(Duration.ofNanos(most)) > 0 ? Long.MAX_VALUE : nanos + wait.toNanos();
  }

  private static Decision accept(Event... events) {
    return new Decision.Accepted(List.of(events));
  }

  private static Decision refused(
      Refusal.Code code, String offending, String expected, String advice) {
    return new Decision.Refused(new Refusal(code, offending, expected, advice));
  }
}
