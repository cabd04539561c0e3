package org.arkwright.template.render;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.arkwright.template.failure.TemplateFailedException;
import org.arkwright.template.value.Arithmetic;
import org.arkwright.template.value.Bound;
import org.arkwright.template.value.CallArguments;
import org.arkwright.template.value.Generator;
import org.arkwright.template.value.Iteration;
import org.arkwright.template.value.Mapping;
import org.arkwright.template.value.None;
import org.arkwright.template.value.Representation;
import org.arkwright.template.value.Sequence;
import org.arkwright.template.value.Text;
import org.arkwright.template.value.TypeNames;
import org.arkwright.template.value.Undefined;
import org.arkwright.template.value.Value;
import org.arkwright.template.value.View;
import org.arkwright.template.value.Whole;

/** Filters over what can be gone through. */
final class ListFilters {
  static final Map<String, Filter> ALL =
      Map.of(
          "list", ListFilters::list,
          "first", ListFilters::first,
          "last", ListFilters::last,
          "join", ListFilters::join,
          "items", ListFilters::items,
          "reverse", ListFilters::reverse,
          "sum", ListFilters::sum,
          "batch", ListFilters::batch,
          "slice", ListFilters::slice);

  private ListFilters() {}

  private static Value list(Value subject, CallArguments arguments, Run run) {
    arguments.bind("list");
    return Sequence.list(Iteration.list(subject, run.budget()));
  }

  private static Value first(Value subject, CallArguments arguments, Run run) {
    arguments.bind("first");
    Iterator<Value> items = Iteration.over(subject, run.budget());
    return items.hasNext() ? items.next() : new Undefined("No first item, sequence was empty.");
  }

  private static Value last(Value subject, CallArguments arguments, Run run) {
    arguments.bind("last");
    List<Value> items = Iteration.list(reversible(subject), run.budget());
    return items.isEmpty() ? new Undefined("No last item, sequence was empty.") : items.getLast();
  }

  private static Value reversible(Value value) {
    return switch (value) {
      case Undefined undefined -> throw undefined.failure();
      case Generator _ -> throw new TemplateFailedException("a generator is not reversible");
      default -> value;
    };
  }

  private static Value join(Value subject, CallArguments arguments, Run run) {
    Bound bound = arguments.bind("join", "d", "attribute");
    String separator = Representation.string(bound.or("d", Text.EMPTY), run.budget());
    AttributePath path = AttributePath.of(bound.or("attribute", None.NONE));
    StringBuilder joined = new StringBuilder();
    Iterator<Value> items = Iteration.over(subject, run.budget());
    boolean more = false;
    while (items.hasNext()) {
      run.budget().step();
      String item = Representation.string(path.in(items.next(), run), run.budget());
      run.budget().characters((long) item.length() + separator.length());
      joined.append(more ? separator : "").append(item);
      more = true;
    }
    return new Text(joined.toString());
  }

  private static Value items(Value subject, CallArguments arguments, Run run) {
    return Lazy.later(() -> itemsOf(subject, arguments, run));
  }

  private static Iterator<Value> itemsOf(Value subject, CallArguments arguments, Run run) {
    arguments.bind("items");
    return switch (subject) {
      case Undefined _ -> Collections.emptyIterator();
      case Mapping mapping -> {
        run.budget().items(mapping.entries().size());
        yield mapping.listed(View.Kind.ITEMS).iterator();
      }
      default ->
          throw new TemplateFailedException(
              "Can only get item pairs from a mapping, not " + TypeNames.of(subject));
    };
  }

  private static Value reverse(Value subject, CallArguments arguments, Run run) {
    arguments.bind("reverse");
    if (subject instanceof Text text) {
      run.budget().characters(text.value().length());
      return text.with(new StringBuilder(text.value()).reverse().toString());
    }
    return new Generator(Iteration.list(subject, run.budget()).reversed().iterator());
  }

  private static Value sum(Value subject, CallArguments arguments, Run run) {
    Bound bound = arguments.bind("sum", "attribute", "start");
    AttributePath path = AttributePath.of(bound.or("attribute", None.NONE));
    Value sum = bound.or("start", Whole.of(0));
    Iterator<Value> items = Iteration.over(subject, run.budget());
    while (items.hasNext()) {
      run.budget().step();
      sum = Arithmetic.add(sum, path.in(items.next(), run), run.budget());
    }
    return sum;
  }

  private static Value batch(Value subject, CallArguments arguments, Run run) {
    return Lazy.later(() -> batchOf(subject, arguments, run));
  }

  private static Iterator<Value> batchOf(Value subject, CallArguments arguments, Run run) {
    Bound bound = arguments.bind("batch", "linecount", "fill_with");
    bound.required("linecount");
    int count = bound.whole("linecount", 1);
    Optional<Value> fill = fill(bound);
    List<Value> items = Iteration.list(subject, run.budget());
    List<Value> batches = new ArrayList<>();
    for (int i = 0; i < items.size(); i += Math.max(1, count)) {
      List<Value> batch =
          new ArrayList<>(items.subList(i, Math.min(items.size(), i + Math.max(1, count))));
      if (fill.isPresent() && batch.size() < count) {
        run.budget().items(count);
        batch.addAll(Collections.nCopies(count - batch.size(), fill.get()));
      }
      batches.add(Sequence.list(batch));
    }
    return batches.iterator();
  }

  private static Optional<Value> fill(Bound bound) {
    Value fill = bound.or("fill_with", None.NONE);
    return fill == None.NONE ? Optional.empty() : Optional.of(fill);
  }

  private static Value slice(Value subject, CallArguments arguments, Run run) {
    return Lazy.later(() -> sliceOf(subject, arguments, run));
  }

  private static Iterator<Value> sliceOf(Value subject, CallArguments arguments, Run run) {
    Bound bound = arguments.bind("slice", "slices", "fill_with");
    bound.required("slices");
    int slices = bound.whole("slices", 1);
    if (slices < 1) {
      throw new TemplateFailedException("slice needs 1 or more slices");
    }
    run.budget().items(slices);
    List<Value> items = Iteration.list(subject, run.budget());
    int each = items.size() / slices;
    int longer = items.size() % slices;
    List<Value> parts = new ArrayList<>();
    int at = 0;
    for (int i = 0; i < slices; i++) {
      int end = at + each + (i < longer ? 1 : 0);
      List<Value> part = new ArrayList<>(items.subList(at, end));
      if (i >= longer) {
        fill(bound).ifPresent(part::add);
      }
      parts.add(Sequence.list(part));
      at = end;
    }
    return parts.iterator();
  }
}
