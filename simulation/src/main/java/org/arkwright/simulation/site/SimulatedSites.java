package org.arkwright.simulation.site;

import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import org.arkwright.engine.Engine;
import org.arkwright.engine.Launch;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.job.Placement;

/** One run of the engines: of the nodes that have workers, and of a cluster where there is one. */
public final class SimulatedSites implements Engine {
  private final SimulatedEngine nodes;
  private final Optional<ClusterEngine> cluster;

  public SimulatedSites(SimulatedEngine nodes, Optional<ClusterEngine> cluster) {
    this.nodes = nodes;
    this.cluster = cluster;
  }

  /** The engine of the nodes that have workers. */
  public SimulatedEngine nodes() {
    return nodes;
  }

  /** The engine of the cluster. */
  public Optional<ClusterEngine> cluster() {
    return cluster;
  }

  @Override
  public void start(Observer observer, Collection<AttemptId> live) {
    nodes.start(observer, live);
    cluster.ifPresent(engine -> engine.start(observer, live));
  }

  @Override
  public void launch(Launch launch) {
    switch (launch.placement()) {
      case Placement.Exact _ -> nodes.launch(launch);
      case Placement.BySite _ -> cluster.orElseThrow().launch(launch);
    }
  }

  @Override
  public void stop(AttemptId attempt, Duration grace) {
    nodes.stop(attempt, grace);
    cluster.ifPresent(engine -> engine.stop(attempt, grace));
  }

  @Override
  public void forget(AttemptId attempt) {
    nodes.forget(attempt);
    cluster.ifPresent(engine -> engine.forget(attempt));
  }

  @Override
  public void close() {
    nodes.close();
    cluster.ifPresent(ClusterEngine::close);
  }
}
