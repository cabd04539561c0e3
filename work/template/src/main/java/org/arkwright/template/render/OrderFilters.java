package org.arkwright.template.render;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.arkwright.template.failure.TemplateFailedException;
import org.arkwright.template.value.Bound;
import org.arkwright.template.value.CallArguments;
import org.arkwright.template.value.Iteration;
import org.arkwright.template.value.Mapping;
import org.arkwright.template.value.None;
import org.arkwright.template.value.Ordering;
import org.arkwright.template.value.Sequence;
import org.arkwright.template.value.Text;
import org.arkwright.template.value.TypeNames;
import org.arkwright.template.value.Undefined;
import org.arkwright.template.value.Value;

/** Filters that compare items; strings without regard to case unless they are asked to. */
final class OrderFilters {
  static final Map<String, Filter> ALL =
      Map.of(
          "sort", OrderFilters::sort,
          "dictsort", OrderFilters::sortMapping,
          "unique", OrderFilters::unique,
          "min", (subject, arguments, run) -> extreme(subject, arguments, -1, run),
          "max", (subject, arguments, run) -> extreme(subject, arguments, 1, run));

  private OrderFilters() {}

  private static Value folded(Value value, boolean caseSensitive, Run run) {
    if (caseSensitive || !(value instanceof Text text)) {
      return value;
    }
    run.budget().characters(text.value().length());
    return new Text(Cases.lower(text.value()));
  }

  /** An item with what it is compared by. */
  private record Keyed(List<Value> keys, Value item) {}

  private static Comparator<Keyed> order(Run run) {
    return (a, b) ->
        Ordering.compare(Sequence.list(a.keys()), Sequence.list(b.keys()), "<", run.budget())
            .orElse(0);
  }

  private static Value sort(Value subject, CallArguments arguments, Run run) {
    Bound bound = arguments.bind("sort", "reverse", "case_sensitive", "attribute");
    List<AttributePath> paths = new ArrayList<>();
    if (bound.or("attribute", None.NONE) instanceof Text several) {
      run.budget().items(several.value().length());
      for (String path : several.value().split(",", -1)) {
        paths.add(AttributePath.of(new Text(path)));
      }
    } else {
      paths.add(AttributePath.of(bound.or("attribute", None.NONE)));
    }
    List<Keyed> keyed = new ArrayList<>();
    for (Value item : Iteration.list(subject, run.budget())) {
      List<Value> keys = new ArrayList<>();
      for (AttributePath path : paths) {
        keys.add(folded(path.in(item, run), bound.truth("case_sensitive"), run));
      }
      keyed.add(new Keyed(keys, item));
    }
    return Sequence.list(sorted(keyed, bound.truth("reverse"), run));
  }

  private static List<Value> sorted(List<Keyed> keyed, boolean reverse, Run run) {
    Comparator<Keyed> order = order(run);
    try {
      keyed.sort(reverse ? order.reversed() : order);
    } catch (IllegalArgumentException _) {
      // Java's sort notices when a NaN makes an order that is none.
      throw new TemplateFailedException("the items have no order, as one is not a number");
    }
    List<Value> items = new ArrayList<>(keyed.size());
    for (Keyed item : keyed) {
      items.add(item.item());
    }
    return items;
  }

  private static Value sortMapping(Value subject, CallArguments arguments, Run run) {
    Bound bound = arguments.bind("dictsort", "case_sensitive", "by", "reverse");
    String by = bound.has("by") ? bound.text("by") : "key";
    if (!by.equals("key") && !by.equals("value")) {
      throw new TemplateFailedException("You can only sort by either \"key\" or \"value\"");
    }
    if (!(subject instanceof Mapping mapping)) {
      throw new TemplateFailedException("dictsort takes a dict, not " + TypeNames.of(subject));
    }
    run.budget().items(mapping.entries().size());
    List<Keyed> keyed = new ArrayList<>();
    for (Map.Entry<Value, Value> entry : mapping.entries().entrySet()) {
      Value key = by.equals("key") ? entry.getKey() : entry.getValue();
      keyed.add(
          new Keyed(
              List.of(folded(key, bound.truth("case_sensitive"), run)),
              Sequence.tuple(entry.getKey(), entry.getValue())));
    }
    return Sequence.list(sorted(keyed, bound.truth("reverse"), run));
  }

  private static Value unique(Value subject, CallArguments arguments, Run run) {
    return Lazy.later(() -> uniqueOf(subject, arguments, run));
  }

  private static Iterator<Value> uniqueOf(Value subject, CallArguments arguments, Run run) {
    Bound bound = arguments.bind("unique", "case_sensitive", "attribute");
    AttributePath path = AttributePath.of(bound.or("attribute", None.NONE));
    Map<Value, Value> firsts = new LinkedHashMap<>();
    for (Value item : Iteration.list(subject, run.budget())) {
      Value key = folded(path.in(item, run), bound.truth("case_sensitive"), run);
      run.budget().object();
      firsts.putIfAbsent(Mapping.key(key, run.budget()), item);
    }
    return firsts.values().iterator();
  }

  private static Value extreme(Value subject, CallArguments arguments, int sign, Run run) {
    Bound bound = arguments.bind(sign < 0 ? "min" : "max", "case_sensitive", "attribute");
    AttributePath path = AttributePath.of(bound.or("attribute", None.NONE));
    Value best = null;
    Value bestKey = None.NONE;
    for (Value item : Iteration.list(subject, run.budget())) {
      Value key = folded(path.in(item, run), bound.truth("case_sensitive"), run);
      if (best == null
          || Ordering.compare(key, bestKey, sign < 0 ? "<" : ">", run.budget())
              .filter(order -> order * sign > 0)
              .isPresent()) {
        best = item;
        bestKey = key;
      }
    }
    return best == null ? new Undefined("No aggregated item, sequence was empty.") : best;
  }
}
