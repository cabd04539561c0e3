package org.arkwright.protocol;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.arkwright.model.id.NodeId;

/**
 * A piece of the stream of samples of one node. The stream is lossy: a worker that cannot deliver
 * drops its oldest samples and says how many; a batch that arrives twice counts once.
 *
 * @param node the node that measured
 * @param sentAtMillis when it was sent, by the clock that measured the samples
 * @param dropped how many samples this run of the worker has dropped so far
 * @param samples in order of their times
 * @param held about a worker that holds them until they are written; empty where it does not, and
 *     wants no {@link SamplesTaken}
 */
public record SampleBatch(
    NodeId node, long sentAtMillis, long dropped, List<Sample> samples, Optional<Held> held) {
  /** Where it is posted. */
  public static final String PATH = "/worker/v1/samples";

  public SampleBatch {
    samples = List.copyOf(samples);
  }

  /**
   * How a worker holds samples.
   *
   * @param first the number of the first sample of the batch; the others have those that follow
   * @param run the run of the control plane for which the batch is meant; empty for any
   * @param shiftMillis what another run has added to the times of the node's clock, so that samples
   *     get the same times again; empty where none has said so
   */
  public record Held(long first, Optional<String> run, Optional<Long> shiftMillis) {}

  /** Returns it with those ranks alone. */
  public SampleBatch only(Predicate<Sample.RankUse> which) {
    return new SampleBatch(
        node,
        sentAtMillis,
        dropped,
        samples.stream()
            .map(each ->
                new Sample(
                    each.atMillis(),
                    each.node(),
                    each.ranks().stream().filter(which).toList(),
                    each.devices()))
            .toList(),
        held);
  }
}
