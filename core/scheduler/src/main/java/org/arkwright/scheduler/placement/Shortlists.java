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
 * The candidates of every shape that was asked for lately, kept from gang to gang and from cycle to
 * cycle. They look at the moments of one timeline after another; a node is looked at again only
 * after something on it changed, in the view or in a timeline that began or ended. Whoever changes
 * a node says so, here; what is answered does not depend on what was kept.
 */
public final class Shortlists {
  /** Shapes kept: with the largest fleets each takes megabytes. */
  private static final int KEPT_MAX = 128;

  private static final int LOG_MAX = 1 << 17;

  private final ClusterView view;
  private final PlacementScore score;
  private final Map<Ask, Kept> kept = new LinkedHashMap<>(KEPT_MAX, 0.75f, true);

  /** The nodes that changed, in the order of the changes, with repetitions. */
  private final List<NodeId> touched = new ArrayList<>();

  private Optional<FreeTimeline> timeline = Optional.empty();
  private int begunAt;

  private record Ask(GangShape shape, boolean brief) {}

  private static final class Kept {
    final Candidates candidates;
    int seen;

    Kept(Candidates candidates, int seen) {
      this.candidates = candidates;
      this.seen = seen;
    }
  }

  public Shortlists(ClusterView view, PlacementScore score) {
    this.view = view;
    this.score = score;
  }

  /** From now on candidates look at this timeline, which nothing has changed yet. */
  void begin(FreeTimeline next) {
    // What the timeline before had changed is as in the view again.
    List<NodeId> restored = List.copyOf(touched.subList(begunAt, touched.size()));
    touched.addAll(restored);
    timeline = Optional.of(next);
    if (touched.size() > LOG_MAX) {
      int forgotten = touched.size() - LOG_MAX / 2;
      kept.values().removeIf(old -> old.seen < forgotten);
      kept.values().forEach(rest -> rest.seen -= forgotten);
      touched.subList(0, forgotten).clear();
    }
    begunAt = touched.size();
  }

  /** Something on the node changed. */
  public void touch(NodeId node) {
    touched.add(node);
  }

  /**
   * Where such a gang could start at once.
   *
   * @param brief whether it is gone before the timeline's reservation begins
   */
  public Candidates of(GangShape shape, boolean brief) {
    Ask ask = new Ask(shape, brief);
    Kept found = kept.get(ask);
    if (found == null) {
      Candidates made =
          new Candidates(view, node -> timeline.orElseThrow().open(node, brief), shape, score);
      found = new Kept(made, touched.size());
      kept.put(ask, found);
      if (kept.size() > KEPT_MAX) {
        kept.remove(kept.keySet().iterator().next());
      }
    }
    for (NodeId node : new LinkedHashSet<>(touched.subList(found.seen, touched.size()))) {
      found.candidates.refresh(node, view.node(node));
    }
    found.seen = touched.size();
    return found.candidates;
  }

  /** Lets go of everything kept. */
  void forget() {
    kept.clear();
  }
}
