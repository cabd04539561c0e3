package org.arkwright.template.render;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.arkwright.template.value.Generator;
import org.arkwright.template.value.Value;
import org.jspecify.annotations.Nullable;

/**
 * Generators over other iterators. As in Python, nothing happens before the first item is wanted.
 */
final class Lazy {
  private Lazy() {}

  /** The items of an iterator that is made when the first is wanted. */
  static Generator later(Supplier<Iterator<Value>> items) {
    return new Generator(
        new Iterator<>() {
          private @Nullable Iterator<Value> made;

          private Iterator<Value> made() {
            if (made == null) {
              made = items.get();
            }
            return made;
          }

          @Override
          public boolean hasNext() {
            return made().hasNext();
          }

          @Override
          public Value next() {
            return made().next();
          }
        });
  }

  /** Each item changed, or left out where the change is empty. */
  static Iterator<Value> each(
      Iterator<Value> all, Function<Value, Optional<Value>> change, Run run) {
    return new Iterator<>() {
      private @Nullable Value next;

      @Override
      public boolean hasNext() {
        while (next == null && all.hasNext()) {
          run.budget().step();
          next = change.apply(all.next()).orElse(null);
        }
        return next != null;
      }

      @Override
      public Value next() {
        Value item = hasNext() ? next : null;
        if (item == null) {
          throw new NoSuchElementException();
        }
        next = null;
        return item;
      }
    };
  }
}
