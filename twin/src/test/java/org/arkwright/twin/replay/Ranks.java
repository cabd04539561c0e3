package org.arkwright.twin.replay;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.arkwright.engine.Engine;
import org.arkwright.engine.Launch;
import org.arkwright.model.Command;
import org.arkwright.model.artifact.StoredFiles;
import org.arkwright.model.artifact.StoredOutputs;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.Digest;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.Mounts;
import org.arkwright.model.job.RankExit;
import org.arkwright.model.node.Device;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.node.TopologyPath;
import org.arkwright.model.unit.Bytes;

/**
 * An engine whose ranks start at once and end 5 to 60 milliseconds later, some of ten with a
 * failure.
 */
final class Ranks implements Engine {
  private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(2);
  private final Map<AttemptId, Launch> running = new ConcurrentHashMap<>();
  private final SplittableRandom random = new SplittableRandom(9);
  private final int failing;

  /** Whether the first three attempts leave a checkpoint each that is newer than the last. */
  volatile boolean checkpoints;

  private volatile Observer observer = _ -> new CompletableFuture<>();

  Ranks(int failing) {
    this.failing = failing;
  }

  void join(String name, int devices) {
    List<Device> offered = new ArrayList<>();
    for (int i = 0; i < devices; i++) {
      offered.add(
          new Device(
              i,
              "h100",
              "nvidia",
              Bytes.ZERO,
              Optional.empty(),
              Optional.empty(),
              Optional.empty()));
    }
    report(
        new Command.ReportNode(
            new NodeSpec(
                NodeId.atHome(name),
                8000,
                Bytes.ofGibibytes(8),
                offered,
                TopologyPath.UNKNOWN,
                new TreeMap<>(),
                List.of())));
  }

  private void report(Command.Observation observation) {
    var _ = observer.observe(List.of(observation));
  }

  @Override
  public void start(Observer to, Collection<AttemptId> live) {
    observer = to;
  }

  @Override
  public void launch(Launch launch) {
    if (running.putIfAbsent(launch.attempt(), launch) == null) {
      for (int rank = 0; rank < launch.spec().gang().ranks(); rank++) {
        int own = rank;
        int code = random.nextInt(10) < failing ? 1 : 0;
        report(new Command.ReportRankStarted(launch.attempt(), rank, 100 + rank));
        var _ =
            threads.schedule(
                () -> end(launch.attempt(), own, new RankExit.Exited(code)),
                5 + random.nextInt(55),
                TimeUnit.MILLISECONDS);
      }
    }
  }

  private void end(AttemptId attempt, int rank, RankExit exit) {
    Launch launch = running.get(attempt);
    if (launch != null) {
      report(
          new Command.ReportRankEnded(
              attempt,
              rank,
              exit,
              checkpoints ? checkpoint(attempt) : stored(launch.spec().mounts()),
              Optional.empty()));
    }
  }

  private static Optional<StoredOutputs> checkpoint(AttemptId attempt) {
    byte[] content = new byte[32];
    content[0] = (byte) Math.min(attempt.number(), 3);
    StoredFiles files = new StoredFiles(Digest.of(content), Bytes.ZERO, 1);
    return Optional.of(new StoredOutputs(new TreeMap<>(), Optional.of(files)));
  }

  /** Every job stores the same files. */
  private static Optional<StoredOutputs> stored(Mounts mounts) {
    StoredFiles files = new StoredFiles(Digest.of(new byte[32]), Bytes.ZERO, 1);
    TreeMap<String, StoredFiles> outputs = new TreeMap<>();
    mounts.outputs().keySet().forEach(mount -> outputs.put(mount, files));
    return outputs.isEmpty()
        ? Optional.empty()
        : Optional.of(new StoredOutputs(outputs, Optional.of(files)));
  }

  @Override
  public void stop(AttemptId attempt, Duration grace) {
    Launch launch = running.get(attempt);
    for (int rank = 0; launch != null && rank < launch.spec().gang().ranks(); rank++) {
      report(new Command.ReportRankEnded(attempt, rank, new RankExit.Stopped(false)));
    }
  }

  @Override
  public void forget(AttemptId attempt) {
    running.remove(attempt);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
