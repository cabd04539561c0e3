package org.arkwright.template.syntax;

import java.util.List;
import java.util.Optional;
import org.arkwright.template.value.Text;
import org.arkwright.template.value.Value;

/** Something that has a value. */
public sealed interface Expression {
  record Literal(Value value) implements Expression {}

  record Name(String name) implements Expression {}

  /** {@code of.name}: the attribute before the item. */
  record Attribute(Expression of, Text name) implements Expression {}

  /** {@code of[key]}: the item before the attribute. */
  record Item(Expression of, Expression key) implements Expression {}

  record Slice(
      Expression of,
      Optional<Expression> start,
      Optional<Expression> stop,
      Optional<Expression> step)
      implements Expression {}

  record Call(Expression function, Arguments arguments, int line) implements Expression {}

  /** {@code subject | name(arguments)}; the subject is missing where a block is filtered. */
  record Filtered(Optional<Expression> subject, String name, Arguments arguments, int line)
      implements Expression {}

  /** {@code subject is name(arguments)}. */
  record Tested(Expression subject, String name, Arguments arguments, int line)
      implements Expression {}

  record Not(Expression of) implements Expression {}

  record Negative(Expression of) implements Expression {}

  record Positive(Expression of) implements Expression {}

  record Binary(Operator operator, Expression left, Expression right) implements Expression {}

  /** {@code a ~ b ~ c}. */
  record Concatenation(List<Expression> parts) implements Expression {}

  record And(Expression left, Expression right) implements Expression {}

  record Or(Expression left, Expression right) implements Expression {}

  /** {@code first < a <= b}: each with the one before it. */
  record Comparison(Expression first, List<Comparand> rest) implements Expression {}

  /** {@code then if test else otherwise}. */
  record Conditional(Expression test, Expression then, Optional<Expression> otherwise, int line)
      implements Expression {}

  record ListOf(boolean tuple, List<Expression> items) implements Expression {}

  record MapOf(List<Pair> pairs) implements Expression {}

  /** One side of a comparison with its operator. */
  record Comparand(Relation relation, Expression right) {}

  record Pair(Expression key, Expression value) {}

  /** What is between two operands. */
  enum Operator {
    ADD,
    SUBTRACT,
    MULTIPLY,
    DIVIDE,
    FLOOR_DIVIDE,
    REMAINDER,
    POWER
  }

  /** What may hold between two values. */
  enum Relation {
    EQUAL("=="),
    UNEQUAL("!="),
    LESS("<"),
    AT_MOST("<="),
    GREATER(">"),
    AT_LEAST(">="),
    IN("in"),
    NOT_IN("not in");

    private final String shown;

    Relation(String shown) {
      this.shown = shown;
    }

    public String shown() {
      return shown;
    }
  }
}
