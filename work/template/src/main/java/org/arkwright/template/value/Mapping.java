package org.arkwright.template.value;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.arkwright.template.bound.Budget;
import org.arkwright.template.failure.TemplateFailedException;
import org.jspecify.annotations.Nullable;

/**
 * A dict, in the order of insertion.
 *
 * @param entries by keys that {@link #key} made; never changed
 */
public record Mapping(SequencedMap<Value, Value> entries) implements Value {
  public static final Mapping EMPTY = new Mapping(new LinkedHashMap<>());

  /** The value of a key, or null. */
  public @Nullable Value get(Value key, Budget budget) {
    return entries.get(key(key, budget));
  }

  /** The value, if it may be a key. Numbers that are equal are one key, the first. */
  public static Value key(Value value, Budget budget) {
    return switch (value) {
      case Text text -> text;

      case None _, Bool _, Whole _, Real _, Undefined _ -> value;
      case Callable _, Namespace _, Generator _, Loop _, Range _ -> value;
      case Sequence(boolean tuple, List<Value> items) when tuple -> {
        budget.enter();
        for (Value item : items) {
          key(item, budget);
        }
        budget.leave();
        yield value;
      }
      case Sequence _, Mapping _, View _ ->
          throw new TemplateFailedException("unhashable type: '" + TypeNames.of(value) + "'");
    };
  }

  /** The keys, or the values, or both as tuples. */
  public List<Value> listed(View.Kind kind) {
    return switch (kind) {
      case KEYS -> new ArrayList<>(entries.keySet());
      case VALUES -> new ArrayList<>(entries.values());
      case ITEMS -> {
        List<Value> items = new ArrayList<>(entries.size());
        for (Map.Entry<Value, Value> entry : entries.entrySet()) {
          items.add(Sequence.tuple(entry.getKey(), entry.getValue()));
        }
        yield items;
      }
    };
  }
}
