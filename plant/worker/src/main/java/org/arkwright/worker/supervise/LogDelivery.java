package org.arkwright.worker.supervise;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.arkwright.model.id.AttemptId;

/** Brings what ranks write to where it is read. Thread-safe; no method blocks. */
public interface LogDelivery {
  /** The delivery where ranks write to the folder that is read: there is nothing to do. */
  LogDelivery SHARED =
      new LogDelivery() {
        @Override
        public void begin(AttemptId attempt, int rank) {}

        @Override
        public CompletionStage<Void> delivered(AttemptId attempt, int rank) {
          return CompletableFuture.completedStage(null);
        }

        @Override
        public void forget(AttemptId attempt) {}
      };

  /** Delivers the output of a rank from now on. */
  void begin(AttemptId attempt, int rank);

  /**
   * Returns once everything that a rank has written until now is delivered, or has not been for too
   * long, which its output then says; never fails.
   */
  CompletionStage<Void> delivered(AttemptId attempt, int rank);

  /** Removes what is left of an attempt's output here. */
  void forget(AttemptId attempt);
}
