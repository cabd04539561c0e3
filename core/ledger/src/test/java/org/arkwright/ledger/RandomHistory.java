package org.arkwright.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.arkwright.model.Event;
import org.arkwright.model.UsageEvent;
import org.arkwright.model.deployment.ReplicaOf;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.DeploymentName;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.Isolation;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.RankExit;
import org.arkwright.model.job.RankResources;
import org.arkwright.model.job.RankUsage;
import org.arkwright.model.job.RestartPolicy;
import org.arkwright.model.job.StopCause;
import org.arkwright.model.job.Topology;
import org.arkwright.model.job.Work;
import org.arkwright.model.node.Allocation;
import org.arkwright.model.node.Device;
import org.arkwright.model.node.DeviceShare;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.node.RankPlacement;
import org.arkwright.model.node.TopologyPath;
import org.arkwright.model.site.EnergySeries;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.model.unit.Bytes;
import org.arkwright.model.unit.Joules;
import org.arkwright.model.unit.Share;
import org.arkwright.model.usage.Meter;
import org.arkwright.model.usage.Quantity;
import org.arkwright.model.usage.UsageRecord;
import org.arkwright.model.usage.Workload;

/** Random but valid events of a site over several days. */
final class RandomHistory {
  static final int RANK_CPU_MILLIS = 700;

  /** Shortly before midnight, so that days change. */
  static final long START = 1_795_564_790_000_000_000L;

  private final SplittableRandom random;
  private final TreeMap<JobId, AttemptId> running = new TreeMap<>();
  private final Map<JobId, JobSpec> queued = new TreeMap<>();
  private final Map<AttemptId, Integer> ranks = new TreeMap<>();
  private final Map<AttemptId, Long> starts = new TreeMap<>();
  private final List<Event> events = new ArrayList<>();
  private long now = START;
  private final TreeSet<NodeId> live = new TreeSet<>();
  private int sequence;

  RandomHistory(long seed) {
    random = new SplittableRandom(seed);
  }

  List<Event> events(int count) {
    join(0);
    join(1);
    while (events.size() < count) {
      now += random.nextInt(5) == 0 ? random.nextLong(50_000_000_000_000L) : random.nextInt(9);
      step();
    }
    return events;
  }

  private void step() {
    switch (random.nextInt(10)) {
      case 0, 1 -> submit();
      case 2, 3, 4 -> start();
      case 5, 6 -> end();
      case 7 -> {
        if (random.nextBoolean()) {
          join(random.nextInt(3));
        } else {
          NodeId lost = node(random.nextInt(3));
          if (live.remove(lost)) {
            events.add(new Event.NodeLost(lost, now));
          }
        }
      }
      case 8 -> {
        if (random.nextBoolean()) {
          tokens();
        } else {
          energySeries();
        }
      }
      default -> prices();
    }
  }

  private void submit() {
    JobId id = JobId.of(1_795_564_790_000L, ++sequence);
    JobSpec spec = spec("job-" + random.nextInt(5), "p" + random.nextInt(3));
    queued.put(id, spec);
    events.add(new Event.JobSubmitted(id, spec, "u" + random.nextInt(2), Optional.empty(), now));
  }

  private void start() {
    if (queued.isEmpty() || live.isEmpty()) {
      return;
    }
    JobId id = queued.keySet().iterator().next();
    queued.remove(id);
    AttemptId attempt = new AttemptId(id, 1);
    List<RankPlacement> placed = new ArrayList<>();
    int count = 1 + random.nextInt(3);
    for (int rank = 0; rank < count; rank++) {
      List<DeviceShare> devices =
          random.nextBoolean()
              ? List.of()
              : List.of(new DeviceShare(0, new Share(1 + random.nextInt(300))));
      placed.add(new RankPlacement(rank, anyLive(), devices));
    }
    running.put(id, attempt);
    ranks.put(attempt, count);
    starts.put(attempt, now);
    events.add(new Event.AttemptStarted(attempt, new Allocation(placed), now));
  }

  private Optional<RankUsage> usage() {
    return random.nextBoolean()
        ? Optional.empty()
        : Optional.of(
            new RankUsage(
                random.nextLong(3_600_000_000_000L),
                Optional.of(Joules.ofMicrojoules(random.nextLong(1_000_000)))
                    .filter(_ -> random.nextBoolean()),
                Optional.empty()));
  }

