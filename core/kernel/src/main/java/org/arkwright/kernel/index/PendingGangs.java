package org.arkwright.kernel.index;

import java.util.AbstractCollection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.GangShape;
import org.arkwright.model.job.Job;
import org.arkwright.scheduler.order.OrderingPolicy;
import org.arkwright.scheduler.view.PendingClass;
import org.arkwright.scheduler.view.QueueRank;

/**
 * One class of queued gangs, in the order in which they should start. They are kept in sorted
 * blocks of bounded size, so that adding, removing and counting those ahead of a gang take few
 * steps among many thousands.
 */
final class PendingGangs implements PendingClass {
  private static final int BLOCK_MAX = 256;

  private final PendingIndex.Key key;
  private final OrderingPolicy ordering;

  /** In order; none is empty. */
  private final List<List<Entry>> blocks = new ArrayList<>();

  private int size;

  /** A gang and its position in the queue; computed once, because it does not change. */
  private record Entry(QueueRank position, Job gang) {}

  PendingGangs(PendingIndex.Key key, OrderingPolicy ordering) {
    this.key = key;
    this.ordering = ordering;
  }

  @Override
  public ProjectName project() {
    return key.project();
  }

  @Override
  public int priority() {
    return key.priority();
  }

  @Override
  public GangShape shape() {
    return key.shape();
  }

  @Override
  public Collection<Job> gangs() {
    return new AbstractCollection<>() {
      @Override
      public Iterator<Job> iterator() {
        return new Gangs();
      }

      @Override
      public int size() {
        return size;
      }
    };
  }

  @Override
  public long ahead(QueueRank position, OrderingPolicy policy) {
    int block = block(position);
    long ahead = 0;
    for (int before = 0; before < block; before++) {
      ahead += blocks.get(before).size();
    }
    return blocks.isEmpty() ? 0 : ahead + index(blocks.get(block), position);
  }

  void add(Job gang) {
    QueueRank position = position(gang);
    if (blocks.isEmpty()) {
      blocks.add(new ArrayList<>());
    }
    int at = block(position);
    List<Entry> block = blocks.get(at);
    block.add(index(block, position), new Entry(position, gang));
    size++;
    if (block.size() > BLOCK_MAX) {
      List<Entry> half = block.subList(BLOCK_MAX / 2, block.size());
      blocks.add(at + 1, new ArrayList<>(half));
      half.clear();
    }
  }

  boolean remove(Job gang) {
    if (blocks.isEmpty()) {
      return false;
    }
    QueueRank position = position(gang);
    int at = block(position);
    List<Entry> block = blocks.get(at);
    int index = index(block, position);
    if (index == block.size() || !block.get(index).position.equals(position)) {
      return false;
    }
    block.remove(index);
    size--;
    if (block.isEmpty()) {
      blocks.remove(at);
    }
    return true;
  }

  /** The block in which the position is or would be: the last that does not begin behind it. */
  private int block(QueueRank position) {
    int low = 0;
    int high = blocks.size() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (blocks.get(middle).getFirst().position.compareTo(position) <= 0) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  /** The number of the block's entries ahead of the position. */
  private static int index(List<Entry> block, QueueRank position) {
    int low = 0;
    int high = block.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (block.get(middle).position.compareTo(position) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private QueueRank position(Job gang) {
    return QueueRank.of(gang, ordering);
  }

  private final class Gangs implements Iterator<Job> {
    private int block;
    private int index;

    @Override
    public boolean hasNext() {
      return block < blocks.size();
    }

    @Override
    public Job next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      Job gang = blocks.get(block).get(index++).gang;
      if (index == blocks.get(block).size()) {
        block++;
        index = 0;
      }
      return gang;
    }
  }
}
