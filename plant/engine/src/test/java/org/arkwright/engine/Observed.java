package org.arkwright.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.arkwright.model.Command;
import org.arkwright.model.Command.Observation;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.job.RankExit;
import org.arkwright.model.node.NodeSpec;

/** An observer that records every observation and lets tests wait for one. */
public final class Observed implements Engine.Observer {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final List<Observation> all = new ArrayList<>();

  @Override
  public synchronized CompletionStage<Void> observe(List<Observation> batch) {
    all.addAll(batch);
    notifyAll();
    return CompletableFuture.completedStage(null);
  }

  public synchronized List<Observation> all() {
    return List.copyOf(all);
  }

  /** Waits for a node to be reported, and returns it. */
  public NodeSpec node() {
    return await(
        "a node",
        observations ->
            observations.stream()
                .filter(Command.ReportNode.class::isInstance)
                .map(each -> ((Command.ReportNode) each).node())
                .findFirst());
  }

  /** Waits for the rank to be reported as started. */
  public void awaitStart(AttemptId attempt, int rank) {
    var _ = pid(attempt, rank);
  }

  /** Waits for the rank to start, and returns its pid, at a site whose ranks are processes. */
  public long pid(AttemptId attempt, int rank) {
    return await(
        "a start of " + attempt + " rank " + rank,
        observations ->
            observations.stream()
                .flatMap(each ->
                    each instanceof Command.ReportRankStarted(AttemptId a, int r, long pid)
                            && a.equals(attempt)
                            && r == rank
                        ? Optional.of(pid).stream()
                        : Optional.<Long>empty().stream())
                .findFirst());
  }

  /** Waits for the rank to end, and returns the first reported exit. */
  public RankExit exit(AttemptId attempt, int rank) {
    return end(attempt, rank).exit();
  }

  /** Waits for the rank to end, and returns the first report of it. */
  public Command.ReportRankEnded end(AttemptId attempt, int rank) {
    return await(
        "an end of " + attempt + " rank " + rank,
        observations ->
            observations.stream()
                .filter(Command.ReportRankEnded.class::isInstance)
                .map(Command.ReportRankEnded.class::cast)
                .filter(ended -> ended.attempt().equals(attempt) && ended.rank() == rank)
                .findFirst());
  }

  /** Waits until the search finds something, and returns it. */
  public synchronized <T> T await(String what, Function<List<Observation>, Optional<T>> search) {
    Instant deadline = Instant.now().plus(TIMEOUT);
    while (true) {
      Optional<T> found = search.apply(all);
      if (found.isPresent()) {
        return found.get();
      }
      long left = Duration.between(Instant.now(), deadline).toMillis();
      if (left <= 0) {
        throw new AssertionError("timed out waiting for " + what + "; observed: " + all);
      }
      try {
        wait(left);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Waits until the condition holds. */
  public static void until(String what, Supplier<Boolean> condition) {
    Instant deadline = Instant.now().plus(TIMEOUT);
    while (!condition.get()) {
      if (Instant.now().isAfter(deadline)) {
        throw new AssertionError("timed out waiting until " + what);
      }
      try {
        Thread.sleep(10);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
