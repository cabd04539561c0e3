package org.arkwright.worker.rank;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.arkwright.artifact.output.OutputWatch;
import org.arkwright.model.artifact.StoredOutputs;
import org.arkwright.model.id.AttemptId;
import org.arkwright.protocol.Order;

/**
 * Brings the files of an attempt's inputs and code into the node's store, and those of its outputs
 * from there into that of the control plane. Thread-safe.
 */
public interface ArtifactTransfer extends AutoCloseable {
  /** The transfer where both stores are the same folder: nothing has to be moved. */
  ArtifactTransfer SHARED =
      new ArtifactTransfer() {
        @Override
        public CompletionStage<Void> bring(Order.Launch launch, BooleanSupplier wanted) {
          return CompletableFuture.completedStage(null);
        }

        @Override
        public boolean bringsCheckpoints() {
          return false; // They are in the folder that all attempts share.
        }

        @Override
        public void keep(Order.Launch launch) {}

        @Override
        public void deliver(AttemptId attempt, StoredOutputs stored, OutputWatch watch) {}

        @Override
        public void release(AttemptId attempt) {}

        @Override
        public void close() {}
      };

  /**
   * Makes the files that a launch names available in the node's store, until {@link #release}.
   *
   * @param wanted whether the attempt is still to be started; asked now and then
   * @return completes when they are there; with an {@link IOException} when they cannot be
   */
  CompletionStage<Void> bring(Order.Launch launch, BooleanSupplier wanted);

  /** Whether checkpoints of earlier attempts come with what is brought. */
  boolean bringsCheckpoints();

  /** Keeps the files of an attempt of an earlier worker, as far as they are there. */
  void keep(Order.Launch launch);

  /**
   * Makes what an attempt stored on this node durable in the control plane's store. Blocks.
   *
   * @throws IOException when that is not possible, or {@code watch} ends it
   */
  void deliver(AttemptId attempt, StoredOutputs stored, OutputWatch watch) throws IOException;

  /** Lets go of an attempt's files, which others may need. */
  void release(AttemptId attempt);

  @Override
  void close();
}
