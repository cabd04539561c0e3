package org.arkwright.template.render;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.IntConsumer;
import org.arkwright.template.failure.TemplateFailedException;
import org.arkwright.template.syntax.Arguments;
import org.arkwright.template.syntax.Expression;
import org.arkwright.template.syntax.Expression.Comparand;
import org.arkwright.template.syntax.Expression.Operator;
import org.arkwright.template.syntax.Expression.Relation;
import org.arkwright.template.value.Arithmetic;
import org.arkwright.template.value.Bool;
import org.arkwright.template.value.CallArguments;
import org.arkwright.template.value.Callable;
import org.arkwright.template.value.Equality;
import org.arkwright.template.value.Iteration;
import org.arkwright.template.value.Loop;
import org.arkwright.template.value.Mapping;
import org.arkwright.template.value.Ordering;
import org.arkwright.template.value.Representation;
import org.arkwright.template.value.Sequence;
import org.arkwright.template.value.Slices;
import org.arkwright.template.value.Text;
import org.arkwright.template.value.Truth;
import org.arkwright.template.value.TypeNames;
import org.arkwright.template.value.Undefined;
import org.arkwright.template.value.Value;
import org.jspecify.annotations.Nullable;

/** The values of expressions. */
final class Evaluator {
  private final Run run;
  private final IntConsumer line;

  /**
   * An evaluator.
   *
   * @param line told of each line at which something is called
   */
  Evaluator(Run run, IntConsumer line) {
    this.run = run;
    this.line = line;
  }

  Value value(Expression expression, Scope scope) {
    run.budget().enter();
    Value value =
        switch (expression) {
          case Expression.Literal(Value literal) -> literal;
          case Expression.Name(String name) -> {
            Value known = scope.get(name);
            yield known == null ? Undefined.name(name) : known;
          }
          case Expression.Attribute(Expression of, Text name) ->
              Access.attribute(value(of, scope), name, run);
          case Expression.Item(Expression of, Expression key) ->
              Access.item(value(of, scope), value(key, scope), run);
          case Expression.Slice slice -> slice(slice, scope);
          case Expression.Call call -> call(call, Optional.empty(), scope);
          case Expression.Filtered filtered -> filtered(filtered, Text.EMPTY, scope);
          case Expression.Tested tested -> tested(tested, scope);
          case Expression.Not(Expression of) -> Bool.of(!Truth.of(value(of, scope)));
          case Expression.Negative(Expression of) -> Arithmetic.negate(value(of, scope));
          case Expression.Positive(Expression of) -> Arithmetic.plus(value(of, scope));
          case Expression.Binary(Operator operator, Expression left, Expression right) ->
              binary(operator, value(left, scope), value(right, scope));
          case Expression.Concatenation(List<Expression> parts) -> concatenation(parts, scope);
          case Expression.And(Expression left, Expression right) -> {
            Value first = value(left, scope);
            yield Truth.of(first) ? value(right, scope) : first;
          }
          case Expression.Or(Expression left, Expression right) -> {
            Value first = value(left, scope);
            yield Truth.of(first) ? first : value(right, scope);
          }
          case Expression.Comparison comparison -> comparison(comparison, scope);
          case Expression.Conditional conditional -> conditional(conditional, scope);
          case Expression.ListOf(boolean tuple, List<Expression> items) ->
              new Sequence(tuple, values(items, scope));
          case Expression.MapOf(List<Expression.Pair> pairs) -> mapping(pairs, scope);
        };
    run.budget().leave();
    return value;
  }

  private List<Value> values(List<Expression> expressions, Scope scope) {
    run.budget().items(expressions.size());
    List<Value> values = new ArrayList<>(expressions.size());
    for (Expression expression : expressions) {
      values.add(value(expression, scope));
    }
    return values;
  }

  private Value slice(Expression.Slice slice, Scope scope) {
    Value of = value(slice.of(), scope);
    return Slices.slice(
        of,
        bound(slice.start(), scope),
        bound(slice.stop(), scope),
        bound(slice.step(), scope),
        run.budget());
  }

  private @Nullable Value bound(Optional<Expression> expression, Scope scope) {
    return expression.isEmpty() ? null : value(expression.get(), scope);
  }

  /** What a call gives; a call block gives its body as {@code caller}, too. */
  Value call(Expression.Call call, Optional<Callable> caller, Scope scope) {
    Value function = value(call.function(), scope);
    CallArguments arguments = arguments(call.arguments(), scope);
    if (caller.isPresent()) {
      arguments.named().put("caller", caller.get());
    }
    line.accept(call.line());
    return switch (function) {
      case Callable callable -> callable.call(arguments);
      case Loop loop -> loop.call(arguments);
      case Undefined undefined -> throw undefined.failure();
      default ->
          throw new TemplateFailedException(
              "'%s' object is not callable".formatted(TypeNames.of(function)));
    };
  }

