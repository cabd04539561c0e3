package org.arkwright.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.arkwright.engine.Engine;
import org.arkwright.engine.Launch;
import org.arkwright.model.Command.Observation;
import org.arkwright.model.Command.ReportNode;
import org.arkwright.model.Command.ReportRankEnded;
import org.arkwright.model.Command.ReportRankStarted;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.RankExit;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.node.TopologyPath;
import org.arkwright.model.unit.Bytes;

/**
 * An engine of one node on which every rank starts and succeeds at once, so that only the control
 * plane is measured.
 */
final class InstantEngine implements Engine {
  private static final long CPU_MILLIS = 512_000;

  private final BlockingQueue<Launch> launches = new LinkedBlockingQueue<>();
  private Thread thread = Thread.ofPlatform().unstarted(() -> {});

  @Override
  public void start(Observer observer, Collection<AttemptId> live) {
    NodeSpec node =
        new NodeSpec(
            NodeId.atHome("instant"),
            CPU_MILLIS,
            Bytes.ofGibibytes(4096),
            List.of(),
            TopologyPath.UNKNOWN,
            new TreeMap<>(),
            List.of());
    var _ = observer.observe(List.of(new ReportNode(node)));
    thread = Thread.ofPlatform().daemon().start(() -> run(observer));
  }

  private void run(Observer observer) {
    try {
      while (true) {
        List<Launch> taken = new ArrayList<>();
        taken.add(launches.take());
        launches.drainTo(taken);
        List<Observation> observations = new ArrayList<>();
        for (Launch launch : taken) {
          for (int rank = 0; rank < launch.spec().gang().ranks(); rank++) {
            observations.add(new ReportRankStarted(launch.attempt(), rank, 1));
            observations.add(new ReportRankEnded(launch.attempt(), rank, new RankExit.Exited(0)));
          }
        }
        var _ = observer.observe(observations);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void launch(Launch launch) {
    launches.add(launch);
  }

  @Override
  public void stop(AttemptId attempt, Duration grace) {}

  @Override
  public void forget(AttemptId attempt) {}

  @Override
  public void close() {
    thread.interrupt();
  }
}
