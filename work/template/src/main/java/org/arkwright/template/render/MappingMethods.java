package org.arkwright.template.render;

import org.arkwright.template.value.Bound;
import org.arkwright.template.value.Callable;
import org.arkwright.template.value.Mapping;
import org.arkwright.template.value.None;
import org.arkwright.template.value.Undefined;
import org.arkwright.template.value.Value;
import org.arkwright.template.value.View;
import org.jspecify.annotations.Nullable;

/** The methods of a dict; those that would change it are not to be had. */
final class MappingMethods {
  private MappingMethods() {}

  static @Nullable Value find(Mapping mapping, String name, Run run) {
    run.budget().object();
    return switch (name) {
      case "get" ->
          new Callable(
              "<built-in method get of dict object>",
              arguments -> {
                Bound bound = arguments.bind("get()", "key", "default");
                Value found = mapping.get(bound.required("key"), run.budget());
                return found == null ? bound.or("default", None.NONE) : found;
              });
      case "items" -> view(mapping, name, View.Kind.ITEMS, run);
      case "keys" -> view(mapping, name, View.Kind.KEYS, run);
      case "values" -> view(mapping, name, View.Kind.VALUES, run);
      case "copy" ->
          new Callable(
              "<built-in method copy of dict object>",
              arguments -> {
                arguments.bind("copy()");
                return mapping;
              });
      case "clear", "pop", "popitem", "setdefault", "update" -> forbidden(name, "dict");
      default -> null;
    };
  }

  static Undefined forbidden(String name, String type) {
    return new Undefined(
        "access to attribute '%s' of '%s' object is unsafe.".formatted(name, type));
  }

  private static Value view(Mapping mapping, String name, View.Kind kind, Run run) {
    return new Callable(
        "<built-in method " + name + " of dict object>",
        arguments -> {
          arguments.bind(name + "()");
          run.budget().items(mapping.entries().size());
          return new View(kind, mapping.listed(kind));
        });
  }
}
