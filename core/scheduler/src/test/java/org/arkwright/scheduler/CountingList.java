package org.arkwright.scheduler;

import java.util.AbstractCollection;
import java.util.Iterator;
import java.util.List;

/** A list that counts every element its iterators return. */
final class CountingList<T> extends AbstractCollection<T> {
  private final List<T> elements;
  private final Runnable onNext;

  CountingList(List<T> elements, Runnable onNext) {
    this.elements = elements;
    this.onNext = onNext;
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
        onNext.run();
        return iterator.next();
      }
    };
  }

  @Override
  public int size() {
    return elements.size();
  }
}
