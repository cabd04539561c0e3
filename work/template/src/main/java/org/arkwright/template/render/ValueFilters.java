package org.arkwright.template.render;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.arkwright.template.failure.TemplateFailedException;
import org.arkwright.template.value.Bound;
import org.arkwright.template.value.CallArguments;
import org.arkwright.template.value.Callable;
import org.arkwright.template.value.Iteration;
import org.arkwright.template.value.Json;
import org.arkwright.template.value.Mapping;
import org.arkwright.template.value.None;
import org.arkwright.template.value.Numbers;
import org.arkwright.template.value.PythonText;
import org.arkwright.template.value.Real;
import org.arkwright.template.value.Sequence;
import org.arkwright.template.value.Text;
import org.arkwright.template.value.Truth;
import org.arkwright.template.value.TypeNames;
import org.arkwright.template.value.Undefined;
import org.arkwright.template.value.Value;
import org.arkwright.template.value.Whole;

/** Filters over any value, and over numbers. */
final class ValueFilters {
  static final Map<String, Filter> ALL =
      Map.ofEntries(
          Map.entry("default", ValueFilters::otherwise),
          Map.entry("d", ValueFilters::otherwise),
          Map.entry("length", ValueFilters::length),
          Map.entry("count", ValueFilters::length),
          Map.entry("attr", ValueFilters::attribute),
          Map.entry("tojson", ValueFilters::json),
          Map.entry("int", ValueFilters::whole),
          Map.entry("float", ValueFilters::real),
          Map.entry("abs", ValueFilters::absolute),
          Map.entry("round", ValueFilters::round));

  private static final int PRECISION_MAX = 300;

  private ValueFilters() {}

  private static Value otherwise(Value subject, CallArguments arguments, Run run) {
    Bound bound = arguments.bind("default", "default_value", "boolean");
    boolean missing =
        subject instanceof Undefined || (bound.truth("boolean") && !Truth.of(subject));
    return missing ? bound.or("default_value", Text.EMPTY) : subject;
  }

  private static Value length(Value subject, CallArguments arguments, Run run) {
    arguments.bind("length");
    return Whole.of(
        Iteration.length(subject, run.budget())
            .orElseThrow(() ->
                new TemplateFailedException(
                    "object of type '%s' has no len()".formatted(TypeNames.of(subject)))));
  }

  private static Value attribute(Value subject, CallArguments arguments, Run run) {
    String name = arguments.bind("attr", "name").text("name");
    Value found = Access.attribute(subject, new Text(name), run);
    boolean item = subject instanceof Mapping && !(found instanceof Callable);
    return item ? Undefined.attribute(subject, name) : found;
  }

  private static Value json(Value subject, CallArguments arguments, Run run) {
    Bound bound = arguments.bind("tojson", "ensure_ascii", "indent", "separators", "sort_keys");
    Optional<String> indent = indent(bound, run);
    String item = indent.isPresent() ? "," : ", ";
    String key = ": ";
    if (bound.or("separators", None.NONE) instanceof Sequence separators) {
      if (separators.items().size() != 2
          || !(separators.items().getFirst() instanceof Text first)
          || !(separators.items().getLast() instanceof Text second)) {
        throw new TemplateFailedException("tojson needs two strings as 'separators'");
      }
      item = first.value();
      key = second.value();
    }
    Json.Form form =
        new Json.Form(bound.truth("ensure_ascii"), indent, item, key, bound.truth("sort_keys"));
    return new Text(Json.write(subject, form, run.budget()));
  }

  private static Optional<String> indent(Bound bound, Run run) {
    return switch (bound.or("indent", None.NONE)) {
      case None _ -> Optional.empty();
      case Text text -> Optional.of(text.value());
      default -> {
        int width = Math.max(0, bound.whole("indent", 0));
        run.budget().characters(width);
        yield Optional.of(" ".repeat(width));
      }
    };
  }

  private static Value whole(Value subject, CallArguments arguments, Run run) {
    Bound bound = arguments.bind("int", "default", "base");
    Value otherwise = bound.or("default", Whole.of(0));
    if (subject instanceof Undefined undefined) {
      throw undefined.failure();
    }
    if (subject instanceof Text text) {
      run.budget().characters(text.value().length());
      return parsed(text.value(), bound.whole("base", 10))
          .<Value>map(Whole::new)
          .or(() -> real(text.value()).filter(Double::isFinite).map(ValueFilters::truncated))
          .orElse(otherwise);
    }
    if (subject instanceof Real(double number)) {
      return Double.isFinite(number) ? truncated(number) : otherwise;
    }
    return Numbers.whole(subject).<Value>map(Whole::new).orElse(otherwise);
  }

