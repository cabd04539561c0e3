package org.arkwright.kernel.index;

import java.util.AbstractCollection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * Elements in order, kept in blocks of bounded size: finding, adding, removing and counting those
 * ahead take few steps among many thousands, and an element costs little more than its reference,
 * where an entry of a tree costs 32 bytes. Iterators are not told of changes: do not change it
 * while one is in use.
 *
 * @param <E> what an element is; its place in the order does not change while it is here
 */
public final class SortedBlocks<E> {
  private static final int BLOCK_MAX = 256;

  private final Comparator<? super E> order;

  /** In order; none is empty. */
  private final List<ArrayList<E>> blocks = new ArrayList<>();

  private int size;

  /** A place in the order, whether or not an element is there. */
  @FunctionalInterface
  public interface Place<E> {
    /** Less than zero when the place is ahead of the element, zero at it, more behind it. */
    int comparedTo(E element);
  }

  /** Creates an empty one; elements that compare as equal replace one another. */
  public SortedBlocks(Comparator<? super E> order) {
    this.order = order;
  }

  public int size() {
    return size;
  }

  /** The element at the place. */
  public Optional<E> find(Place<E> place) {
    if (size == 0) {
      return Optional.empty();
    }
    List<E> block = blocks.get(block(place));
    int index = index(block, place);
    return isAt(place, block, index) ? Optional.of(block.get(index)) : Optional.empty();
  }

  /** Adds an element; returns the one whose place it took. */
  public Optional<E> put(E element) {
    if (size == 0) {
      blocks.add(new ArrayList<>());
    }
    Place<E> place = placeOf(element);
    int at = block(place);
    ArrayList<E> block = blocks.get(at);
    int index = index(block, place);
    if (isAt(place, block, index)) {
      return Optional.of(block.set(index, element));
    }
    block.add(index, element);
    size++;
    if (block.size() > BLOCK_MAX) {
      split(at, index);
    }
    return Optional.empty();
  }

  /** Removes the element whose place is that of the given one, if there is one. */
  public boolean remove(E element) {
    if (size == 0) {
      return false;
    }
    Place<E> place = placeOf(element);
    int at = block(place);
    List<E> block = blocks.get(at);
    int index = index(block, place);
    if (!isAt(place, block, index)) {
      return false;
    }
    block.remove(index);
    size--;
    if (block.isEmpty()) {
      blocks.remove(at);
    } else {
      merge(at);
      merge(at - 1);
    }
    return true;
  }

  /** The number of elements ahead of the place. */
  public long ahead(Place<E> place) {
    if (size == 0) {
      return 0;
    }
    int block = block(place);
    long ahead = 0;
    for (int before = 0; before < block; before++) {
      ahead += blocks.get(before).size();
    }
    return ahead + index(blocks.get(block), place);
  }

  /** All elements in order; a view. */
  public Collection<E> all() {
    return view(this::size, Ascending::new);
  }

  /** All elements in reverse order; a view. */
  public Collection<E> reversed() {
    return view(this::size, () -> new Descending(blocks.size(), 0));
  }

  /** The elements ahead of the place, in reverse order; a view. */
  public Collection<E> reversedFrom(Place<E> place) {
    return view(() -> Math.toIntExact(ahead(place)), () -> descendingFrom(place));
  }

  private Place<E> placeOf(E element) {
    return other -> order.compare(element, other);
  }

  private static <E> boolean isAt(Place<E> place, List<E> block, int index) {
    return index < block.size() && place.comparedTo(block.get(index)) == 0;
  }

  /** Halves a block that is too long; one that grew at its end stays as it was, and so full. */
  private void split(int at, int grewAt) {
    ArrayList<E> block = blocks.get(at);
    int from = grewAt == BLOCK_MAX ? BLOCK_MAX : BLOCK_MAX / 2;
    List<E> rest = block.subList(from, block.size());
    blocks.add(at + 1, new ArrayList<>(rest));
    rest.clear();
    block.trimToSize();
  }

  /** Joins a block and the next one where both are nearly empty, lest few elements hold many. */
  private void merge(int at) {
    if (at < 0 || at + 1 >= blocks.size()) {
      return;
    }
    ArrayList<E> block = blocks.get(at);
    List<E> next = blocks.get(at + 1);
    if (block.size() + next.size() <= BLOCK_MAX / 2) {
      block.addAll(next);
      block.trimToSize();
      blocks.remove(at + 1);
    }
  }

  /** The block in which the place is or would be: the last that does not begin behind it. */
  private int block(Place<E> place) {
    int low = 0;
    int high = blocks.size() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (place.comparedTo(blocks.get(middle).getFirst()) >= 0) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  /** The number of the block's elements ahead of the place. */
  private static <E> int index(List<E> block, Place<E> place) {
    int low = 0;
    int high = block.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (place.comparedTo(block.get(middle)) > 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private Iterator<E> descendingFrom(Place<E> place) {
    int block = block(place);
    return new Descending(block, size == 0 ? 0 : index(blocks.get(block), place));
  }

  private static <E> Collection<E> view(IntSupplier size, Supplier<Iterator<E>> iterator) {
    return new AbstractCollection<>() {
      @Override
      public Iterator<E> iterator() {
        return iterator.get();
      }

      @Override
      public int size() {
        return size.getAsInt();
      }
    };
  }

  private final class Ascending implements Iterator<E> {
    private int block;
    private int index;

    @Override
    public boolean hasNext() {
      return block < blocks.size();
    }

    @Override
    public E next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      List<E> of = blocks.get(block);
      E element = of.get(index++);
      if (index == of.size()) {
        block++;
        index = 0;
      }
      return element;
    }
  }

  /** Begins ahead of a position. */
  private final class Descending implements Iterator<E> {
    private int block;
    private int index;

    Descending(int block, int index) {
      this.block = block;
      this.index = index;
    }

    @Override
    public boolean hasNext() {
      return block > 0 || index > 0;
    }

    @Override
    public E next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      if (index == 0) {
        block--;
        index = blocks.get(block).size();
      }
      index--;
      return blocks.get(block).get(index);
    }
  }
}
