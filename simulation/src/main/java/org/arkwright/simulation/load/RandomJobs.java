package org.arkwright.simulation.load;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.arkwright.model.job.DeviceRequest;
import org.arkwright.model.job.Flexibility;
import org.arkwright.model.job.Isolation;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.RankResources;
import org.arkwright.model.job.RestartPolicy;
import org.arkwright.model.job.Topology;
import org.arkwright.model.job.Work;
import org.arkwright.model.unit.Bytes;
import org.arkwright.model.unit.Share;
import org.arkwright.simulation.time.SeededRandom;

/** Random jobs: most are small and possible, some are large, some can never run. */
final class RandomJobs {
  private RandomJobs() {}

  static JobSpec job(int number, SeededRandom random) {
    // Some names recur, and are refused while the earlier job is live.
    String name = "job-" + (random.permille(50) ? number / 2 : number);
    Optional<Instant> deadline =
        random.permille(200) ? Optional.of(RandomEnergySites.deadline(random)) : Optional.empty();
    return new JobSpec(
        name,
        random.pick(RandomFleets.PROJECTS),
        new TreeMap<>(),
        new JobSpec.Gang(
            random.permille(500) ? 1 : random.between(2, 6),
            resources(random),
            random.pick(List.of(Topology.ANY, Topology.ANY, Topology.SAME_NODE, Topology.SPREAD))),
        new JobSpec.Execution(
            new Work.Command(List.of("true")),
            new TreeMap<>(),
            Optional.empty(),
            random.permille(150) ? Isolation.SANDBOX : Isolation.PROCESS,
            new RestartPolicy(random.between(0, 3), seconds(random, 0, 10), random.permille(800)),
            random.permille(400) ? Optional.of(seconds(random, 10, 60)) : Optional.empty(),
            seconds(random, 0, 10)),
        new JobSpec.Scheduling(
            random.pick(List.of(0, 0, 0, 10, -10, 100)),
            random.permille(600),
            random.permille(500),
            random.permille(300) ? Optional.of(seconds(random, 5, 90)) : Optional.empty(),
            deadline,
            flexibility(random)),
        Optional.empty());
  }

  private static Optional<Flexibility> flexibility(SeededRandom random) {
    boolean interruptible = random.permille(600);
    return random.permille(300)
        ? Optional.of(
            new Flexibility(
                true, interruptible, interruptible ? seconds(random, 0, 20) : Duration.ZERO))
        : Optional.empty();
  }

  private static RankResources resources(SeededRandom random) {
    return new RankResources(
        random.pick(List.of(0L, 500L, 1000L, 1000L, 2000L, 4000L)),
        random.permille(500) ? Bytes.ZERO : Bytes.ofGibibytes(random.between(1, 8)),
        random.permille(400) ? Optional.of(devices(random)) : Optional.empty());
  }

  private static DeviceRequest devices(SeededRandom random) {
    boolean shared = random.permille(400);
    return new DeviceRequest(
        random.permille(500) ? Optional.of(random.pick(RandomFleets.KINDS)) : Optional.empty(),
        random.permille(200) ? Bytes.ofGibibytes(40) : Bytes.ZERO,
        shared ? 1 : random.pick(List.of(1, 1, 2, 4)),
        shared ? new Share(random.pick(List.of(100, 250, 500, 700))) : Share.WHOLE);
  }

  private static Duration seconds(SeededRandom random, int low, int high) {
    return Duration.ofSeconds(random.between(low, high));
  }
}
