package org.arkwright.template.value;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.arkwright.template.bound.Budget;

/** {@code str()} and {@code repr()}. */
public final class Representation {
  private final StringBuilder out = new StringBuilder();
  private final Budget budget;

  private Representation(Budget budget) {
    this.budget = budget;
  }

  /** What a template prints of a value. */
  public static String string(Value value, Budget budget) {
    return switch (value) {
      case Text text -> text.value();
      case Undefined _ -> "";
      default -> quoted(value, budget);
    };
  }

  /** What is printed of a value inside a list. */
  public static String quoted(Value value, Budget budget) {
    Representation representation = new Representation(budget);
    representation.add(value);
    return representation.out.toString();
  }

  private void add(Value value) {
    budget.enter();
    int before = out.length();
    switch (value) {
      case None _ -> out.append("None");
      case Bool bool -> out.append(bool.value() ? "True" : "False");
      case Whole whole -> out.append(whole.value());
      case Real real -> out.append(real(real.value()));
      case Text text -> {
        out.append(text.safe() ? "Markup(" : "");
        quote(text.value());
        out.append(text.safe() ? ")" : "");
      }
      case Sequence(boolean tuple, List<Value> items) -> {
        addItems(tuple ? "(" : "[", items);
        out.append(tuple ? (items.size() == 1 ? ",)" : ")") : "]");
      }
      case Mapping mapping -> addEntries(mapping.entries());
      case View view -> {
        addItems(view.kind().shown() + "([", view.items());
        out.append("])");
      }
      case Range range -> {
        out.append("range(").append(range.start()).append(", ").append(range.stop());
        out.append(range.step() == 1 ? "" : ", " + range.step()).append(')');
      }
      case Generator _ -> out.append("<generator object>");
      case Callable callable -> out.append(callable.shown());
      case Namespace namespace -> addNamespace(namespace);
      case Loop loop ->
          out.append("<LoopContext ")
              .append(loop.index() + 1)
              .append('/')
              .append(loop.length())
              .append('>');
      case Undefined _ -> out.append("Undefined");
    }
    budget.characters(Math.min(64, out.length() - before));
    budget.output(out.length());
    budget.leave();
  }

  private void addItems(String open, List<Value> items) {
    out.append(open);
    Iterator<Value> iterator = items.iterator();
    while (iterator.hasNext()) {
      add(iterator.next());
      out.append(iterator.hasNext() ? ", " : "");
    }
  }

  private void addEntries(SequencedMap<Value, Value> entries) {
    out.append('{');
    String separator = "";
    for (Map.Entry<Value, Value> entry : entries.entrySet()) {
      out.append(separator);
      add(entry.getKey());
      out.append(": ");
      add(entry.getValue());
      separator = ", ";
    }
    out.append('}');
  }

  private void addNamespace(Namespace namespace) {
    out.append("<Namespace {");
    String separator = "";
    for (Map.Entry<String, Value> entry : namespace.attributes().entrySet()) {
      out.append(separator);
      quote(entry.getKey());
      out.append(": ");
      add(entry.getValue());
      separator = ", ";
    }
    out.append("}>");
  }

  private void quote(String text) {
    budget.characters(text.length());
    char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
    out.append(quote);
    text.codePoints().forEach(point -> quote(point, quote));
    out.append(quote);
  }

  private void quote(int point, char quote) {
    switch (point) {
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      case '\\' -> out.append("\\\\");
      default -> {
        if (point == quote) {
          out.append('\\').append(quote);
        } else if (PythonText.isPrintable(point)) {
          out.appendCodePoint(point);
        } else if (point < 0x100) {
          out.append("\\x%02x".formatted(point));
        } else {
          out.append((point < 0x10000 ? "\\u%04x" : "\\U%08x").formatted(point));
        }
      }
    }
  }

  /** The shortest decimal that is the same number, as Python writes it. */
  static String real(double number) {
    if (!Double.isFinite(number)) {
      return Double.isNaN(number) ? "nan" : number > 0 ? "inf" : "-inf";
    }
    String sign = number < 0 || 1 / number < 0 ? "-" : "";
    if (number == 0) {
      return sign + "0.0";
    }
    BigDecimal shortest = new BigDecimal(Double.toString(Math.abs(number))).stripTrailingZeros();
    if (shortest.precision() == 2) {
      // Java prefers two digits that are nearer to one that is enough.
      BigDecimal one = shortest.round(new MathContext(1, RoundingMode.HALF_EVEN));
      shortest = one.doubleValue() == Math.abs(number) ? one.stripTrailingZeros() : shortest;
    }
    String digits = shortest.unscaledValue().toString();
    int exponent = digits.length() - 1 - shortest.scale();
    if (exponent >= -4 && exponent < 16) {
      return sign + shortest.toPlainString() + (shortest.scale() <= 0 ? ".0" : "");
    }
    return sign
        + digits.charAt(0)
        + (digits.length() > 1 ? "." + digits.substring(1) : "")
        + "e%s%02d".formatted(exponent < 0 ? "-" : "+", Math.abs(exponent));
  }
}
