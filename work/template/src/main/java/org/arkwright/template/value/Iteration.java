package org.arkwright.template.value;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import java.util.PrimitiveIterator;
import org.arkwright.template.bound.Budget;
import org.arkwright.template.failure.TemplateFailedException;

/** What can be gone through: a string by code points, a dict by keys. */
public final class Iteration {
  private Iteration() {}

  public static boolean isIterable(Value value) {
    return switch (value) {
      case None _, Bool _, Whole _, Real _, Callable _, Namespace _ -> false;
      case Text _, Sequence _, Mapping _, View _, Range _, Generator _, Loop _, Undefined _ -> true;
    };
  }

  public static Iterator<Value> over(Value value, Budget budget) {
    return switch (value) {
      case Text text -> characters(text, budget);
      case Sequence sequence -> sequence.items().iterator();
      case Mapping mapping -> mapping.entries().sequencedKeySet().iterator();
      case View view -> view.items().iterator();
      case Range range -> numbers(range);
      case Generator generator -> generator.rest();
      case Undefined _ -> Collections.emptyIterator();
      case Loop loop -> rounds(loop);
      case None _, Bool _, Whole _, Real _, Callable _, Namespace _ ->
          throw new TemplateFailedException("'" + TypeNames.of(value) + "' object is not iterable");
    };
  }

  /** All items as a list of its own. */
  public static List<Value> list(Value value, Budget budget) {
    Iterator<Value> iterator = over(value, budget);
    List<Value> items = new ArrayList<>();
    while (iterator.hasNext()) {
      budget.items(1);
      items.add(iterator.next());
      budget.length(items.size());
    }
    return items;
  }

  /** How many items there are, without going through them; empty where Python has no len(). */
  public static OptionalLong length(Value value, Budget budget) {
    return switch (value) {
      case Text text -> {
        budget.read(text.value().length());
        yield OptionalLong.of(text.length());
      }
      case Sequence sequence -> OptionalLong.of(sequence.items().size());
      case Mapping mapping -> OptionalLong.of(mapping.entries().size());
      case View view -> OptionalLong.of(view.items().size());
      case Range range -> OptionalLong.of(range.length());
      case Loop loop -> OptionalLong.of(loop.length());
      case Undefined _ -> OptionalLong.of(0);
      case None _, Bool _, Whole _, Real _, Callable _, Namespace _, Generator _ ->
          OptionalLong.empty();
    };
  }

  private static Iterator<Value> characters(Text text, Budget budget) {
    budget.read(text.value().length());
    PrimitiveIterator.OfInt points = text.value().codePoints().iterator();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return points.hasNext();
      }

      @Override
      public Value next() {
        return text.with(Character.toString(points.nextInt()));
      }
    };
  }

  private static Iterator<Value> numbers(Range range) {
    long length = range.length();
    return new Iterator<>() {
      private long index;

      @Override
      public boolean hasNext() {
        return index < length;
      }

      @Override
      public Value next() {
        return range.at(index++);
      }
    };
  }

  private static Iterator<Value> rounds(Loop loop) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return loop.hasMore();
      }

      @Override
      public Value next() {
        Value next = loop.advance();
        return Sequence.tuple(next == null ? None.NONE : next, loop);
      }
    };
  }
}
