package org.arkwright.kernel;

import static org.arkwright.kernel.JobBuilder.aJob;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.arkwright.kernel.state.State;
import org.arkwright.model.Command;
import org.arkwright.model.IdempotencyKey;
import org.arkwright.model.NodeCommand;
import org.arkwright.model.PipelineCommand;
import org.arkwright.model.Plan;
import org.arkwright.model.Request;
import org.arkwright.model.UsageCommand;
import org.arkwright.model.access.Quota;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.PipelineId;
import org.arkwright.model.id.PrincipalId;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.RankExit;
import org.arkwright.model.job.Topology;
import org.arkwright.model.node.Allocation;
import org.arkwright.model.node.DeviceShare;
import org.arkwright.model.node.RankPlacement;
import org.arkwright.model.pipeline.PipelineSpec;
import org.arkwright.model.pipeline.PipelineStep;
import org.arkwright.model.site.EnergySeries;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.model.unit.Bytes;
import org.arkwright.model.unit.Resources;
import org.arkwright.model.unit.Share;

/**
 * A source of random commands: many make sense, some are late, repeated or foreign, some are
 * absurd.
 */
final class RandomCommands {
  private static final String[] KINDS = {"h100", "l40"};
  private static final List<Topology> TOPOLOGIES = List.of(Topology.values());
  private static final List<PrincipalId> AUTHORS =
      List.of(
          new PrincipalId("bob"),
          PrincipalId.SERVER,
          PrincipalId.of(new AttemptId(new JobId(1), 1)));

  private final SplittableRandom random;
  private final List<Request> sent = new ArrayList<>();
  private final List<AttemptId> attempts = new ArrayList<>();
  private long lastId;
  private long lastPipeline;

  RandomCommands(long seed) {
    random = new SplittableRandom(seed);
  }

  /** A pause, mostly negligible, sometimes long enough for timeouts and backoffs. */
  Duration pause() {
    return random.nextInt(10) == 0 ? Duration.ofSeconds(random.nextInt(40)) : Duration.ofMillis(1);
  }

  Request next(State state) {
    state.running().forEach(job -> remember(job));
    boolean repeat = !sent.isEmpty() && random.nextInt(12) == 0;
    Request request =
        repeat
            ? sent.get(random.nextInt(sent.size()))
            : Request.of(fresh(state), AUTHORS.get(random.nextInt(AUTHORS.size()))).keyed(key());
    sent.add(request);
    return request;
  }

  private void remember(Job job) {
    AttemptId id = job.state().liveAttempt().orElseThrow().id();
    if (!attempts.contains(id)) {
      attempts.add(id);
    }
  }

  private Command fresh(State state) {
    return switch (random.nextInt(29)) {
      case 0, 1, 2, 3 -> submit();
      case 4 -> new Command.CancelJob(someJob());
      case 5 -> quota();
      case 6 ->
          new Command.ReportNode(
              KernelScenario.nodeSpec(
                  nodeName(), random.nextInt(10), KINDS[random.nextInt(2)], random.nextInt(5)));
      case 7 ->
          new Command.LoseNode(
              NodeId.atHome(nodeName()),
              random.nextBoolean() ? new TreeSet<>() : new TreeSet<>(List.of(someAttempt())));
      case 8, 9, 10, 11 -> new Command.ApplyPlan(plan(state));
      case 12, 13, 14 -> new Command.ReportRankStarted(someAttempt(), random.nextInt(-1, 4), 42);
      case 15, 16, 17, 18 ->
          new Command.ReportRankEnded(someAttempt(), random.nextInt(-1, 4), exit())
              .endedAgo(random.nextLong(-9, 99));
      case 19 ->
          new UsageCommand.RecordUsage("s" + random.nextInt(2), random.nextInt(40), List.of());
      case 20 -> envelope();
      case 21 ->
          new Command.SetEnergySeries(
              new EnergySeries(
                  EnergySeries.Kind.CARBON,
                  0,
                  EnergySeries.SLOT_NANOS_MIN,
                  List.of(random.nextLong(9))));
      case 22 -> pipeline();
      case 23 -> new PipelineCommand.CancelPipeline(somePipeline());
      case 24, 25 -> new PipelineCommand.AdvancePipelines();
      case 26 -> nodeCommand(NodeId.atHome(nodeName()));
      default -> new Command.Tick();
    };
  }

