package org.arkwright.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.stream.IntStream;
import org.arkwright.kernel.invariant.Invariants;
import org.arkwright.kernel.rule.Decision;
import org.arkwright.kernel.state.JobTransitions;
import org.arkwright.kernel.state.State;
import org.arkwright.model.Command;
import org.arkwright.model.Event;
import org.arkwright.model.Plan;
import org.arkwright.model.Refusal;
import org.arkwright.model.Request;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.PrincipalId;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.RankExit;
import org.arkwright.model.node.Allocation;
import org.arkwright.model.node.Device;
import org.arkwright.model.node.DeviceShare;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.node.RankPlacement;
import org.arkwright.model.node.TopologyPath;
import org.arkwright.model.unit.Bytes;

/**
 * A state under test with its clock and its journal. Every command is followed by a check of all
 * invariants, and {@link #replays} compares the state with a fresh fold of its journal.
 */
final class KernelScenario {
  static final PrincipalId ADA = new PrincipalId("ada");

  final State state = new State();
  final List<Event> journal = new ArrayList<>();

  /** The transitions taken so far, such as "Queued → Starting". */
  final SequencedSet<String> transitions = new LinkedHashSet<>();

  long now = 1_000_000_000L;
  private long lastId;

  /** Decides and applies a command of ada's; returns the decision. */
  Decision send(Command command) {
    return send(Request.of(command, ADA));
  }

  /** Decides and applies the request; returns the decision. */
  Decision send(Request request) {
    now += 1;
    Decision decision = Kernel.decide(state, request, now);
    if (decision instanceof Decision.Accepted(List<Event> events)) {
      events.forEach(this::apply);
    }
    assertThat(Invariants.violations(state)).as(() -> "after " + request).isEmpty();
    return decision;
  }

  /** The events of a command that must be accepted. */
  List<Event> events(Command command) {
    return events(Request.of(command, ADA));
  }

  /** The events of a request that must be accepted. */
  List<Event> events(Request request) {
    Decision decision = send(request);
    assertThat(decision).isInstanceOf(Decision.Accepted.class);
    return ((Decision.Accepted) decision).events();
  }

  Refusal refusal(Command command) {
    Decision decision = send(command);
    assertThat(decision).isInstanceOf(Decision.Refused.class);
    return ((Decision.Refused) decision).refusal();
  }

  void pass(Duration time) {
    now += time.toNanos();
  }

  /** Adds a live node with the given cores and devices, and 64 GiB of memory. */
  KernelScenario node(String name, int cores, String kind, int devices) {
    send(new Command.ReportNode(nodeSpec(name, cores, kind, devices)));
    return this;
  }

  static NodeSpec nodeSpec(String name, int cores, String kind, int devices) {
    List<Device> list = IntStream.range(0, devices).mapToObj(index -> device(index, kind)).toList();
    return new NodeSpec(
        NodeId.atHome(name),
        cores * 1000L,
        Bytes.ofGibibytes(64),
        list,
        TopologyPath.UNKNOWN,
        Collections.emptySortedMap(),
        List.of());
  }

  private static Device device(int index, String kind) {
    Optional<String> unknown = Optional.empty();
    return new Device(index, kind, "nvidia", Bytes.ofGibibytes(80), unknown, unknown, unknown);
  }

  JobId submit(JobBuilder job) {
    JobId id = newId();
    events(new Command.SubmitJob(id, job.build()));
    return id;
  }

  JobId newId() {
    return new JobId(++lastId);
  }

  /** Starts the job with its ranks on these nodes, each on the whole devices numbered from 0. */
  AttemptId start(JobId job, String... nodes) {
    events(new Command.ApplyPlan(new Plan(List.of(entry(job, nodes)), List.of())));
    return live(job);
  }

  /** One entry of a plan: the ranks on the given nodes, each with the first devices of its node. */
  Plan.Start entry(JobId job, String... nodes) {
    JobSpec spec = job(job).spec();
    List<DeviceShare> shares =
        spec.gang()
            .resources()
            .devices()
            .map(request ->
                IntStream.range(0, request.count())
                    .mapToObj(index -> new DeviceShare(index, request.share()))
                    .toList())
            .orElse(List.of());
    List<RankPlacement> ranks = new ArrayList<>();
    for (String node : nodes) {
      ranks.add(new RankPlacement(ranks.size(), node(node), shares));
    }
    return new Plan.Start(job, new Allocation(ranks));
  }

  List<Event> preempt(AttemptId victim, JobId by) {
    Plan plan = new Plan(List.of(), List.of(new Plan.Preempt(victim, by)));
    return events(new Command.ApplyPlan(plan));
  }

  List<Event> started(AttemptId attempt, int rank) {
    return events(new Command.ReportRankStarted(attempt, rank, 100 + rank));
  }

  List<Event> ended(AttemptId attempt, int rank, int code) {
    return ended(attempt, rank, new RankExit.Exited(code));
  }

  List<Event> ended(AttemptId attempt, int rank, RankExit exit) {
    return events(new Command.ReportRankEnded(attempt, rank, exit));
  }

  List<Event> cancel(JobId job) {
    return events(new Command.CancelJob(job));
  }

  List<Event> lose(String node) {
    return events(new Command.LoseNode(NodeId.atHome(node)));
  }

  List<Event> tick() {
    return events(new Command.Tick());
  }

  Job job(JobId id) {
    return state.job(id).orElseThrow();
  }

  AttemptId live(JobId id) {
    return job(id).state().liveAttempt().orElseThrow().id();
  }

  /** Folds the journal again, in one go and through an image taken in its middle. */
  void replays() {
    State whole = new State();
    journal.forEach(event -> Kernel.apply(whole, event));
    assertThat(whole.image()).isEqualTo(state.image());
    State half = new State();
    int middle = journal.size() / 2;
    journal.subList(0, middle).forEach(event -> Kernel.apply(half, event));
    State resumed = State.from(half.image());
    journal.subList(middle, journal.size()).forEach(event -> Kernel.apply(resumed, event));
    assertThat(resumed.image()).isEqualTo(state.image());
    assertThat(Invariants.violations(resumed)).isEmpty();
  }

  private void apply(Event event) {
    note(event);
    Kernel.apply(state, event);
    journal.add(event);
  }

  private void note(Event event) {
    if (event instanceof Event.JobSubmitted) {
      transitions.add("New → Queued");
    }
    if (event instanceof Event.OfJob next) {
      state.job(next.job()).ifPresent(job -> note(job, next));
    }
  }

  private void note(Job job, Event.OfJob event) {
    boolean moves = !(event instanceof Event.RankStarted || event instanceof Event.RankEnded);
    if (moves) {
      transitions.add(
          job.state().getClass().getSimpleName()
              + " → "
              + JobTransitions.next(job, event).state().getClass().getSimpleName());
    }
  }

  /** Parses {@code SITE/NAME}, or the bare name of a node at home. */
  static NodeId node(String node) {
    return NodeId.parse(node).orElseGet(() -> NodeId.atHome(node));
  }
}
