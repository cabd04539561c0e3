package org.arkwright.template.syntax;

import java.util.List;
import java.util.Optional;

/**
 * The parameters of a macro.
 *
 * @param takesMore whether its body reads {@code varargs}
 * @param takesMoreNamed whether its body reads {@code kwargs}
 * @param takesCaller whether its body reads {@code caller}
 */
public record Signature(
    List<Parameter> parameters, boolean takesMore, boolean takesMoreNamed, boolean takesCaller) {
  /** A parameter, with what it is when it is not given. */
  public record Parameter(String name, Optional<Expression> otherwise) {}
}
