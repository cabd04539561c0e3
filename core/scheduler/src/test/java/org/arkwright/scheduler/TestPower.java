package org.arkwright.scheduler;

import java.math.BigDecimal;
import org.arkwright.model.job.Job;
import org.arkwright.model.node.Allocation;
import org.arkwright.scheduler.view.PowerModel;
import org.arkwright.scheduler.view.PowerView;

/** The power of a cluster, recounted on each call. */
record TestPower(TestCluster cluster, BigDecimal kilowatts) implements PowerView {
  @Override
  public long envelope() {
    return kilowatts.movePointRight(6).longValueExact();
  }

  @Override
  public long idle() {
    return cluster.nodes().stream().mapToLong(node -> model().idle(node.spec())).sum();
  }

  @Override
  public long drawn() {
    return idle() + cluster.running().stream().mapToLong(this::drawn).sum();
  }

  @Override
  public long drawn(Job running) {
    return draw(running, running.state().liveAttempt().orElseThrow().allocation().orElseThrow());
  }

  @Override
  public long draw(Job gang, Allocation place) {
    return place.ranks().stream()
        .mapToLong(rank ->
            model()
                .rank(
                    cluster.node(rank.node()).orElseThrow().spec(),
                    gang.spec().gang().resources(),
                    rank))
        .sum();
  }

  @Override
  public PowerModel model() {
    return new PowerModel(cluster.site());
  }
}
