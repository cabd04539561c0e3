package org.arkwright.kernel.index;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.arkwright.model.id.NodeId;
import org.arkwright.scheduler.view.ClusterView;

/** The most recent changes of nodes, so that a scheduler need not search for them. */
public final class NodeChanges implements ClusterView.Changes {
  private static final int RECENT_MAX = 1 << 17;

  private final List<NodeId> recent = new ArrayList<>();
  private long dropped;
  private long fleetEdition;

  /** Records that the free capacity of a node changed. */
  void changed(NodeId node) {
    if (recent.size() == RECENT_MAX) {
      recent.subList(0, RECENT_MAX / 2).clear();
      dropped += RECENT_MAX / 2;
    }
    recent.add(node);
  }

  /** Records that a node joined, was lost, or changed its resources. */
  void fleetChanged() {
    fleetEdition++;
  }

  @Override
  public long fleetEdition() {
    return fleetEdition;
  }

  @Override
  public long count() {
    return dropped + recent.size();
  }

  @Override
  public Optional<List<NodeId>> after(long count) {
    return count < dropped
        ? Optional.empty()
        : Optional.of(List.copyOf(recent.subList((int) (count - dropped), recent.size())));
  }
}