  /** Steps that need some of the others, now and then in a circle. */
  private Command pipeline() {
    String name = "pipeline-" + random.nextInt(4);
    ProjectName project = new ProjectName("p" + random.nextInt(3));
    int size = 1 + random.nextInt(5);
    List<PipelineStep> steps = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      JobBuilder job = aJob(name + "-s" + i).in(project.value()).makes("out", "dataset/d" + i);
      TreeSet<String> after = new TreeSet<>();
      if (i > 0 && random.nextBoolean()) {
        job.reads("in", "dataset/d" + random.nextInt(i));
      }
      if (random.nextInt(3) == 0) {
        after.add("s" + random.nextInt(random.nextInt(30) == 0 ? size + 1 : Math.max(1, i)));
      }
      after.remove("s" + i);
      steps.add(new PipelineStep("s" + i, job.build(), after));
    }
    return new PipelineCommand.SubmitPipeline(
        new PipelineId(random.nextInt(20) == 0 ? lastPipeline : ++lastPipeline),
        new PipelineSpec(name, project, steps));
  }

  private PipelineId somePipeline() {
    return new PipelineId(random.nextLong(lastPipeline + 2));
  }

  private Command nodeCommand(NodeId node) {
    Optional<Duration> within =
        random.nextBoolean()
            ? Optional.empty()
            : Optional.of(Duration.ofSeconds(random.nextInt(-2, 40)));
    return switch (random.nextInt(8)) {
      case 0 -> new NodeCommand.Cordon(node, random.nextBoolean() ? "" : "dusty");
      case 1, 2 -> new NodeCommand.Drain(node, "", within);
      case 3 -> new NodeCommand.Remove(node);
      case 4 -> new NodeCommand.Expect(node, "on order", within);
      case 5 ->
          new Command.ReportNodeDrain(
              node, random.nextBoolean() ? Optional.of("by its site") : Optional.empty());
      default -> new NodeCommand.Uncordon(node);
    };
  }

  private Command envelope() {
    Optional<BigDecimal> kilowatts =
        random.nextInt(4) == 0
            ? Optional.empty()
            : Optional.of(BigDecimal.valueOf(random.nextInt(9)));
    return new UsageCommand.SetSite(
        SiteSettings.DEFAULT.withEnvelope(kilowatts).withMaxLosses(random.nextInt(3)));
  }

  private Command submit() {
    JobBuilder job =
        aJob("job-" + random.nextInt(30))
            .in("p" + random.nextInt(3))
            .priority(random.nextInt(3))
            .ranks(1 + random.nextInt(3))
            .cpuMillis(size(4000))
            .memory(size(Bytes.ofGibibytes(20).value()))
            .topology(TOPOLOGIES.get(random.nextInt(TOPOLOGIES.size())))
            .restarts(random.nextInt(3), Duration.ofSeconds(random.nextInt(10)));
    switch (random.nextInt(4)) {
      case 0 -> job.devices(KINDS[random.nextInt(2)], 1 + random.nextInt(3));
      case 1 -> job.share(1 + random.nextInt(1000));
      default -> {}
    }
    switch (random.nextInt(4)) {
      case 0, 1 -> job.preemptible();
      case 2 -> job.preemptibleByDefault();
      default -> {}
    }
    switch (random.nextInt(6)) {
      case 0 -> job.interruptible();
      case 1 -> job.deferrable();
      default -> {}
    }
    if (random.nextInt(4) == 0) {
      job.neverAgain();
    }
    if (random.nextInt(3) == 0) {
      job.timeout(Duration.ofSeconds(random.nextInt(8) == 0 ? Long.MAX_VALUE : random.nextInt(60)));
    }
    JobId id = random.nextInt(20) == 0 ? someJob() : new JobId(++lastId);
    return new Command.SubmitJob(id, job.build());
  }

  private Optional<IdempotencyKey> key() {
    return random.nextInt(4) == 0
        ? Optional.of(IdempotencyKey.of("key-" + random.nextInt(20)))
        : Optional.empty();
  }

  private Command quota() {
    Optional<String> cohort =
        random.nextInt(3) == 0 ? Optional.empty() : Optional.of("c" + random.nextInt(2));
    return new Command.SetQuota(
        new Quota(
            new ProjectName("p" + random.nextInt(3)), cohort, amount(), amount(), amount(), 1));
  }

  private Resources amount() {
    return new Resources(limit(20_000), limit(Bytes.ofGibibytes(90).value()), limit(6000));
  }

  private long limit(long usual) {
    return random.nextInt(4) == 0 ? Resources.UNLIMITED_AMOUNT : random.nextLong(usual);
  }

  private long size(long usual) {
    return random.nextInt(30) == 0
        ? Long.MAX_VALUE - random.nextInt(2)
        : random.nextInt(5) == 0 ? 0 : random.nextLong(usual);
  }

  private Plan plan(State state) {
    List<Job> jobs = List.copyOf(state.jobs());
    List<Plan.Start> starts = new ArrayList<>();
    List<Plan.Preempt> preempts = new ArrayList<>();
    for (int i = 0; i < 6 && !jobs.isEmpty(); i++) {
      Job job = jobs.get(random.nextInt(jobs.size()));
      starts.add(new Plan.Start(job.id(), allocation(job)));
      preempts.add(new Plan.Preempt(someAttempt(), job.id()));
    }
    return new Plan(starts, random.nextInt(3) == 0 ? preempts : List.of());
  }

  private Allocation allocation(Job job) {
    int ranks = random.nextInt(10) == 0 ? random.nextInt(4) : job.spec().gang().ranks();
    String home = nodeName();
    List<RankPlacement> placements = new ArrayList<>();
    for (int rank = 0; rank < ranks; rank++) {
      String node = random.nextBoolean() ? home : nodeName();
      List<DeviceShare> shares = new ArrayList<>();
      job.spec()
          .gang()
          .resources()
          .devices()
          .ifPresent(request -> {
            for (int i = 0; i < request.count(); i++) {
              Share share = random.nextInt(12) == 0 ? Share.WHOLE : request.share();
              shares.add(new DeviceShare(random.nextInt(-1, 5), share));
            }
          });
      placements.add(new RankPlacement(rank, NodeId.atHome(node), shares));
    }
    return new Allocation(placements);
  }

  private RankExit exit() {
    return switch (random.nextInt(9)) {
      case 6 -> new RankExit.Lost("gone");
      case 7 -> new RankExit.NeverRan("gone before");
      case 8 -> new RankExit.OutputRefused("empty");
      case 0 -> new RankExit.Exited(1);
      case 1 -> new RankExit.Stopped(random.nextBoolean());
      case 2 -> new RankExit.OutOfMemory(Bytes.ofMebibytes(1));
      default -> new RankExit.Exited(0);
    };
  }

  private JobId someJob() {
    return new JobId(random.nextLong(lastId + 2));
  }

  private AttemptId someAttempt() {
    if (attempts.isEmpty() || random.nextInt(15) == 0) {
      return new AttemptId(someJob(), 1 + random.nextInt(3));
    }
    // Mostly the latest ones, which are likely to be live.
    int back = Math.min(attempts.size(), random.nextBoolean() ? 6 : 60);
    return attempts.get(attempts.size() - 1 - random.nextInt(back));
  }

  private String nodeName() {
    return "n" + random.nextInt(4);
  }
}