  private static Value truncated(double number) {
    return new Whole(new BigDecimal(number).toBigInteger());
  }

  private static Optional<BigInteger> parsed(String text, int base) {
    String digits =
        PythonText.strip(text, true, true).replaceAll("(?<=[0-9a-zA-Z])_(?=[0-9a-zA-Z])", "");
    String sign = digits.startsWith("-") ? "-" : "";
    String bare = digits.startsWith("-") || digits.startsWith("+") ? digits.substring(1) : digits;
    String prefix = bare.length() > 2 ? bare.substring(0, 2).toLowerCase(Locale.ROOT) : "";
    if ((base == 16 && prefix.equals("0x"))
        || (base == 8 && prefix.equals("0o"))
        || (base == 2 && prefix.equals("0b"))) {
      bare = bare.substring(2);
    }
    if (bare.isEmpty() || bare.length() > 1000 || base < 2 || base > 36) {
      return Optional.empty();
    }
    for (int i = 0; i < bare.length(); i++) {
      if (Character.digit(bare.charAt(i), base) < 0) {
        return Optional.empty();
      }
    }
    return Optional.of(new BigInteger(sign + bare, base));
  }

  private static Optional<Double> real(String text) {
    String number = PythonText.strip(text, true, true).replaceAll("(?<=[0-9])_(?=[0-9])", "");
    String lower = number.toLowerCase(Locale.ROOT);
    String bare = lower.startsWith("-") || lower.startsWith("+") ? lower.substring(1) : lower;
    double sign = lower.startsWith("-") ? -1 : 1;
    if (bare.equals("inf") || bare.equals("infinity")) {
      return Optional.of(sign * Double.POSITIVE_INFINITY);
    }
    if (bare.equals("nan")) {
      return Optional.of(Double.NaN);
    }
    return bare.length() <= 1000 && bare.matches("([0-9]+\\.?[0-9]*|\\.[0-9]+)(e[-+]?[0-9]{1,9})?")
        ? Optional.of(sign * Double.parseDouble(bare))
        : Optional.empty();
  }

  private static Value real(Value subject, CallArguments arguments, Run run) {
    Value otherwise = arguments.bind("float", "default").or("default", new Real(0));
    return switch (subject) {
      case Undefined undefined -> throw undefined.failure();
      case Text text -> {
        run.budget().characters(text.value().length());
        yield real(text.value()).<Value>map(Real::new).orElse(otherwise);
      }
      default -> Numbers.isNumber(subject) ? new Real(Numbers.real(subject)) : otherwise;
    };
  }

  private static Value absolute(Value subject, CallArguments arguments, Run run) {
    arguments.bind("abs");
    return switch (subject) {
      case Undefined undefined -> throw undefined.failure();
      case Real real -> new Real(Math.abs(real.value()));
      default ->
          new Whole(
              Numbers.whole(subject)
                  .orElseThrow(() ->
                      new TemplateFailedException(
                          "bad operand type for abs(): '" + TypeNames.of(subject) + "'"))
                  .abs());
    };
  }

  private static Value round(Value subject, CallArguments arguments, Run run) {
    Bound bound = arguments.bind("round", "precision", "method");
    int precision = Math.clamp(bound.whole("precision", 0), -PRECISION_MAX, PRECISION_MAX);
    String method = bound.has("method") ? bound.text("method") : "common";
    if (subject instanceof Undefined undefined) {
      throw undefined.failure();
    }
    if (!Numbers.isNumber(subject)) {
      throw new TemplateFailedException("round takes a number, not " + TypeNames.of(subject));
    }
    double number = Numbers.real(subject);
    return switch (method) {
      case "common" -> {
        RoundingMode even = RoundingMode.HALF_EVEN;
        Optional<BigInteger> whole = Numbers.whole(subject);
        if (whole.isPresent()) {
          yield new Whole(
              new BigDecimal(whole.get()).setScale(Math.min(0, precision), even).toBigInteger());
        }
        yield Double.isFinite(number)
            ? new Real(new BigDecimal(number).setScale(precision, even).doubleValue())
            : subject;
      }
      case "ceil" -> scaled(Math.ceil(number * Math.pow(10, precision)), precision);
      case "floor" -> scaled(Math.floor(number * Math.pow(10, precision)), precision);
      default -> throw new TemplateFailedException("method must be common, ceil or floor");
    };
  }

  private static Value scaled(double number, int precision) {
    return new Real(number / Math.pow(10, precision));
  }
}