  private CallArguments arguments(Arguments arguments, Scope scope) {
    List<Value> positional = values(arguments.positional(), scope);
    SequencedMap<String, Value> named = new LinkedHashMap<>();
    for (Arguments.Named argument : arguments.named()) {
      named.put(argument.name(), value(argument.value(), scope));
    }
    if (arguments.rest().isPresent()) {
      Value rest = value(arguments.rest().get(), scope);
      positional.addAll(Iteration.list(rest, run.budget()));
    }
    if (arguments.namedRest().isPresent()) {
      addNamed(value(arguments.namedRest().get(), scope), named);
    }
    return new CallArguments(positional, named);
  }

  private static void addNamed(Value rest, SequencedMap<String, Value> named) {
    if (!(rest instanceof Mapping mapping)) {
      throw new TemplateFailedException(
          "argument after ** must be a mapping, not " + TypeNames.of(rest));
    }
    for (Map.Entry<Value, Value> entry : mapping.entries().entrySet()) {
      if (!(entry.getKey() instanceof Text key)) {
        throw new TemplateFailedException("keywords must be strings");
      }
      if (named.put(key.value(), entry.getValue()) != null) {
        throw new TemplateFailedException(
            "got multiple values for keyword argument '%s'".formatted(key.value()));
      }
    }
  }

  /** The value of a filter; {@code block} is what it filters where no subject is written. */
  Value filtered(Expression.Filtered filtered, Value block, Scope scope) {
    Value subject =
        switch (filtered.subject().orElse(null)) {
          case null -> block;
          case Expression.Filtered inner -> {
            run.budget().enter();
            Value before = filtered(inner, block, scope);
            run.budget().leave();
            yield before;
          }
          case Expression other -> value(other, scope);
        };
    CallArguments arguments = arguments(filtered.arguments(), scope);
    line.accept(filtered.line());
    return Filters.named(filtered.name()).apply(subject, arguments, run);
  }

  private Value tested(Expression.Tested tested, Scope scope) {
    Value subject = value(tested.subject(), scope);
    CallArguments arguments = arguments(tested.arguments(), scope);
    return Bool.of(Tests.named(tested.name()).holds(subject, arguments, run));
  }

  private Value binary(Operator operator, Value left, Value right) {
    return switch (operator) {
      case ADD -> Arithmetic.add(left, right, run.budget());
      case SUBTRACT -> Arithmetic.subtract(left, right);
      case MULTIPLY -> Arithmetic.multiply(left, right, run.budget());
      case DIVIDE -> Arithmetic.divide(left, right);
      case FLOOR_DIVIDE -> Arithmetic.floorDivide(left, right);
      case REMAINDER ->
          left instanceof Text format
              ? PercentFormat.format(format, right, run.budget())
              : Arithmetic.remainder(left, right);
      case POWER -> Arithmetic.power(left, right);
    };
  }

  private Value concatenation(List<Expression> parts, Scope scope) {
    StringBuilder text = new StringBuilder();
    for (Expression part : parts) {
      text.append(Representation.string(value(part, scope), run.budget()));
      run.budget().output(text.length());
    }
    run.budget().characters(text.length());
    return new Text(text.toString());
  }

  private Value comparison(Expression.Comparison comparison, Scope scope) {
    Value left = value(comparison.first(), scope);
    for (Comparand comparand : comparison.rest()) {
      Value right = value(comparand.right(), scope);
      if (!holds(comparand.relation(), left, right, run)) {
        return Bool.FALSE;
      }
      left = right;
    }
    return Bool.TRUE;
  }

  static boolean holds(Relation relation, Value left, Value right, Run run) {
    return switch (relation) {
      case EQUAL -> Equality.equal(left, right, run.budget());
      case UNEQUAL -> !Equality.equal(left, right, run.budget());
      case IN -> Equality.contains(right, left, run.budget());
      case NOT_IN -> !Equality.contains(right, left, run.budget());
      case LESS -> order(relation, left, right, run).filter(order -> order < 0).isPresent();
      case AT_MOST -> order(relation, left, right, run).filter(order -> order <= 0).isPresent();
      case GREATER -> order(relation, left, right, run).filter(order -> order > 0).isPresent();
      case AT_LEAST -> order(relation, left, right, run).filter(order -> order >= 0).isPresent();
    };
  }

  private static Optional<Integer> order(Relation relation, Value left, Value right, Run run) {
    return Ordering.compare(left, right, relation.shown(), run.budget());
  }

  private Value conditional(Expression.Conditional conditional, Scope scope) {
    if (Truth.of(value(conditional.test(), scope))) {
      return value(conditional.then(), scope);
    }
    return conditional
        .otherwise()
        .map(otherwise -> value(otherwise, scope))
        .orElseGet(() ->
            new Undefined(
                "the inline if-expression on line %d evaluated to false and no else section"
                        .formatted(conditional.line())
                    + " was defined."));
  }

  private Value mapping(List<Expression.Pair> pairs, Scope scope) {
    SequencedMap<Value, Value> entries = new LinkedHashMap<>();
    run.budget().items(pairs.size());
    for (Expression.Pair pair : pairs) {
      Value key = Mapping.key(value(pair.key(), scope), run.budget());
      entries.put(key, value(pair.value(), scope));
    }
    return new Mapping(entries);
  }
}
