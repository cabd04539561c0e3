package org.arkwright.scheduler.placement;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.GangShape;
import org.arkwright.scheduler.policy.PlacementScore;
import org.arkwright.scheduler.view.ClusterView;

/**
 * The candidates of every recently used shape, kept between gangs and between cycles. They follow
 * one timeline after another; a node is evaluated again only after it changed, in the view or
 * because a timeline began or ended. Every change of a node must be reported here. Results do not
 * depend on what is cached.
 */
public final class Shortlists {
  /** The number of shapes kept: with the largest fleets each takes megabytes. */
  private static final int ENTRIES_MAX = 128;

  private static final int LOG_MAX = 1 << 17;

  private final ClusterView view;
  private final PlacementScore score;
  private final Map<Key, Entry> entries = new LinkedHashMap<>(ENTRIES_MAX, 0.75f, true);

  /** The nodes that changed, in the order of the changes, with repetitions. */
  private final List<NodeId> touched = new ArrayList<>();

  private Optional<FreeTimeline> timeline = Optional.empty();
  private int timelineStart;

  private record Key(GangShape shape, boolean brief) {}

  private static final class Entry {
    final Candidates candidates;
    int position;

    Entry(Candidates candidates, int position) {
      this.candidates = candidates;
      this.position = position;
    }
  }

  public Shortlists(ClusterView view, PlacementScore score) {
    this.view = view;
    this.score = score;
  }

  /** Switches to the next timeline, which must be unchanged so far. */
  void begin(FreeTimeline next) {
    // Nodes changed by the previous timeline are as in the view again.
    List<NodeId> restored = List.copyOf(touched.subList(timelineStart, touched.size()));
    touched.addAll(restored);
    timeline = Optional.of(next);
    if (touched.size() > LOG_MAX) {
      int dropped = touched.size() - LOG_MAX / 2;
      entries.values().removeIf(old -> old.position < dropped);
      entries.values().forEach(rest -> rest.position -= dropped);
      touched.subList(0, dropped).clear();
    }
    timelineStart = touched.size();
  }

  /** Records a change of the node. */
  public void touch(NodeId node) {
    touched.add(node);
  }

  /**
   * The candidates for a gang that could start now.
   *
   * @param brief whether it finishes before the timeline's reservation begins
   */
  public Candidates of(GangShape shape, boolean brief) {
    Key key = new Key(shape, brief);
    Entry found = entries.get(key);
    if (found == null) {
      Candidates candidates =
          new Candidates(view, node -> timeline.orElseThrow().open(node, brief), shape, score);
      found = new Entry(candidates, touched.size());
      entries.put(key, found);
      if (entries.size() > ENTRIES_MAX) {
        entries.remove(entries.keySet().iterator().next());
      }
    }
    for (NodeId node : new LinkedHashSet<>(touched.subList(found.position, touched.size()))) {
      found.candidates.refresh(node, view.node(node));
    }
    found.position = touched.size();
    return found.candidates;
  }

  /** Drops everything cached. */
  void clear() {
    entries.clear();
  }
}
