package org.arkwright.engine;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.arkwright.model.Allocation;
import org.arkwright.model.AttemptId;
import org.arkwright.model.Isolation;
import org.arkwright.model.JobId;
import org.arkwright.model.JobSpec;
import org.arkwright.model.NodeId;
import org.arkwright.model.ProjectName;
import org.arkwright.model.RankPlacement;
import org.arkwright.model.RankResources;
import org.arkwright.model.RestartPolicy;
import org.arkwright.model.Topology;
import org.arkwright.model.Work;

/** Builds launches: {@code Gang.running("sh", "-c", "exit 3").ranks(2).on(node)}. */
public final class Gang {
  private static final AtomicInteger COUNT = new AtomicInteger();

  private final Work work;
  private final TreeMap<String, String> env = new TreeMap<>();
  private final TreeSet<Integer> started = new TreeSet<>();
  private int ranks = 1;
  private Isolation isolation = Isolation.PROCESS;
  private Optional<String> directory = Optional.empty();

  private Gang(Work work) {
    this.work = work;
  }

  public static Gang running(String... argv) {
    return new Gang(new Work.Command(List.of(argv)));
  }

  public static Gang script(String text) {
    return new Gang(new Work.Script(text));
  }

  public Gang ranks(int count) {
    ranks = count;
    return this;
  }

  public Gang env(String name, String value) {
    env.put(name, value);
    return this;
  }

  public Gang in(String workingDirectory) {
    directory = Optional.of(workingDirectory);
    return this;
  }

  public Gang sandboxed() {
    isolation = Isolation.SANDBOX;
    return this;
  }

  public Gang alreadyStarted(int rank) {
    started.add(rank);
    return this;
  }

  public Launch on(NodeId node) {
    int number = COUNT.incrementAndGet();
    JobSpec spec =
        new JobSpec(
            "job-" + number,
            ProjectName.DEFAULT,
            0,
            ranks,
            RankResources.DEFAULT,
            Topology.ANY,
            work,
            env,
            directory,
            Optional.empty(),
            RestartPolicy.NEVER,
            Duration.ofSeconds(5),
            new TreeMap<>(),
            Optional.empty(),
            Optional.empty(),
            true,
            isolation);
    List<RankPlacement> placements =
        IntStream.range(0, ranks)
            .mapToObj(rank -> new RankPlacement(rank, node, List.of()))
            .toList();
    return new Launch(
        new AttemptId(JobId.of(1_700_000_000_000L, number), 1),
        spec,
        new Allocation(placements),
        started,
        new TreeMap<>());
  }
}
