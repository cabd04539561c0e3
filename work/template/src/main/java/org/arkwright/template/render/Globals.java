package org.arkwright.template.render;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.arkwright.template.failure.TemplateFailedException;
import org.arkwright.template.failure.TemplateRaisedException;
import org.arkwright.template.value.Bound;
import org.arkwright.template.value.CallArguments;
import org.arkwright.template.value.Callable;
import org.arkwright.template.value.Iteration;
import org.arkwright.template.value.Mapping;
import org.arkwright.template.value.Namespace;
import org.arkwright.template.value.Numbers;
import org.arkwright.template.value.Range;
import org.arkwright.template.value.Representation;
import org.arkwright.template.value.Sequence;
import org.arkwright.template.value.Text;
import org.arkwright.template.value.Value;

/** The functions that every template has. */
final class Globals {
  /** Jinja's sandbox allows no longer range. */
  private static final int RANGE_MAX = 100_000;

  private Globals() {}

  static Scope scope(Run run) {
    Scope scope = new Scope(null);
    scope.set("range", function("range", Globals::range));
    scope.set("dict", function("dict", arguments -> dict("dict()", arguments, run)));
    scope.set("namespace", function("namespace", arguments -> namespace(arguments, run)));
    scope.set("joiner", function("joiner", Globals::joiner));
    scope.set("raise_exception", function("raise_exception", arguments -> raise(arguments, run)));
    scope.set(
        "strftime_now",
        function(
            "strftime_now",
            arguments -> {
              String format = arguments.bind("strftime_now()", "format").text("format");
              // No directive makes more than 24 characters of two.
              run.budget().characters(12L * format.length());
              return new Text(TimeFormat.format(format, run.now()));
            }));
    return scope;
  }

  private static Callable function(String name, Callable.Body body) {
    return new Callable("<function " + name + ">", body);
  }

  private static Value raise(CallArguments arguments, Run run) {
    Value message = arguments.bind("raise_exception()", "message").required("message");
    throw new TemplateRaisedException(Representation.string(message, run.budget()));
  }

  private static Value range(CallArguments arguments) {
    List<Value> given = arguments.positional();
    if (given.isEmpty() || given.size() > 3 || !arguments.named().isEmpty()) {
      throw new TemplateFailedException("range() takes from 1 to 3 arguments, by position");
    }
    int first = whole(given.getFirst());
    int second = given.size() > 1 ? whole(given.get(1)) : 0;
    int step = given.size() > 2 ? whole(given.get(2)) : 1;
    if (step == 0) {
      throw new TemplateFailedException("range() arg 3 must not be zero");
    }
    Range range = given.size() == 1 ? new Range(0, first, 1) : new Range(first, second, step);
    if (range.length() > RANGE_MAX) {
      throw new TemplateFailedException(
          "Range too big. The sandbox blocks ranges larger than MAX_RANGE (%d)."
              .formatted(RANGE_MAX));
    }
    return range;
  }

  private static int whole(Value value) {
    return Numbers.index(value, "'%s' object cannot be interpreted as an integer"::formatted);
  }

  private static Mapping dict(String function, CallArguments arguments, Run run) {
    SequencedMap<Value, Value> entries = new LinkedHashMap<>();
    if (arguments.positional().size() > 1) {
      throw new TemplateFailedException(function + " takes at most 1 argument by position");
    }
    for (Value from : arguments.positional()) {
      if (from instanceof Mapping mapping) {
        run.budget().items(mapping.entries().size());
        entries.putAll(mapping.entries());
        continue;
      }
      for (Value pair : Iteration.list(from, run.budget())) {
        List<Value> both = Iteration.list(pair, run.budget());
        if (both.size() != 2) {
          throw new TemplateFailedException(
              "%s takes pairs; one has %d items".formatted(function, both.size()));
        }
        entries.put(Mapping.key(both.getFirst(), run.budget()), both.getLast());
      }
    }
    arguments.named().forEach((name, value) -> entries.put(new Text(name), value));
    return new Mapping(entries);
  }

  private static Value namespace(CallArguments arguments, Run run) {
    Namespace namespace = new Namespace();
    for (Map.Entry<Value, Value> entry : dict("namespace()", arguments, run).entries().entrySet()) {
      namespace.set(Representation.string(entry.getKey(), run.budget()), entry.getValue());
    }
    return namespace;
  }

  private static Value joiner(CallArguments arguments) {
    Bound bound = arguments.bind("joiner()", "sep");
    Value separator = bound.or("sep", new Text(", "));
    Namespace used = new Namespace();
    return new Callable(
        "<joiner>",
        _ -> {
          if (used.get("used") != null) {
            return separator;
          }
          used.set("used", separator);
          return Text.EMPTY;
        });
  }

  static Mapping mapping(Map<String, Value> named) {
    SequencedMap<Value, Value> entries = new LinkedHashMap<>();
    named.forEach((name, value) -> entries.put(new Text(name), value));
    return new Mapping(entries);
  }

  static Sequence rest(List<Value> values, int from) {
    return Sequence.tuple(
        List.copyOf(values.subList(Math.min(from, values.size()), values.size())));
  }
}
