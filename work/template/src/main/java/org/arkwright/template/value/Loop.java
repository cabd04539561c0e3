package org.arkwright.template.value;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.arkwright.template.bound.Budget;
import org.arkwright.template.failure.TemplateFailedException;
import org.jspecify.annotations.Nullable;

/** The variable {@code loop}. It looks ahead only when the template asks what comes. */
public final class Loop implements Value {
  private final Budget budget;
  private final int depth;
  private final Optional<Callable.Body> again;
  private Iterator<Value> iterator;
  private long known;
  private int index = -1;
  private @Nullable Value before;
  private @Nullable Value current;
  private @Nullable Value after;
  private @Nullable Value lastChanged;

  /**
   * A loop before its first item.
   *
   * @param known how many items there are, or -1 if they must be counted
   * @param depth 0 for a loop that is in no recursive loop
   * @param again what {@code loop(items)} does, if the loop is recursive
   */
  public Loop(
      Iterator<Value> iterator,
      long known,
      int depth,
      Optional<Callable.Body> again,
      Budget budget) {
    this.iterator = iterator;
    this.known = known;
    this.depth = depth;
    this.again = again;
    this.budget = budget;
  }

  /** Goes on to the next item, which is null at the end. */
  public @Nullable Value advance() {
    Value next = after;
    after = null;
    if (next == null) {
      next = iterator.hasNext() ? iterator.next() : null;
    }
    if (next != null) {
      index++;
      before = current;
      current = next;
    }
    return next;
  }

  /** The number of items; counts them all where it must. */
  public long length() {
    if (known < 0) {
      List<Value> rest = new ArrayList<>();
      while (iterator.hasNext()) {
        budget.items(1);
        budget.length(rest.size());
        rest.add(iterator.next());
      }
      iterator = rest.iterator();
      known = rest.size() + index + 1L + (after == null ? 0 : 1);
    }
    return known;
  }

  /** Runs the loop inside itself, over other items, and gives what that writes. */
  public Value call(CallArguments arguments) {
    return again
        .orElseThrow(() ->
            new TemplateFailedException(
                "The loop must have the 'recursive' marker to be called recursively."))
        .call(arguments);
  }

  int index() {
    return index;
  }

  private @Nullable Value peek() {
    if (after == null && iterator.hasNext()) {
      after = iterator.next();
    }
    return after;
  }

  boolean hasMore() {
    return peek() != null;
  }

  /** An attribute, or null if loops have none of this name. */
  public @Nullable Value attribute(String name) {
    return switch (name) {
      case "index" -> Whole.of(index + 1L);
      case "index0" -> Whole.of(index);
      case "revindex" -> Whole.of(length() - index);
      case "revindex0" -> Whole.of(length() - index - 1);
      case "first" -> Bool.of(index == 0);
      case "last" -> Bool.of(peek() == null);
      case "length" -> Whole.of(length());
      case "depth" -> Whole.of(depth + 1L);
      case "depth0" -> Whole.of(depth);
      case "previtem" -> before == null ? new Undefined("there is no previous item") : before;
      case "nextitem" -> {
        Value next = peek();
        yield next == null ? new Undefined("there is no next item") : next;
      }
      case "cycle" -> new Callable("<bound method LoopContext.cycle>", this::cycle);
      case "changed" -> new Callable("<bound method LoopContext.changed>", this::changed);
      default -> null;
    };
  }

  private Value cycle(CallArguments arguments) {
    List<Value> values = arguments.positional();
    if (values.isEmpty()) {
      throw new TemplateFailedException("no items for cycling given");
    }
    return values.get(index % values.size());
  }

  private Value changed(CallArguments arguments) {
    Value now = Sequence.tuple(arguments.positional());
    if (lastChanged != null && Equality.equal(lastChanged, now, budget)) {
      return Bool.FALSE;
    }
    lastChanged = now;
    return Bool.TRUE;
  }
}
