package org.arkwright.api;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.arkwright.control.StateReader;
import org.arkwright.kernel.state.State;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.node.DeviceShare;
import org.arkwright.model.node.RankPlacement;
import org.arkwright.protocol.Sample;
import org.arkwright.protocol.Sample.RankUse;
import org.arkwright.protocol.SampleBatch;
import org.arkwright.protocol.UseReport;
import org.arkwright.samples.SampleStore;

/**
 * Takes what workers measure, of the attempts that have ranks on the worker's node: what it says of
 * others' is passed over. Thread-safe.
 */
public final class SampleIntake {
  private final StateReader reader;
  private final SampleStore store;
  private final LiveUse use;
  private final InstantSource clock;

  public SampleIntake(StateReader reader, SampleStore store, LiveUse use, InstantSource clock) {
    this.reader = reader;
    this.store = store;
    this.use = use;
    this.clock = clock;
  }

  /** Returns the report of a worker that knows no batches as one. */
  SampleBatch lift(UseReport report) {
    return report.lift(clock.millis());
  }

  CompletableFuture<Void> accept(SampleBatch batch) {
    use.heard(batch.node(), batch.sentAtMillis());
    Set<AttemptId> named = new HashSet<>();
    for (Sample sample : batch.samples()) {
      sample.ranks().stream().map(RankUse::attempt).forEach(named::add);
    }
    return reader
        .read(state -> admitted(state, batch.node(), named))
        .thenAccept(admitted -> {
          store.accept(batch, admitted);
          if (!batch.samples().isEmpty()) {
            use.accept(batch.node(), batch.samples().getLast(), admitted::containsKey);
          }
        });
  }

  /** Returns the attempts that have ranks on the node, with their devices there. */
  private static Map<AttemptId, Set<Integer>> admitted(
      State state, NodeId node, Set<AttemptId> named) {
    Map<AttemptId, Set<Integer>> admitted = new HashMap<>();
    for (AttemptId attempt : named) {
      state
          .job(attempt.job())
          .flatMap(job -> job.state().liveAttempt())
          .filter(live -> live.id().equals(attempt))
          .ifPresent(live -> {
            for (RankPlacement rank : live.placements()) {
              if (rank.node().equals(node)) {
                Set<Integer> devices = admitted.computeIfAbsent(attempt, _ -> new HashSet<>());
                rank.devices().stream().map(DeviceShare::device).forEach(devices::add);
              }
            }
          });
    }
    return admitted;
  }
}
