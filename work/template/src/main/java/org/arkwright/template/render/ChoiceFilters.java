package org.arkwright.template.render;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.arkwright.template.failure.TemplateFailedException;
import org.arkwright.template.value.Bound;
import org.arkwright.template.value.CallArguments;
import org.arkwright.template.value.Iteration;
import org.arkwright.template.value.None;
import org.arkwright.template.value.Text;
import org.arkwright.template.value.Truth;
import org.arkwright.template.value.TypeNames;
import org.arkwright.template.value.Value;

/** {@code map}, and the filters that keep some items. */
final class ChoiceFilters {
  static final Map<String, Filter> ALL =
      Map.of(
          "map", ChoiceFilters::map,
          "select", (subject, arguments, run) -> choose(subject, arguments, false, true, run),
          "reject", (subject, arguments, run) -> choose(subject, arguments, false, false, run),
          "selectattr", (subject, arguments, run) -> choose(subject, arguments, true, true, run),
          "rejectattr", (subject, arguments, run) -> choose(subject, arguments, true, false, run));

  private ChoiceFilters() {}

  private static Value map(Value subject, CallArguments arguments, Run run) {
    return chosen(subject, () -> change(arguments, run), run);
  }

  /** The items changed; what is false, such as None, has none, and then nothing else is asked. */
  private static Value chosen(
      Value subject, Supplier<Function<Value, Optional<Value>>> change, Run run) {
    return Lazy.later(() ->
        Truth.of(subject)
            ? Lazy.each(Iteration.over(subject, run.budget()), change.get(), run)
            : Collections.emptyIterator());
  }

  private static Function<Value, Optional<Value>> change(CallArguments arguments, Run run) {
    if (arguments.positional().isEmpty() && arguments.named().containsKey("attribute")) {
      Bound bound = arguments.bind("map", "filter", "attribute", "default");
      AttributePath path = AttributePath.of(bound.required("attribute"));
      Optional<Value> otherwise =
          bound.has("default") ? Optional.of(bound.required("default")) : Optional.empty();
      return item -> Optional.of(path.in(item, otherwise, run));
    }
    Filter filter = Filters.named(name("map", arguments));
    CallArguments rest = arguments.after(1);
    return item -> Optional.of(filter.apply(item, rest, run));
  }

  private static String name(String filter, CallArguments arguments) {
    if (arguments.positional().isEmpty()) {
      throw new TemplateFailedException(filter + " needs the name of a filter or test");
    }
    if (arguments.positional().getFirst() instanceof Text name) {
      return name.value();
    }
    throw new TemplateFailedException(
        "%s needs a name, not %s"
            .formatted(filter, TypeNames.of(arguments.positional().getFirst())));
  }

  private static Value choose(
      Value subject, CallArguments arguments, boolean byAttribute, boolean keep, Run run) {
    return chosen(subject, () -> choice(arguments, byAttribute, keep, run), run);
  }

  private static Function<Value, Optional<Value>> choice(
      CallArguments arguments, boolean byAttribute, boolean keep, Run run) {
    List<Value> given = arguments.positional();
    if (byAttribute && given.isEmpty()) {
      throw new TemplateFailedException("the filter needs the name of an attribute");
    }
    AttributePath path = AttributePath.of(byAttribute ? given.getFirst() : None.NONE);
    CallArguments rest = byAttribute ? arguments.after(1) : arguments;
    Tests.Test test =
        rest.positional().isEmpty()
            ? (item, _, _) -> Truth.of(item)
            : Tests.named(name("the filter", rest));
    CallArguments others = rest.after(1);
    return item ->
        test.holds(path.in(item, run), others, run) == keep ? Optional.of(item) : Optional.empty();
  }
}
