package org.arkwright.api.worker;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.arkwright.api.node.LiveUse;
import org.arkwright.model.id.AttemptId;
import org.arkwright.protocol.SampleBatch;
import org.arkwright.protocol.SamplesTaken;
import org.arkwright.protocol.UseReport;
import org.arkwright.samples.SampleStore;

/**
 * Takes what workers measure, of the ranks that were given to the worker's node: what it says of
 * others' is passed over. Thread-safe.
 */
public final class SampleIntake {
  private final SampleStore store;
  private final LiveUse use;
  private final InstantSource clock;

  public SampleIntake(SampleStore store, LiveUse use, InstantSource clock) {
    this.store = store;
    this.use = use;
    this.clock = clock;
  }

  /** Returns the report of a worker that knows no batches as one. */
  SampleBatch lift(UseReport report) {
    return report.lift(clock.millis());
  }

  /**
   * Takes what the worker may report of a batch.
   *
   * @param granted what the worker's node has of each attempt that it may speak of
   * @return what is said to a worker that wants to know what is written
   */
  Optional<SamplesTaken> accept(SampleBatch batch, Map<AttemptId, AttemptFiles.Grant> granted) {
    use.heard(batch.node(), batch.sentAtMillis());
    SampleBatch own =
        batch.only(rank -> {
          AttemptFiles.Grant grant = granted.get(rank.attempt());
          return grant != null && grant.ranks().contains(rank.rank());
        });
    Map<AttemptId, Set<Integer>> devices = new HashMap<>();
    granted.forEach((attempt, grant) -> devices.put(attempt, grant.devices()));
    SamplesTaken taken = store.accept(own, devices);
    if (!own.samples().isEmpty()) {
      use.accept(own.node(), own.samples().getLast(), devices::containsKey);
    }
    return batch.held().map(_ -> taken);
  }
}
