package org.arkwright.template.value;

import java.util.ArrayList;
import java.util.List;
import org.arkwright.template.bound.Budget;
import org.arkwright.template.failure.TemplateFailedException;
import org.jspecify.annotations.Nullable;

/** {@code value[start:stop:step]}. */
public final class Slices {
  private static final long STEP_MAX = 1L << 32;

  private Slices() {}

  /** The part of a string, list, tuple or range; null stands for a bound that is left out. */
  public static Value slice(
      Value of, @Nullable Value start, @Nullable Value stop, @Nullable Value step, Budget budget) {
    return switch (of) {
      case Text text -> text.with(cut(text.value(), start, stop, step, budget));
      case Sequence(boolean tuple, List<Value> items) -> {
        Range indices = indices(items.size(), start, stop, step);
        budget.items(indices.length());
        List<Value> part = new ArrayList<>((int) indices.length());
        for (long i = 0; i < indices.length(); i++) {
          part.add(items.get((int) (indices.start() + i * indices.step())));
        }
        yield new Sequence(tuple, part);
      }
      case Range range -> {
        Range indices = indices((int) range.length(), start, stop, step);
        yield new Range(
            range.start() + indices.start() * range.step(),
            range.start() + indices.stop() * range.step(),
            // Farther apart than the ends of any range: there is one item then, at most.
            Math.clamp(range.step() * indices.step(), -STEP_MAX, STEP_MAX));
      }
      case Undefined undefined -> throw undefined.failure();
      default ->
          throw new TemplateFailedException(
              "'%s' object cannot be sliced".formatted(TypeNames.of(of)));
    };
  }

  private static String cut(
      String text,
      @Nullable Value start,
      @Nullable Value stop,
      @Nullable Value step,
      Budget budget) {
    int length = text.codePointCount(0, text.length());
    Range indices = indices(length, start, stop, step);
    budget.characters(text.length());
    if (indices.length() == 0) {
      return "";
    }
    if (indices.step() == 1) {
      int from = text.offsetByCodePoints(0, (int) indices.start());
      return text.substring(from, text.offsetByCodePoints(from, (int) indices.length()));
    }
    int[] points = text.codePoints().toArray();
    StringBuilder part = new StringBuilder();
    for (long i = 0; i < indices.length(); i++) {
      part.appendCodePoint(points[(int) (indices.start() + i * indices.step())]);
    }
    return part.toString();
  }

  private static Range indices(
      int length, @Nullable Value start, @Nullable Value stop, @Nullable Value step) {
    int by = step == null || step == None.NONE ? 1 : index(step);
    if (by == 0) {
      throw new TemplateFailedException("slice step cannot be zero");
    }
    long low = by > 0 ? 0 : -1;
    long high = by > 0 ? length : length - 1L;
    return new Range(
        bound(start, length, low, high, by > 0 ? low : high),
        bound(stop, length, low, high, by > 0 ? high : low),
        by);
  }

  private static long bound(
      @Nullable Value value, int length, long low, long high, long otherwise) {
    if (value == null || value == None.NONE) {
      return otherwise;
    }
    long index = index(value);
    return Math.clamp(index < 0 ? index + length : index, low, high);
  }

  private static int index(Value value) {
    return Numbers.index(value, type -> "slice indices must be integers or None, not " + type);
  }
}
