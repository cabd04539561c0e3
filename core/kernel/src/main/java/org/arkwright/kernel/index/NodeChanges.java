package org.arkwright.kernel.index;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.arkwright.model.id.NodeId;
import org.arkwright.scheduler.view.ClusterView;

/** The latest changes of nodes, so that a scheduler need not search for them. */
public final class NodeChanges implements ClusterView.Changes {
  private static final int REMEMBERED_MAX = 1 << 17;

  private final List<NodeId> latest = new ArrayList<>();
  private long forgotten;
  private long fleetEdition;

  /** What is free on the node changed. */
  void changed(NodeId node) {
    if (latest.size() == REMEMBERED_MAX) {
      latest.subList(0, REMEMBERED_MAX / 2).clear();
      forgotten += REMEMBERED_MAX / 2;
    }
    latest.add(node);
  }

  /** A node came, went, or offers something else. */
  void fleetChanged() {
    fleetEdition++;
  }

  @Override
  public long fleetEdition() {
    return fleetEdition;
  }

  @Override
  public long count() {
    return forgotten + latest.size();
  }

  @Override
  public Optional<List<NodeId>> after(long count) {
    return count < forgotten
        ? Optional.empty()
        : Optional.of(List.copyOf(latest.subList((int) (count - forgotten), latest.size())));
  }
}
