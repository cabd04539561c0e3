package org.arkwright.engine;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.arkwright.model.artifact.ArtifactKind;
import org.arkwright.model.artifact.ArtifactName;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.Isolation;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.Mounts;
import org.arkwright.model.job.RankResources;
import org.arkwright.model.job.RestartPolicy;
import org.arkwright.model.job.Topology;
import org.arkwright.model.job.Work;
import org.arkwright.model.node.Allocation;
import org.arkwright.model.node.RankPlacement;

/** A builder of launches: {@code TestGang.running("sh", "-c", "exit 3").ranks(2).on(node)}. */
public final class TestGang {
  private static final AtomicInteger COUNT = new AtomicInteger();

  private final Work work;
  private final TreeMap<String, String> env = new TreeMap<>();
  private final TreeSet<Integer> started = new TreeSet<>();
  private final TreeMap<String, ArtifactName> outputs = new TreeMap<>();
  private int ranks = 1;
  private Isolation isolation = Isolation.PROCESS;
  private Optional<String> directory = Optional.empty();

  private TestGang(Work work) {
    this.work = work;
  }

  public static TestGang running(String... argv) {
    return new TestGang(new Work.Command(List.of(argv)));
  }

  public static TestGang script(String text) {
    return new TestGang(new Work.Script(text));
  }

  public TestGang ranks(int count) {
    ranks = count;
    return this;
  }

  public TestGang env(String name, String value) {
    env.put(name, value);
    return this;
  }

  public TestGang in(String workingDirectory) {
    directory = Optional.of(workingDirectory);
    return this;
  }

  public TestGang sandboxed() {
    isolation = Isolation.SANDBOX;
    return this;
  }

  /** Adds an output, which becomes a model of that name. */
  public TestGang output(String name) {
    outputs.put(name, new ArtifactName(ArtifactKind.MODEL, name));
    return this;
  }

  public TestGang alreadyStarted(int rank) {
    started.add(rank);
    return this;
  }

  /** Returns a launch with all ranks on a node, or with one rank on each of several, in order. */
  public Launch on(NodeId... nodes) {
    if (nodes.length > 1) {
      ranks = nodes.length;
    }
    int number = COUNT.incrementAndGet();
    JobSpec spec =
        new JobSpec(
            "job-" + number,
            ProjectName.DEFAULT,
            new TreeMap<>(),
            new JobSpec.Gang(ranks, RankResources.DEFAULT, Topology.ANY),
            new JobSpec.Execution(
                work,
                env,
                directory,
                isolation,
                RestartPolicy.DEFAULT,
                Optional.empty(),
                Duration.ofSeconds(5)),
            new JobSpec.Scheduling(0, true, Optional.empty(), Optional.empty(), Optional.empty()),
            Optional.of(new Mounts(new TreeMap<>(), outputs)).filter(it -> !outputs.isEmpty()));
    List<RankPlacement> placements =
        IntStream.range(0, ranks)
            .mapToObj(rank -> new RankPlacement(rank, nodes[rank % nodes.length], List.of()))
            .toList();
    return new Launch(
        new AttemptId(JobId.of(1_700_000_000_000L, number), 1),
        spec,
        new Allocation(placements),
        started,
        new TreeMap<>());
  }
}
