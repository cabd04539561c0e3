package org.arkwright.dispatch;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.arkwright.engine.Engine;
import org.arkwright.model.Command;
import org.arkwright.model.Command.Observation;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.job.RankExit;
import org.arkwright.protocol.SyncResponse;

/** Hands a site's observations to the control plane. Thread-safe. */
final class Reports {
  private final Executor thread;
  private volatile Engine.Observer observer =
      _ -> CompletableFuture.failedStage(new IllegalStateException("the engine is not started"));

  /**
   * @param thread runs what is to be done once observations are durable
   */
  Reports(Executor thread) {
    this.thread = thread;
  }

  void to(Engine.Observer receiver) {
    observer = receiver;
  }

  /** Reports what the controller's next repetition would lead to again, if it gets lost. */
  void add(List<Observation> observations) {
    var _ = observer.observe(observations);
  }

  /** Reports; {@code then} runs once it is durable, {@code otherwise} if it cannot be. */
  void add(List<Observation> observations, Runnable then, Runnable otherwise) {
    var _ =
        observer
            .observe(observations)
            .whenComplete((_, problem) -> enqueue(problem == null ? then : otherwise));
  }

  /** Runs {@code then} once the observations are durable; if they cannot be, fails the request. */
  void add(List<Observation> observations, CompletableFuture<SyncResponse> answer, Runnable then) {
    var _ =
        observer
            .observe(observations)
            .whenComplete((_, problem) -> {
              if (problem != null) {
                answer.completeExceptionally(problem);
              } else {
                enqueue(() -> answering(answer, then));
              }
            });
  }

  /** Reports the same end of several ranks. */
  void addEnds(AttemptId attempt, List<Integer> ranks, RankExit exit) {
    add(
        ranks.stream()
            .<Observation>map(rank -> new Command.ReportRankEnded(attempt, rank, exit))
            .toList());
  }

  /** A worker must not wait in vain for an answer whose making has failed. */
  static void answering(CompletableFuture<SyncResponse> answer, Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      answer.completeExceptionally(e);
      throw e;
    }
  }

  private void enqueue(Runnable task) {
    try {
      thread.execute(task);
    } catch (RejectedExecutionException _) {
      // The engine has stopped: its successor hears of it again.
    }
  }
}