  private void end() {
    if (running.isEmpty()) {
      return;
    }
    JobId id = running.firstKey();
    AttemptId attempt = running.remove(id);
    for (int rank = 0; rank < ranks.get(attempt); rank++) {
      Optional<Long> gone =
          random.nextBoolean()
              ? Optional.empty()
              : Optional.of(random.nextLong(starts.get(attempt), now + 1));
      events.add(new Event.RankEnded(attempt, rank, new RankExit.Exited(0), usage(), gone, now));
    }
    events.add(
        switch (random.nextInt(3)) {
          case 0 -> new Event.JobSucceeded(id, now);
          case 1 ->
              new Event.JobFailed(id, new StopCause.TimedOut(java.time.Duration.ofHours(1)), now);
          default -> new Event.JobCancelled(id, "u", now);
        });
  }

  private void tokens() {
    UsageRecord record =
        new UsageRecord(
            new ProjectName("p" + random.nextInt(3)),
            "key-1",
            new Workload(Workload.Kind.DEPLOYMENT, "chat"),
            now,
            now,
            List.of(Quantity.measured(Meter.TOKENS_OUT, random.nextInt(5000))));
    events.add(new UsageEvent.UsageRecorded("gateway", ++sequence, List.of(record), now));
  }

  private void energySeries() {
    List<Long> values = new ArrayList<>();
    for (int i = random.nextInt(1, 60); i > 0; i--) {
      values.add(random.nextLong(1_000_000));
    }
    EnergySeries.Kind kind =
        random.nextBoolean() ? EnergySeries.Kind.TARIFF : EnergySeries.Kind.CARBON;
    events.add(
        new Event.EnergySeriesSet(
            new EnergySeries(kind, now - random.nextLong(9), 1_800_000_000_000L, values), now));
  }

  private void prices() {
    SiteSettings usual = SiteSettings.DEFAULT;
    events.add(
        new UsageEvent.SiteSet(
            new SiteSettings(
                usual.currency(),
                usual.prices(),
                java.math.BigDecimal.valueOf(100 + random.nextInt(90), 2),
                usual.carbonPerKilowattHour(),
                usual.power(),
                usual.policies()),
            now));
  }

  private void join(int number) {
    List<Device> devices = new ArrayList<>();
    int count = random.nextInt(3);
    for (int i = 0; i < count; i++) {
      devices.add(
          new Device(
              i,
              i == 0 ? "h100" : "l4",
              "nvidia",
              Bytes.ofGibibytes(80),
              Optional.empty(),
              Optional.empty(),
              Optional.empty()));
    }
    live.add(node(number));
    events.add(
        new Event.NodeJoined(
            new NodeSpec(
                node(number),
                1000L * random.nextInt(64),
                Bytes.ofGibibytes(random.nextInt(64)),
                devices,
                new TopologyPath("b", "r"),
                new TreeMap<>(),
                List.of()),
            now));
  }

  private NodeId anyLive() {
    return List.copyOf(live).get(random.nextInt(live.size()));
  }

  private static NodeId node(int number) {
    return NodeId.atHome("n" + number);
  }

  /** The job of a replica of a deployment. */
  static JobSpec replica(DeploymentName deployment) {
    ReplicaOf replica = new ReplicaOf(deployment, 1, 1);
    JobSpec spec = spec(replica.jobName(), deployment.project().value());
    return new JobSpec(
        spec.name(),
        spec.project(),
        replica.labels(),
        spec.gang(),
        spec.execution(),
        spec.scheduling(),
        spec.artifacts());
  }

  static JobSpec spec(String name, String project) {
    return new JobSpec(
        name,
        new ProjectName(project),
        new TreeMap<>(),
        new JobSpec.Gang(
            1,
            new RankResources(RANK_CPU_MILLIS, Bytes.ofGibibytes(1), Optional.empty()),
            Topology.ANY),
        new JobSpec.Execution(
            new Work.Command(List.of("true")),
            new TreeMap<>(),
            Optional.empty(),
            Isolation.PROCESS,
            RestartPolicy.DEFAULT,
            Optional.empty(),
            JobSpec.GRACE_DEFAULT),
        new JobSpec.Scheduling(0, true, Optional.empty(), Optional.empty(), Optional.empty()),
        Optional.empty());
  }
}
