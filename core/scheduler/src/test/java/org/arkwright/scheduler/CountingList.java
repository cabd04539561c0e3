package org.arkwright.scheduler;

import java.util.AbstractCollection;
import java.util.Iterator;
import java.util.List;

/** A list that tells of every element its iterators hand out. */
final class CountingList<T> extends AbstractCollection<T> {
  private final List<T> elements;
  private final Runnable seen;

  CountingList(List<T> elements, Runnable seen) {
    this.elements = elements;
    this.seen = seen;
  }

  @Override
  public Iterator<T> iterator() {
    Iterator<T> iterator = elements.iterator();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return iterator.hasNext();
      }

      @Override
      public T next() {
        seen.run();
        return iterator.next();
      }
    };
  }

  @Override
  public int size() {
    return elements.size();
  }
}
