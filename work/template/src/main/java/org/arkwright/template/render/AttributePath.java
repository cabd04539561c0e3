package org.arkwright.template.render;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.arkwright.template.failure.TemplateFailedException;
import org.arkwright.template.value.None;
import org.arkwright.template.value.Numbers;
import org.arkwright.template.value.Text;
import org.arkwright.template.value.Undefined;
import org.arkwright.template.value.Value;
import org.arkwright.template.value.Whole;

/** What filters name by {@code attribute='function.name'}: items of items. */
final class AttributePath {
  private static final int LENGTH_MAX = 1000;

  private final List<Value> keys;

  private AttributePath(List<Value> keys) {
    this.keys = keys;
  }

  /** The path; None is the value itself. */
  static AttributePath of(Value attribute) {
    if (attribute == None.NONE) {
      return new AttributePath(List.of());
    }
    if (!(attribute instanceof Text path)) {
      return new AttributePath(
          List.of(Numbers.whole(attribute).<Value>map(Whole::new).orElse(attribute)));
    }
    if (path.value().length() > LENGTH_MAX) {
      throw new TemplateFailedException(
          "an attribute has a name of more than " + LENGTH_MAX + " characters");
    }
    List<Value> keys = new ArrayList<>();
    for (String part : path.value().split("\\.", -1)) {
      keys.add(part.matches("[0-9]{1,9}") ? Whole.of(Long.parseLong(part)) : new Text(part));
    }
    return new AttributePath(keys);
  }

  Value in(Value value, Run run) {
    return in(value, Optional.empty(), run);
  }

  Value in(Value value, Optional<Value> otherwise, Run run) {
    Value found = value;
    for (Value key : keys) {
      run.budget().step();
      found = Access.item(found, key, run);
      if (found instanceof Undefined && otherwise.isPresent()) {
        found = otherwise.get();
      }
    }
    return found;
  }
}
