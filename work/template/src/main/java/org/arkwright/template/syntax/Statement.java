package org.arkwright.template.syntax;

import java.util.List;
import java.util.Optional;

/** A part of a template that is carried out. Lines are those of its tag. */
public sealed interface Statement {
  record Literal(String text) implements Statement {}

  /** {@code {{ value }}}. */
  record Output(Expression value, int line) implements Statement {}

  record If(List<Branch> branches, List<Statement> otherwise) implements Statement {}

  record Branch(Expression test, List<Statement> body, int line) {}

  /**
   * A loop.
   *
   * @param condition which items it takes
   * @param recursive whether {@code loop(items)} runs it inside itself
   * @param otherwise what happens without any item
   */
  record For(
      Target target,
      Expression items,
      Optional<Expression> condition,
      boolean recursive,
      List<Statement> body,
      List<Statement> otherwise,
      int line)
      implements Statement {}

  record Assign(Target target, Expression value, int line) implements Statement {}

  /** {@code {% set target | filter %}…{% endset %}}. */
  record AssignBlock(
      Target target, Optional<Expression.Filtered> filter, List<Statement> body, int line)
      implements Statement {}

  record Macro(String name, Signature signature, List<Statement> body) implements Statement {}

  /** {@code {% call(parameters) macro() %}…{% endcall %}}. */
  record CallBlock(Expression.Call call, Signature signature, List<Statement> body, int line)
      implements Statement {}

  record FilterBlock(Expression.Filtered filter, List<Statement> body, int line)
      implements Statement {}

  record With(List<Binding> bindings, List<Statement> body, int line) implements Statement {}

  record Binding(Target target, Expression value) {}

  /** What the assistant says, for training on it alone. */
  record Generation(List<Statement> body, int line) implements Statement {}

  record Break() implements Statement {}

  record Continue() implements Statement {}
}
