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

  static JobSpec job(int number, SeededRandom dice) {
    // A name comes back now and then, and is refused while its last bearer lives.
    String name = "job-" + (dice.permille(50) ? number / 2 : number);
    Optional<Instant> deadline =
        dice.permille(200) ? Optional.of(RandomEnergySites.deadline(dice)) : Optional.empty();
    return new JobSpec(
        name,
        dice.pick(RandomFleets.PROJECTS),
        new TreeMap<>(),
        new JobSpec.Gang(
            dice.permille(500) ? 1 : dice.between(2, 6),
            resources(dice),
            dice.pick(List.of(Topology.ANY, Topology.ANY, Topology.SAME_NODE, Topology.SPREAD))),
        new JobSpec.Execution(
            new Work.Command(List.of("true")),
            new TreeMap<>(),
            Optional.empty(),
            Isolation.PROCESS,
            new RestartPolicy(dice.between(0, 3), seconds(dice, 0, 10)),
            dice.permille(400) ? Optional.of(seconds(dice, 10, 60)) : Optional.empty(),
            seconds(dice, 0, 10)),
        new JobSpec.Scheduling(
            dice.pick(List.of(0, 0, 0, 10, -10, 100)),
            dice.permille(600),
            dice.permille(300) ? Optional.of(seconds(dice, 5, 90)) : Optional.empty(),
            deadline,
            flexibility(dice)),
        Optional.empty());
  }

  private static Optional<Flexibility> flexibility(SeededRandom dice) {
    boolean interruptible = dice.permille(600);
    return dice.permille(300)
        ? Optional.of(
            new Flexibility(
                true, interruptible, interruptible ? seconds(dice, 0, 20) : Duration.ZERO))
        : Optional.empty();
  }

  private static RankResources resources(SeededRandom dice) {
    return new RankResources(
        dice.pick(List.of(0L, 500L, 1000L, 1000L, 2000L, 4000L)),
        dice.permille(500) ? Bytes.ZERO : Bytes.ofGibibytes(dice.between(1, 8)),
        dice.permille(400) ? Optional.of(devices(dice)) : Optional.empty());
  }

  private static DeviceRequest devices(SeededRandom dice) {
    boolean shared = dice.permille(400);
    return new DeviceRequest(
        dice.permille(500) ? Optional.of(dice.pick(RandomFleets.KINDS)) : Optional.empty(),
        dice.permille(200) ? Bytes.ofGibibytes(40) : Bytes.ZERO,
        shared ? 1 : dice.pick(List.of(1, 1, 2, 4)),
        shared ? new Share(dice.pick(List.of(100, 250, 500, 700))) : Share.WHOLE);
  }

  private static Duration seconds(SeededRandom dice, int low, int high) {
    return Duration.ofSeconds(dice.between(low, high));
  }
}
