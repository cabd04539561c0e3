package org.arkwright.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.arkwright.engine.Engine;
import org.arkwright.engine.Launch;
import org.arkwright.model.Command;
import org.arkwright.model.Command.Observation;
import org.arkwright.model.artifact.StoredOutputs;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.RankExit;
import org.arkwright.model.node.Device;
import org.arkwright.model.node.EnforcedLimit;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.node.TopologyPath;
import org.arkwright.model.unit.Bytes;

/**
 * An engine with one node of four cores and one device, whose ranks start immediately and end when
 * a test says so.
 */
public final class FakeEngine implements Engine {
  private static final NodeSpec NODE =
      new NodeSpec(
          NodeId.atHome("node-1"),
          4000,
          Bytes.ofGibibytes(8),
          List.of(
              new Device(
                  0,
                  "h100",
                  "nvidia",
                  Bytes.ofGibibytes(80),
                  Optional.of("GPU-1"),
                  Optional.empty(),
                  Optional.empty())),
          TopologyPath.UNKNOWN,
          Collections.unmodifiableSortedMap(new TreeMap<>(Map.of("zone", "a"))),
          List.of(new EnforcedLimit("memory", Optional.empty(), "not enforceable here")));

  private final Map<AttemptId, Launch> launched = new ConcurrentSkipListMap<>();
  private volatile Observer observer = _ -> null;

  @Override
  public void start(Observer newObserver, Collection<AttemptId> live) {
    observer = newObserver;
    observer.observe(List.of(new Command.ReportNode(NODE)));
  }

  @Override
  public void launch(Launch launch) {
    if (launched.putIfAbsent(launch.attempt(), launch) == null) {
      List<Observation> started = new ArrayList<>();
      for (int rank = 0; rank < launch.spec().gang().ranks(); rank++) {
        started.add(new Command.ReportRankStarted(launch.attempt(), rank, 1000 + rank));
      }
      observer.observe(started);
    }
  }

  /** Makes a node join that is like the first one. */
  public void join(String name) {
    observer
        .observe(
            List.of(
                new Command.ReportNode(
                    new NodeSpec(
                        NodeId.atHome(name),
                        NODE.cpuMillis(),
                        NODE.memory(),
                        NODE.devices(),
                        NODE.topology(),
                        NODE.labels(),
                        NODE.limits()))))
        .toCompletableFuture()
        .join();
  }

  /** Reports the end of a rank of the job's latest attempt, with what its node stored. */
  public void end(JobId job, int rank, RankExit exit, StoredOutputs stored) {
    Launch launch =
        launched.values().stream()
            .filter(each -> each.attempt().job().equals(job))
            .reduce((_, last) -> last)
            .orElseThrow();
    observer
        .observe(
            List.of(
                new Command.ReportRankEnded(
                    launch.attempt(), rank, exit, Optional.of(stored), Optional.empty())))
        .toCompletableFuture()
        .join();
  }

  /** Returns the variables that the ranks of the job's latest attempt were launched with. */
  public Map<String, String> env(JobId job) {
    return launched.values().stream()
        .filter(launch -> launch.attempt().job().equals(job))
        .reduce((_, last) -> last)
        .map(launch -> launch.spec().execution().env())
        .orElse(Collections.emptySortedMap());
  }

  /** Ends every rank of the job's latest attempt with that exit. */
  public void end(JobId job, RankExit exit) {
    launched.values().stream()
        .filter(launch -> launch.attempt().job().equals(job))
        .reduce((_, last) -> last)
        .ifPresent(launch -> end(launch, exit));
  }

  private void end(Launch launch, RankExit exit) {
    List<Observation> ended = new ArrayList<>();
    for (int rank = 0; rank < launch.spec().gang().ranks(); rank++) {
      ended.add(new Command.ReportRankEnded(launch.attempt(), rank, exit));
    }
    observer.observe(ended).toCompletableFuture().join();
  }

  @Override
  public void stop(AttemptId attempt, Duration grace) {
    Launch launch = launched.get(attempt);
    if (launch != null) {
      List<Observation> ended = new ArrayList<>();
      for (int rank = 0; rank < launch.spec().gang().ranks(); rank++) {
        ended.add(new Command.ReportRankEnded(launch.attempt(), rank, new RankExit.Stopped(false)));
      }
      observer.observe(ended);
    }
  }

  @Override
  public void forget(AttemptId attempt) {}

  /** What the engine says is wrong with it; empty for nothing. */
  public volatile String trouble = "";

  @Override
  public Optional<String> trouble() {
    return Optional.of(trouble).filter(text -> !text.isEmpty());
  }

  @Override
  public void close() {}
}
