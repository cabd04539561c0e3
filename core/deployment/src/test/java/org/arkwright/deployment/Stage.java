package org.arkwright.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.arkwright.deployment.ReplicaStatus.Demand;
import org.arkwright.deployment.ReplicaStatus.Health;
import org.arkwright.kernel.Kernel;
import org.arkwright.kernel.invariant.Invariants;
import org.arkwright.kernel.rule.Decision;
import org.arkwright.kernel.state.ReplicaJobs;
import org.arkwright.kernel.state.State;
import org.arkwright.model.Command;
import org.arkwright.model.DeploymentCommand;
import org.arkwright.model.Event;
import org.arkwright.model.Plan;
import org.arkwright.model.Request;
import org.arkwright.model.deployment.DeploymentSpec;
import org.arkwright.model.deployment.ModelRuntime;
import org.arkwright.model.deployment.Probes;
import org.arkwright.model.deployment.Replicas;
import org.arkwright.model.deployment.Scaling;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.DeploymentName;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.PrincipalId;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.Attempt;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.JobState;
import org.arkwright.model.job.RankExit;
import org.arkwright.model.job.RankResources;
import org.arkwright.model.node.Allocation;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.node.RankPlacement;
import org.arkwright.model.node.TopologyPath;
import org.arkwright.model.unit.Bytes;

/**
 * A kernel with one large node, and a reconciler that can be discarded at any time as by a crash.
 * Jobs start at once; health and load are set by the test.
 */
final class Stage implements ReplicaStatus {
  static final DeploymentName NAME = new DeploymentName(ProjectName.DEFAULT, "echo");
  static final NodeId NODE = NodeId.atHome("node");

  final State state = new State();
  final Map<AttemptId, Health> health = new TreeMap<>();
  final Map<AttemptId, Integer> outstanding = new TreeMap<>();
  Demand demand = Demand.NONE;
  ReconcileResult result = new ReconcileResult(List.of(), new TreeMap<>(), new TreeMap<>(), false);
  long now = Duration.ofDays(1).toNanos();
  int liveMost;
  private Reconciler reconciler = new Reconciler(now);
  private long lastId;

  Stage() {
    join(NODE);
  }

  /** Adds a node like the first. */
  void join(NodeId node) {
    send(
        new Command.ReportNode(
            new NodeSpec(
                node,
                100_000,
                Bytes.ofGibibytes(64),
                List.of(),
                TopologyPath.UNKNOWN,
                new TreeMap<>(),
                List.of())));
  }

  static DeploymentSpec spec(int min, int max, String command) {
    return new DeploymentSpec(
        NAME,
        new DeploymentSpec.Serving(
            Optional.empty(), ModelRuntime.COMMAND, List.of(command), "echo"),
        new DeploymentSpec.ReplicaTemplate(
            DeploymentSpec.PRIORITY_DEFAULT, RankResources.DEFAULT, new TreeMap<>()),
        new Replicas(min, max),
        Scaling.DEFAULT,
        Probes.DEFAULT,
        DeploymentSpec.DRAIN_DEFAULT);
  }

  void deploy(DeploymentSpec spec) {
    send(new DeploymentCommand.SetDeployment(spec));
  }

  Decision send(Command command) {
    Decision decision = Kernel.decide(state, Request.of(command, new PrincipalId("ada")), ++now);
    if (decision instanceof Decision.Accepted(List<Event> events)) {
      events.forEach(event -> Kernel.apply(state, event));
    }
    assertThat(Invariants.violations(state)).isEmpty();
    return decision;
  }

  /** Runs one pass whose commands are carried out, each twice; then starts queued jobs. */
  void pass() {
    result = reconciler.reconcile(state, this, () -> new JobId(++lastId), now);
    for (Command command : result.commands()) {
      send(command);
      send(command);
    }
    liveMost = Math.max(liveMost, live().size());
    startQueued();
  }

  void passes(int times) {
    for (int i = 0; i < times; i++) {
      now += Duration.ofSeconds(1).toNanos();
      pass();
    }
  }

  /** Kills the process: everything in memory is lost. */
  void crash() {
    reconciler = new Reconciler(now);
  }

  List<Job> live() {
    return ReplicaJobs.live(state, NAME);
  }

  List<AttemptId> running() {
    List<AttemptId> running = new ArrayList<>();
    for (Job job : live()) {
      if (job.state() instanceof JobState.Running(Attempt attempt, _)) {
        running.add(attempt.id());
      }
    }
    return running;
  }

  void allReady() {
    running().forEach(attempt -> health.put(attempt, Health.READY));
  }

  List<AttemptId> routes() {
    return result.routes().getOrDefault(NAME, List.of());
  }

  /** Ends the ranks that were asked to stop. */
  void stopLeaving() {
    for (Job job : live()) {
      if (job.state() instanceof JobState.Stopping(Attempt attempt, _, _)) {
        send(new Command.ReportRankEnded(attempt.id(), 0, new RankExit.Stopped(false)));
      }
    }
  }

  private void startQueued() {
    for (Job job : live()) {
      if (job.state() instanceof JobState.Queued && !state.nodes().isEmpty()) {
        NodeId node = state.nodes().iterator().next().spec().id();
        Allocation place = new Allocation(List.of(new RankPlacement(0, node, List.of())));
        send(new Command.ApplyPlan(new Plan(List.of(new Plan.Start(job.id(), place)), List.of())));
        state
            .job(job.id())
            .flatMap(starting -> starting.state().liveAttempt())
            .ifPresent(attempt -> send(new Command.ReportRankStarted(attempt.id(), 0, 7)));
      }
    }
  }

  @Override
  public Health health(AttemptId attempt) {
    return health.getOrDefault(attempt, Health.UNKNOWN);
  }

  @Override
  public int outstanding(AttemptId attempt) {
    return outstanding.getOrDefault(attempt, 0);
  }

  @Override
  public Demand demand(DeploymentName deployment) {
    return demand;
  }
}
