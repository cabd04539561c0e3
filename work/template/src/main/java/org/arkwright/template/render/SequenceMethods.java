package org.arkwright.template.render;

import java.util.List;
import org.arkwright.template.failure.TemplateFailedException;
import org.arkwright.template.value.Callable;
import org.arkwright.template.value.Equality;
import org.arkwright.template.value.Sequence;
import org.arkwright.template.value.Value;
import org.arkwright.template.value.Whole;
import org.jspecify.annotations.Nullable;

/** The methods of a list or tuple; those that would change it are not to be had. */
final class SequenceMethods {
  private SequenceMethods() {}

  static @Nullable Value find(Sequence sequence, String name, Run run) {
    return switch (name) {
      case "count" ->
          new Callable(
              "<built-in method count>",
              arguments -> {
                Value sought = arguments.bind("count()", "value").required("value");
                int count = 0;
                for (Value item : sequence.items()) {
                  count += Equality.equal(item, sought, run.budget()) ? 1 : 0;
                }
                return Whole.of(count);
              });
      case "index" ->
          new Callable(
              "<built-in method index>",
              arguments -> {
                Value sought = arguments.bind("index()", "value").required("value");
                List<Value> items = sequence.items();
                for (int i = 0; i < items.size(); i++) {
                  if (Equality.equal(items.get(i), sought, run.budget())) {
                    return Whole.of(i);
                  }
                }
                throw new TemplateFailedException("the value is not in the list");
              });
      case "append", "clear", "pop", "reverse", "insert", "sort", "extend", "remove" ->
          sequence.tuple() ? null : MappingMethods.forbidden(name, "list");
      case "copy" ->
          sequence.tuple()
              ? null
              : new Callable(
                  "<built-in method copy of list object>",
                  arguments -> {
                    arguments.bind("copy()");
                    return sequence;
                  });
      default -> null;
    };
  }
}
