package org.arkwright.template.render;

import java.util.List;
import java.util.Optional;
import org.arkwright.template.value.Loop;
import org.arkwright.template.value.Mapping;
import org.arkwright.template.value.Namespace;
import org.arkwright.template.value.Numbers;
import org.arkwright.template.value.Range;
import org.arkwright.template.value.Representation;
import org.arkwright.template.value.Sequence;
import org.arkwright.template.value.Text;
import org.arkwright.template.value.Undefined;
import org.arkwright.template.value.Value;
import org.arkwright.template.value.Whole;
import org.jspecify.annotations.Nullable;

/** {@code of.name} and {@code of[key]}: what is missing is {@link Undefined}. */
final class Access {
  private Access() {}

  /** A method or another attribute of Python's, and if there is none, an item. */
  static Value attribute(Value of, Text name, Run run) {
    if (of instanceof Undefined undefined) {
      throw undefined.failure();
    }
    Value found = own(of, name.value(), run);
    if (found == null && of instanceof Mapping mapping) {
      found = mapping.get(name, run.budget());
    }
    return found == null ? Undefined.attribute(of, name.value()) : found;
  }

  /** An item, and if there is none and the key is a string, an attribute. */
  static Value item(Value of, Value key, Run run) {
    if (of instanceof Undefined undefined) {
      throw undefined.failure();
    }
    Value found = lookedUp(of, key, run);
    if (found == null && key instanceof Text name) {
      found = own(of, name.value(), run);
    }
    if (found != null) {
      return found;
    }
    return key instanceof Text name
        ? Undefined.attribute(of, name.value())
        : Undefined.item(of, Representation.quoted(key, run.budget()));
  }

  private static @Nullable Value own(Value of, String name, Run run) {
    return switch (of) {
      case Text text -> TextMethods.find(text, name, run);
      case Mapping mapping -> MappingMethods.find(mapping, name, run);
      case Sequence sequence -> SequenceMethods.find(sequence, name, run);
      case Namespace namespace -> namespace.get(name);
      case Loop loop -> loop.attribute(name);
      default -> null;
    };
  }

  private static @Nullable Value lookedUp(Value of, Value key, Run run) {
    return switch (of) {
      case Mapping mapping -> isHashable(key) ? mapping.get(key, run.budget()) : null;
      case Sequence sequence ->
          index(key, sequence.items().size())
              .map(index -> sequence.items().get(index))
              .orElse(null);
      case Range range ->
          index(key, (int) Math.min(range.length(), Integer.MAX_VALUE)).map(range::at).orElse(null);
      case Text text -> character(text, key, run);
      default -> null;
    };
  }

  private static boolean isHashable(Value key) {
    return !(key instanceof Mapping)
        && !(key instanceof Sequence(boolean tuple, List<Value> items)
            && (!tuple || !items.stream().allMatch(Access::isHashable)));
  }

  private static @Nullable Value character(Text text, Value key, Run run) {
    run.budget().read(text.value().length());
    Optional<Integer> index = index(key, text.length());
    if (index.isEmpty()) {
      return null;
    }
    int at = text.value().offsetByCodePoints(0, index.get());
    return text.with(Character.toString(text.value().codePointAt(at)));
  }

  private static Optional<Integer> index(Value key, int length) {
    return Numbers.whole(key)
        .map(whole -> {
          long index = new Whole(whole).clamped();
          return index < 0 ? index + length : index;
        })
        .filter(index -> index >= 0 && index < length)
        .map(Long::intValue);
  }
}
