package org.arkwright.template.value;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.arkwright.template.failure.TemplateFailedException;

/** The arguments of one call, evaluated. */
public record CallArguments(List<Value> positional, SequencedMap<String, Value> named) {
  public static final CallArguments NONE = new CallArguments(List.of(), new LinkedHashMap<>());

  public static CallArguments of(Value... positional) {
    return new CallArguments(List.of(positional), new LinkedHashMap<>());
  }

  /**
   * The arguments by the names of a function's parameters.
   *
   * @param function how the function is called in the message of a failure
   */
  public Bound bind(String function, String... parameters) {
    if (positional.size() > parameters.length) {
      throw new TemplateFailedException(
          "%s takes at most %d arguments, not %d"
              .formatted(function, parameters.length, positional.size()));
    }
    SequencedMap<String, Value> bound = new LinkedHashMap<>();
    for (int i = 0; i < positional.size(); i++) {
      bound.put(parameters[i], positional.get(i));
    }
    for (String name : named.sequencedKeySet()) {
      if (!List.of(parameters).contains(name)) {
        throw new TemplateFailedException(
            "%s has no argument '%s', but %s"
                .formatted(
                    function,
                    name,
                    parameters.length == 0 ? "none" : String.join(", ", parameters)));
      }
      if (bound.containsKey(name)) {
        throw new TemplateFailedException("%s is given '%s' twice".formatted(function, name));
      }
      bound.put(name, named.getOrDefault(name, None.NONE));
    }
    return new Bound(function, bound);
  }

  /** All but the first positional arguments. */
  public CallArguments after(int count) {
    return new CallArguments(
        positional.subList(Math.min(count, positional.size()), positional.size()), named);
  }
}
