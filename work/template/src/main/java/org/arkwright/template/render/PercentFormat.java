package org.arkwright.template.render;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.arkwright.template.bound.Budget;
import org.arkwright.template.failure.TemplateFailedException;
import org.arkwright.template.value.Mapping;
import org.arkwright.template.value.Numbers;
import org.arkwright.template.value.Real;
import org.arkwright.template.value.Representation;
import org.arkwright.template.value.Sequence;
import org.arkwright.template.value.Text;
import org.arkwright.template.value.TypeNames;
import org.arkwright.template.value.Value;
import org.arkwright.template.value.Whole;

/** {@code '%s of %05.2f' % (a, b)}. */
final class PercentFormat {
  private static final Pattern FIELD =
      Pattern.compile(
          "%(?:\\((?<key>[^)]{0,200})\\))?(?<flags>[-+ #0]{0,5})(?<width>[0-9]{1,6}|\\*)?"
              + "(?:\\.(?<precision>[0-9]{0,6}|\\*))?[hlL]?(?<type>.)",
          Pattern.DOTALL);

  private static final int MISSING = Integer.MIN_VALUE;

  private final Value given;
  private final boolean tuple;
  private final Budget budget;
  private int next;

  private PercentFormat(Value given, Budget budget) {
    this.given = given;
    this.budget = budget;
    tuple = given instanceof Sequence sequence && sequence.tuple();
  }

  static Text format(Text format, Value given, Budget budget) {
    PercentFormat fields = new PercentFormat(given, budget);
    String source = format.value();
    budget.characters(source.length());
    StringBuilder text = new StringBuilder();
    Matcher field = FIELD.matcher(source);
    int at = 0;
    for (int found = source.indexOf('%'); found >= 0; found = source.indexOf('%', at)) {
      text.append(source, at, found);
      if (!field.find(found) || field.start() != found) {
        throw new TemplateFailedException("incomplete format");
      }
      String shown = fields.field(field);
      budget.characters(shown.length());
      text.append(shown);
      at = field.end();
    }
    if (!fields.allUsed()) {
      throw new TemplateFailedException("not all arguments converted during string formatting");
    }
    return format.with(text.append(source, at, source.length()).toString());
  }

  private boolean allUsed() {
    return switch (given) {
      case Sequence(boolean isTuple, List<Value> items) when isTuple -> next >= items.size();
      case Mapping _ -> true;
      default -> next > 0;
    };
  }

  private Value argument(Matcher field) {
    String key = field.group("key");
    if (key != null) {
      if (!(given instanceof Mapping mapping)) {
        throw new TemplateFailedException("format requires a mapping");
      }
      Value value = mapping.get(new Text(key), budget);
      if (value == null) {
        throw new TemplateFailedException("the format's key '" + key + "' is not given");
      }
      return value;
    }
    return following();
  }

  private Value following() {
    List<Value> items =
        given instanceof Sequence sequence && tuple ? sequence.items() : List.of(given);
    if (next >= items.size()) {
      throw new TemplateFailedException("not enough arguments for format string");
    }
    return items.get(next++);
  }

  private int size(Matcher field, String group) {
    String size = field.group(group);
    if (size == null) {
      return MISSING;
    }
    if (size.equals("*")) {
      BigInteger whole =
          Numbers.whole(following()).orElseThrow(() -> new TemplateFailedException("* wants int"));
      if (whole.bitLength() > 20) {
        throw new TemplateFailedException("a width of " + whole + " is too large");
      }
      return whole.intValue();
    }
    return size.isEmpty() ? 0 : Integer.parseInt(size);
  }

  private String field(Matcher field) {
    char type = field.group("type").charAt(0);
    if (type == '%') {
      return "%";
    }
    String flags = field.group("flags");
    int width = size(field, "width");
    int precision = size(field, "precision");
    Value value = argument(field);
    boolean left = flags.contains("-") || (width < 0 && width != MISSING);
    boolean text = type == 's' || type == 'r' || type == 'a' || type == 'c';
    boolean zeros = flags.contains("0") && !left && !text;
    FormatSpec spec =
        new FormatSpec(
            zeros ? "0" : " ",
            left ? '<' : zeros ? '=' : '>',
            flags.contains("+") ? '+' : flags.contains(" ") ? ' ' : '-',
            flags.contains("#"),
            width == MISSING ? FormatSpec.NONE : Math.abs(width),
            "",
            precision,
            text ? 's' : type == 'i' || type == 'u' ? 'd' : type);
    return switch (type) {
      case 's' -> spec.format(new Text(Representation.string(value, budget)), budget);
      case 'r', 'a' -> spec.format(new Text(Representation.quoted(value, budget)), budget);
      case 'c' -> spec.format(character(value), budget);
      case 'd', 'i', 'u' -> spec.format(truncated(value, type), budget);
      case 'x', 'X', 'o' -> spec.format(whole(value, type), budget);
      case 'e', 'E', 'f', 'F', 'g', 'G' -> spec.format(real(value), budget);
      default -> throw new TemplateFailedException("unsupported format character '" + type + "'");
    };
  }

  private static Value character(Value value) {
    if (value instanceof Text text && text.length() == 1) {
      return text;
    }
    Optional<BigInteger> point = Numbers.whole(value);
    if (point.isEmpty() || point.get().bitLength() > 20 || point.get().signum() < 0) {
      throw new TemplateFailedException("a character is an integer or a string of one character");
    }
    return new Text(Character.toString(point.get().intValue()));
  }

  private static Value truncated(Value value, char type) {
    if (value instanceof Real(double number)) {
      if (!Double.isFinite(number)) {
        throw new TemplateFailedException("cannot convert float " + number + " to integer");
      }
      return new Whole(new BigDecimal(number).toBigInteger());
    }
    return whole(value, type);
  }

  private static Value whole(Value value, char type) {
    return new Whole(
        Numbers.whole(value)
            .orElseThrow(() ->
                new TemplateFailedException(
                    "%%%s format: a number is required, not %s"
                        .formatted(type, TypeNames.of(value)))));
  }

  private static Value real(Value value) {
    if (!Numbers.isNumber(value)) {
      throw new TemplateFailedException("must be real number, not " + TypeNames.of(value));
    }
    return new Real(Numbers.real(value));
  }
}
