package org.arkwright.simulation.check;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.arkwright.model.Event;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.DeviceRequest;
import org.arkwright.model.job.Isolation;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.RankExit;
import org.arkwright.model.job.RankResources;
import org.arkwright.model.job.RestartPolicy;
import org.arkwright.model.job.StopCause;
import org.arkwright.model.job.Topology;
import org.arkwright.model.job.Tries;
import org.arkwright.model.job.Work;
import org.arkwright.model.node.Allocation;
import org.arkwright.model.node.Device;
import org.arkwright.model.node.DeviceShare;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.node.RankPlacement;
import org.arkwright.model.node.TopologyPath;
import org.arkwright.model.unit.Bytes;
import org.arkwright.model.unit.Share;
import org.arkwright.simulation.time.Violation;

/** Events for histories made by hand, and what a check says of them. */
final class History {
  static final long SECOND = 1_000_000_000L;

  private History() {}

  static void holds(Runnable action) {
    assertThatNoException().isThrownBy(action::run);
  }

  static void violates(String what, Runnable action) {
    assertThatExceptionOfType(Violation.class).isThrownBy(action::run).withMessageContaining(what);
  }

  static AttemptId attempt(long job, int number) {
    return new AttemptId(new JobId(job), number);
  }

  /** A job of that many ranks with two cores each, and some devices. */
  static JobSpec spec(int ranks, int devices, Topology topology, RestartPolicy restart) {
    return spec(ranks, devices, topology, restart, JobSpec.Scheduling.DEFAULT);
  }

  static JobSpec spec(int ranks) {
    return spec(ranks, 0, Topology.ANY, RestartPolicy.DEFAULT);
  }

  /** A job of one rank that is expected to take so long, with a deadline. */
  static JobSpec due(Duration expected, Instant deadline) {
    return spec(
        1,
        0,
        Topology.ANY,
        RestartPolicy.DEFAULT,
        new JobSpec.Scheduling(
            0, true, Optional.of(expected), Optional.of(deadline), Optional.empty()));
  }

  private static JobSpec spec(
      int ranks,
      int devices,
      Topology topology,
      RestartPolicy restart,
      JobSpec.Scheduling scheduling) {
    Optional<DeviceRequest> request =
        devices == 0
            ? Optional.empty()
            : Optional.of(new DeviceRequest(Optional.of("h100"), Bytes.ZERO, devices, Share.WHOLE));
    return new JobSpec(
        "job",
        ProjectName.DEFAULT,
        new TreeMap<>(),
        new JobSpec.Gang(ranks, new RankResources(2000, Bytes.ofGibibytes(1), request), topology),
        new JobSpec.Execution(
            new Work.Command(List.of("true")),
            new TreeMap<>(),
            Optional.empty(),
            Isolation.PROCESS,
            restart,
            Optional.empty(),
            Duration.ZERO),
        scheduling,
        Optional.empty());
  }

  /** A node of four cores, 8 GiB and two devices. */
  static NodeSpec node(String name) {
    return new NodeSpec(
        NodeId.atHome(name),
        4000,
        Bytes.ofGibibytes(8),
        IntStream.range(0, 2)
            .mapToObj(index ->
                new Device(
                    index,
                    "h100",
                    "nvidia",
                    Bytes.ofGibibytes(80),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty()))
            .toList(),
        TopologyPath.UNKNOWN,
        new TreeMap<>(),
        List.of());
  }

  static NavigableMap<NodeId, NodeSpec> nodes(String... names) {
    NavigableMap<NodeId, NodeSpec> nodes = new TreeMap<>();
    for (String name : names) {
      nodes.put(NodeId.atHome(name), node(name));
    }
    return nodes;
  }

  static Event submitted(long job, JobSpec spec) {
    return new Event.JobSubmitted(new JobId(job), spec, "ada", Optional.empty(), 0);
  }

  static Event started(long job, int number, String... nodes) {
    return new Event.AttemptStarted(attempt(job, number), on(nodes), 1);
  }

  /** One rank on each named node, without devices. */
  static Allocation on(String... nodes) {
    List<RankPlacement> ranks = new ArrayList<>();
    for (String node : nodes) {
      ranks.add(rank(ranks.size(), node));
    }
    return new Allocation(ranks);
  }

  static RankPlacement rank(int rank, String node, int... devices) {
    List<DeviceShare> shares =
        IntStream.of(devices).mapToObj(device -> new DeviceShare(device, Share.WHOLE)).toList();
    return new RankPlacement(rank, NodeId.atHome(node), shares);
  }

  static Event rankStarted(long job, int number, int rank) {
    return new Event.RankStarted(attempt(job, number), rank, 100, 2);
  }

  static Event rankEnded(long job, int number, int rank, int code) {
    return new Event.RankEnded(attempt(job, number), rank, new RankExit.Exited(code), 3);
  }

  static Event requeued(long job, int number, StopCause cause, Tries.Count count) {
    return new Event.JobRequeued(attempt(job, number), cause, count, false, 4, 4);
  }

  static StopCause failed() {
    return new StopCause.RankFailed(0, new RankExit.Exited(1));
  }

  static StopCause lost() {
    return new StopCause.RankFailed(0, new RankExit.Lost("its node went"));
  }

  static Event succeeded(long job) {
    return new Event.JobSucceeded(new JobId(job), 5);
  }
}
