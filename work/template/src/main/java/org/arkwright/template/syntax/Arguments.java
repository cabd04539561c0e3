package org.arkwright.template.syntax;

import java.util.List;
import java.util.Optional;

/**
 * The arguments of a call as they are written.
 *
 * @param rest what {@code *} is before
 * @param namedRest what {@code **} is before
 */
public record Arguments(
    List<Expression> positional,
    List<Named> named,
    Optional<Expression> rest,
    Optional<Expression> namedRest) {
  public static final Arguments NONE =
      new Arguments(List.of(), List.of(), Optional.empty(), Optional.empty());

  public static Arguments of(Expression only) {
    return new Arguments(List.of(only), List.of(), Optional.empty(), Optional.empty());
  }

  /** {@code name=value}. */
  public record Named(String name, Expression value) {}
}
