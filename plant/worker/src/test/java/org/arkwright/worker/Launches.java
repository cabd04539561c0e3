package org.arkwright.worker;

import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.Isolation;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.RankResources;
import org.arkwright.model.job.RestartPolicy;
import org.arkwright.model.job.Topology;
import org.arkwright.model.job.Work;
import org.arkwright.model.node.DeviceShare;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.node.RankPlacement;
import org.arkwright.model.node.TopologyPath;
import org.arkwright.model.unit.Bytes;
import org.arkwright.protocol.Meeting;
import org.arkwright.protocol.Order;

/** Launch orders for tests. */
public final class Launches {
  /** The node of every launch, bare. */
  public static final NodeSpec NODE =
      new NodeSpec(
          NodeId.atHome("here"),
          1000,
          Bytes.ofGibibytes(1),
          List.of(),
          TopologyPath.UNKNOWN,
          new TreeMap<>(),
          List.of());

  private Launches() {}

  public static AttemptId attempt(int number) {
    return new AttemptId(JobId.of(1_700_000_000_000L, number), 1);
  }

  /** Returns the launch of an attempt of that many ranks, each with those devices. */
  public static Order.Launch launch(int number, int ranks, DeviceShare... devices) {
    JobSpec spec =
        new JobSpec(
            "job-" + number,
            ProjectName.DEFAULT,
            new TreeMap<>(),
            new JobSpec.Gang(ranks, RankResources.DEFAULT, Topology.ANY),
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
    return new Order.Launch(
        attempt(number),
        spec,
        IntStream.range(0, ranks)
            .mapToObj(rank -> new RankPlacement(rank, NODE.id(), List.of(devices)))
            .toList(),
        0,
        Meeting.ON_ONE_NODE,
        new TreeSet<>(),
        new TreeMap<>());
  }

  /** Returns the launch of an attempt of that many ranks, each of which runs a shell's script. */
  public static Order.Launch running(int number, int ranks, String script) {
    Order.Launch launch = launch(number, ranks);
    JobSpec.Execution execution = launch.spec().execution();
    return with(
        launch,
        new JobSpec.Execution(
            new Work.Command(List.of("sh", "-c", script)),
            execution.env(),
            execution.workingDirectory(),
            execution.isolation(),
            execution.restart(),
            execution.timeout(),
            execution.grace()));
  }

  /** Returns the same launch in a working directory. */
  public static Order.Launch in(Order.Launch launch, String workingDirectory) {
    JobSpec.Execution execution = launch.spec().execution();
    return with(
        launch,
        new JobSpec.Execution(
            execution.work(),
            execution.env(),
            Optional.of(workingDirectory),
            execution.isolation(),
            execution.restart(),
            execution.timeout(),
            execution.grace()));
  }

  private static Order.Launch with(Order.Launch launch, JobSpec.Execution execution) {
    JobSpec spec = launch.spec();
    return new Order.Launch(
        launch.attempt(),
        new JobSpec(
            spec.name(),
            spec.project(),
            spec.labels(),
            spec.gang(),
            execution,
            spec.scheduling(),
            Optional.empty()),
        launch.ranks(),
        launch.groupRank(),
        launch.meeting(),
        launch.startedRanks(),
        launch.inputs());
  }
}
