package org.arkwright.dispatch.gang;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.arkwright.artifact.blob.ArtifactException;
import org.arkwright.artifact.blob.StoreFullException;
import org.arkwright.artifact.output.RefusedOutput;
import org.arkwright.artifact.output.StoredUnion;
import org.arkwright.engine.DecoratingEngine;
import org.arkwright.engine.Engine;
import org.arkwright.engine.Launch;
import org.arkwright.model.Command;
import org.arkwright.model.Command.Observation;
import org.arkwright.model.artifact.GangOutputs;
import org.arkwright.model.artifact.StoredOutputs;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.Digest;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.Attempt;
import org.arkwright.model.job.Mounts;
import org.arkwright.model.job.RankExit;

/**
 * An engine that puts together what the nodes of a gang have stored, before it is reported: the
 * kernel reads no files, and nothing that is acknowledged may refer to a manifest that is not in
 * the store. Reports of one node's end wait for that of another to be durable, on a thread of its
 * own, so that each adds to all that came before; reports of gangs on one node are not touched.
 *
 * <p>Different content at one path refuses the part that came later: a rank that ended well is then
 * reported as {@link RankExit.OutputRefused}, and of one that did not, the checkpoints are left
 * out.
 */
public final class UnitingEngine extends DecoratingEngine {
  private static final Logger LOG = System.getLogger(UnitingEngine.class.getName());

  private final StoredUnion union;

  /** The attempts on several nodes, and the checkpoints that all of these were given. */
  private final Map<AttemptId, Optional<Digest>> onSeveralNodes = new ConcurrentHashMap<>();

  private final ExecutorService uniting =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("arkwright-unite").daemon().factory());

  private volatile Function<AttemptId, CompletionStage<Optional<Attempt>>> live =
      _ -> CompletableFuture.failedStage(new IllegalStateException("nothing to read from yet"));

  /** Creates an engine that does nothing until it is started. */
  public UnitingEngine(Engine engine, StoredUnion union) {
    super(engine);
    this.union = union;
  }

  /**
   * Says, before the start, where to look up an attempt as it is known.
   *
   * @param attempts reads an attempt if it lives
   */
  public void readFrom(Function<AttemptId, CompletionStage<Optional<Attempt>>> attempts) {
    live = attempts;
  }

  @Override
  public void start(Observer observer, Collection<AttemptId> attempts) {
    super.start(batch -> observe(observer, batch), attempts);
  }

  @Override
  public void launch(Launch launch) {
    if (launch.allocated().filter(place -> place.nodes().size() > 1).isPresent()) {
      onSeveralNodes.put(
          launch.attempt(), Optional.ofNullable(launch.inputs().get(Mounts.CHECKPOINTS)));
    }
    super.launch(launch);
  }

  @Override
  public void forget(AttemptId attempt) {
    onSeveralNodes.remove(attempt);
    super.forget(attempt);
  }

  @Override
  public void close() {
    super.close();
    uniting.shutdown();
  }

  private CompletionStage<Void> observe(Observer observer, List<Observation> batch) {
    return batch.stream().anyMatch(this::needsUnion)
        ? CompletableFuture.runAsync(() -> uniteAndWait(observer, batch), uniting)
        : observer.observe(batch);
  }

  private boolean needsUnion(Observation observation) {
    return observation instanceof Command.ReportRankEnded report
        && onSeveralNodes.containsKey(report.attempt())
        && report.outputs().filter(files -> !files.isEmpty()).isPresent();
  }

  /** One at a time, and durable when it returns: the next one reads what this one has added. */
  private void uniteAndWait(Observer observer, List<Observation> batch) {
    List<Observation> sent = new ArrayList<>();
    for (Observation observation : batch) {
      if (needsUnion(observation)) {
        // What this batch says of the attempt before is known only once it is durable.
        observer.observe(List.copyOf(sent)).toCompletableFuture().join();
        sent.clear();
        sent.add(united((Command.ReportRankEnded) observation));
      } else {
        sent.add(observation);
      }
    }
    observer.observe(List.copyOf(sent)).toCompletableFuture().join();
  }

  private Command.ReportRankEnded united(Command.ReportRankEnded report) {
    Optional<Attempt> attempt = live.apply(report.attempt()).toCompletableFuture().join();
    if (attempt.isEmpty() || report.rank() >= attempt.get().placements().size()) {
      return report; // It is over: the report changes nothing any more.
    }
    NodeId node = attempt.get().placements().get(report.rank()).node();
    GangOutputs before = attempt.get().outputs();
    StoredOutputs part = report.outputs().orElseThrow();
    try {
      return report.with(
          union.with(
              before, node, part, onSeveralNodes.getOrDefault(report.attempt(), Optional.empty())));
    } catch (RefusedOutput e) {
      String why = String.valueOf(e.getMessage());
      LOG.log(
          Level.INFO, "refused what " + node.name() + " left of " + report.attempt() + ": " + why);
      if (report.exit().succeeded()) {
        return report.withoutOutputs(new RankExit.OutputRefused(why));
      }
      return report.withoutOutputs(report.exit());
    } catch (StoreFullException e) {
      throw new CompletionException(e);
    } catch (ArtifactException e) {
      // Asking again would not bring back what the store has lost.
      LOG.log(Level.WARNING, "cannot put together what " + report.attempt() + " left", e);
      String why = "what its nodes stored could not be put together: " + e.getMessage();
      return report.withoutOutputs(
          report.exit().succeeded() ? new RankExit.Lost(why) : report.exit());
    } catch (IOException e) {
      // Nothing is acknowledged: the worker reports it again.
      throw new CompletionException(e);
    }
  }
}
