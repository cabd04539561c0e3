package org.arkwright.template.render;

import java.util.Map;
import java.util.Set;
import org.arkwright.template.failure.TemplateFailedException;
import org.arkwright.template.syntax.Expression.Relation;
import org.arkwright.template.value.Arithmetic;
import org.arkwright.template.value.Bool;
import org.arkwright.template.value.CallArguments;
import org.arkwright.template.value.Callable;
import org.arkwright.template.value.Equality;
import org.arkwright.template.value.Iteration;
import org.arkwright.template.value.Mapping;
import org.arkwright.template.value.None;
import org.arkwright.template.value.Numbers;
import org.arkwright.template.value.Range;
import org.arkwright.template.value.Real;
import org.arkwright.template.value.Representation;
import org.arkwright.template.value.Sequence;
import org.arkwright.template.value.Text;
import org.arkwright.template.value.Undefined;
import org.arkwright.template.value.Value;
import org.arkwright.template.value.Whole;

/** What {@code is} asks. */
final class Tests {
  /** One question. */
  @FunctionalInterface
  interface Test {
    boolean holds(Value subject, CallArguments arguments, Run run);
  }

  private interface Plain {
    boolean holds(Value subject);
  }

  private static final Map<String, Test> ALL =
      Map.ofEntries(
          Map.entry("defined", plain(value -> !(value instanceof Undefined))),
          Map.entry("undefined", plain(Undefined.class::isInstance)),
          Map.entry("none", plain(value -> value == None.NONE)),
          Map.entry("boolean", plain(Bool.class::isInstance)),
          Map.entry("true", plain(value -> value instanceof Bool truth && truth.value())),
          Map.entry("false", plain(value -> value instanceof Bool truth && !truth.value())),
          Map.entry("integer", plain(Whole.class::isInstance)),
          Map.entry("float", plain(Real.class::isInstance)),
          Map.entry("number", plain(Numbers::isNumber)),
          Map.entry("string", plain(Text.class::isInstance)),
          Map.entry("mapping", plain(Mapping.class::isInstance)),
          Map.entry("sequence", plain(Tests::isSequence)),
          Map.entry("iterable", plain(Iteration::isIterable)),
          Map.entry("callable", plain(Tests::isCallable)),
          Map.entry("escaped", plain(value -> value instanceof Text text && text.safe())),
          Map.entry("lower", Tests::isLower),
          Map.entry("upper", Tests::isUpper),
          Map.entry("odd", (value, arguments, _) -> rest(value, 2, arguments) == 1),
          Map.entry("even", (value, arguments, _) -> rest(value, 2, arguments) == 0),
          Map.entry("divisibleby", Tests::isDivisible),
          Map.entry("sameas", Tests::isSame),
          Map.entry("filter", (value, _, _) -> isName(value, Filters.names())),
          Map.entry("test", (value, _, _) -> isName(value, names())),
          Map.entry("in", relation(Relation.IN)),
          Map.entry("==", relation(Relation.EQUAL)),
          Map.entry("eq", relation(Relation.EQUAL)),
          Map.entry("equalto", relation(Relation.EQUAL)),
          Map.entry("!=", relation(Relation.UNEQUAL)),
          Map.entry("ne", relation(Relation.UNEQUAL)),
          Map.entry(">", relation(Relation.GREATER)),
          Map.entry("gt", relation(Relation.GREATER)),
          Map.entry("greaterthan", relation(Relation.GREATER)),
          Map.entry(">=", relation(Relation.AT_LEAST)),
          Map.entry("ge", relation(Relation.AT_LEAST)),
          Map.entry("<", relation(Relation.LESS)),
          Map.entry("lt", relation(Relation.LESS)),
          Map.entry("lessthan", relation(Relation.LESS)),
          Map.entry("<=", relation(Relation.AT_MOST)),
          Map.entry("le", relation(Relation.AT_MOST)));

  private Tests() {}

  static Set<String> names() {
    return ALL.keySet();
  }

  static Test named(String name) {
    Test test = ALL.get(name);
    if (test == null) {
      throw new TemplateFailedException("No test named '" + name + "'.");
    }
    return test;
  }

  private static Test plain(Plain plain) {
    return (subject, arguments, _) -> {
      arguments.bind("the test");
      return plain.holds(subject);
    };
  }

  private static Test relation(Relation relation) {
    return (subject, arguments, run) -> {
      Value other = arguments.bind("the test", "other").required("other");
      return Evaluator.holds(relation, subject, other, run);
    };
  }

  private static boolean isSequence(Value value) {
    return switch (value) {
      case Text _, Sequence _, Mapping _, Range _, Undefined _ -> true;
      default -> false;
    };
  }

  private static boolean isCallable(Value value) {
    return value instanceof Callable || value instanceof Undefined;
  }

  private static boolean isName(Value value, Set<String> names) {
    return value instanceof Text text && names.contains(text.value());
  }

  private static boolean isLower(Value value, CallArguments arguments, Run run) {
    arguments.bind("the test");
    return Cases.isLower(Representation.string(value, run.budget()));
  }

  private static boolean isUpper(Value value, CallArguments arguments, Run run) {
    arguments.bind("the test");
    return Cases.isUpper(Representation.string(value, run.budget()));
  }

  private static int rest(Value value, int divisor, CallArguments arguments) {
    arguments.bind("the test");
    return Arithmetic.remainder(value, Whole.of(divisor)) instanceof Whole whole
        ? whole.clamped()
        : -1;
  }

  private static boolean isDivisible(Value value, CallArguments arguments, Run run) {
    Value divisor = arguments.bind("divisibleby", "num").required("num");
    return Equality.equal(Arithmetic.remainder(value, divisor), Whole.of(0), run.budget());
  }

  private static boolean isSame(Value value, CallArguments arguments, Run run) {
    Value other = arguments.bind("sameas", "other").required("other");
    boolean small = value instanceof Text || value instanceof Whole;
    return Equality.same(value, other) || (small && value.equals(other));
  }
}
