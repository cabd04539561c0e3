package org.arkwright.template.value;

import org.arkwright.template.failure.TemplateFailedException;

/**
 * What a name, an attribute or an item is that does not exist: empty, false, and a failure once
 * something is asked of it.
 *
 * @param problem what the failure says
 */
public record Undefined(String problem) implements Value {
  public static Undefined name(String name) {
    return new Undefined("'" + name + "' is undefined");
  }

  public static Undefined attribute(Value of, String name) {
    return new Undefined("'%s' has no attribute '%s'".formatted(TypeNames.object(of), name));
  }

  public static Undefined item(Value of, String key) {
    return new Undefined("%s has no element %s".formatted(TypeNames.object(of), key));
  }

  public TemplateFailedException failure() {
    return new TemplateFailedException(problem);
  }
}
