package org.arkwright.kernel.index;

import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.GangShape;
import org.arkwright.model.job.Job;
import org.arkwright.scheduler.order.OrderingPolicy;
import org.arkwright.scheduler.view.PendingClass;

/**
 * The queued gangs, grouped in classes of interchangeable gangs. Adding and removing take O(log n).
 */
public final class PendingIndex {
  private final NavigableMap<Key, PendingGangs> classes = new TreeMap<>(Key.ORDER);
  private final OrderingPolicy ordering;

  /** Creates an empty index whose classes offer their gangs in the given order. */
  public PendingIndex(OrderingPolicy ordering) {
    this.ordering = ordering;
  }

  /** The classes by priority (highest first), project and shape; none is empty. */
  public Collection<? extends PendingClass> classes() {
    return Collections.unmodifiableCollection(classes.values());
  }

  public void add(Job gang) {
    classes.computeIfAbsent(Key.of(gang), key -> new PendingGangs(key, ordering)).add(gang);
  }

  public void remove(Job gang) {
    Key key = Key.of(gang);
    PendingGangs gangs = classes.get(key);
    if (gangs == null || !gangs.remove(gang)) {
      throw new IllegalStateException(gang.id() + " is not queued");
    }
    if (gangs.gangs().isEmpty()) {
      classes.remove(key);
    }
  }

  /** The identity of a class. */
  record Key(int priority, ProjectName project, GangShape shape) {
    static final Comparator<Key> ORDER =
        Comparator.comparingInt(Key::priority)
            .reversed()
            .thenComparing(Key::project)
            .thenComparing(Key::shape, ShapeOrder.INSTANCE);

    static Key of(Job gang) {
      return new Key(
          gang.spec().scheduling().priority(), gang.spec().project(), gang.spec().shape());
    }
  }
}
