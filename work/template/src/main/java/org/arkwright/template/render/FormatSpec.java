package org.arkwright.template.render;

import java.math.BigInteger;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.arkwright.template.bound.Budget;
import org.arkwright.template.failure.TemplateFailedException;
import org.arkwright.template.value.Bool;
import org.arkwright.template.value.Numbers;
import org.arkwright.template.value.Real;
import org.arkwright.template.value.Representation;
import org.arkwright.template.value.Text;
import org.arkwright.template.value.TypeNames;
import org.arkwright.template.value.Value;
import org.jspecify.annotations.Nullable;

/** What stands after the colon in {@code '{:>10}'.format(x)}. */
record FormatSpec(
    String fill,
    char align,
    char sign,
    boolean alternate,
    int width,
    String grouping,
    int precision,
    char type) {
  private static final Pattern FORM =
      Pattern.compile(
          "(?:(?<fill>.)?(?<align>[<>=^]))?(?<sign>[-+ ])?(?<alternate>#)?(?<zero>0)?"
              + "(?<width>[0-9]{1,6})?(?<grouping>[,_])?(?:\\.(?<precision>[0-9]{1,6}))?"
              + "(?<type>[a-zA-Z%])?",
          Pattern.DOTALL);

  /** A width or precision that is not given. */
  static final int NONE = -1;

  private static final int PRECISION_MAX = 1000;

  static FormatSpec parse(String text) {
    Matcher form = FORM.matcher(text);
    if (text.length() > 40 || !form.matches()) {
      throw new TemplateFailedException("Invalid format specifier '" + text + "'");
    }
    boolean zero = form.group("zero") != null;
    return new FormatSpec(
        Optional.ofNullable(form.group("fill")).orElse(zero ? "0" : " "),
        first(form.group("align"), zero ? '=' : 0),
        first(form.group("sign"), '-'),
        form.group("alternate") != null,
        number(form.group("width")),
        Optional.ofNullable(form.group("grouping")).orElse(""),
        number(form.group("precision")),
        first(form.group("type"), 0));
  }

  private static char first(@Nullable String text, int otherwise) {
    return text == null ? (char) otherwise : text.charAt(0);
  }

  private static int number(@Nullable String text) {
    return text == null ? NONE : Integer.parseInt(text);
  }

  String format(Value value, Budget budget) {
    if (precision > PRECISION_MAX && !(value instanceof Text)) {
      throw new TemplateFailedException(
          "a precision of %d is more than %d".formatted(precision, PRECISION_MAX));
    }
    budget.characters(Math.max(width, 0) + (long) Math.clamp(precision, 0, PRECISION_MAX));
    return switch (value) {
      case Text text -> text(text.value());
      case Bool bool when type == 0 -> text(Representation.string(bool, budget));
      case Real real -> real(real.value(), budget);
      default -> {
        Optional<BigInteger> whole = Numbers.whole(value);
        if (whole.isPresent()) {
          yield type != 0 && "eEfFgG%".indexOf(type) >= 0
              ? real(whole.get().doubleValue(), budget)
              : whole(whole.get());
        }
        if (!equals(parse(""))) {
          throw new TemplateFailedException(
              "unsupported format string passed to %s.__format__".formatted(TypeNames.of(value)));
        }
        yield Representation.string(value, budget);
      }
    };
  }

  private String text(String text) {
    if (type != 0 && type != 's') {
      throw unknown("str");
    }
    if (align == '=') {
      throw new TemplateFailedException("'=' alignment not allowed in string format specifier");
    }
    int length = text.codePointCount(0, text.length());
    String cut =
        precision >= 0 && precision < length
            ? text.substring(0, text.offsetByCodePoints(0, precision))
            : text;
    return padded("", cut, '<');
  }

  private String whole(BigInteger value) {
    BigInteger positive = value.abs();
    String digits =
        switch (type) {
          case 0, 'd', 'n' -> positive.toString();
          case 'x' -> positive.toString(16);
          case 'X' -> positive.toString(16).toUpperCase(Locale.ROOT);
          case 'o' -> positive.toString(8);
          case 'b' -> positive.toString(2);
          case 'c' -> Character.toString(positive.intValue() & 0xfffff);
          default -> throw unknown("int");
        };
    String prefix = alternate && "xXob".indexOf(type) >= 0 ? "0" + type : "";
    return padded(sign(value.signum() < 0) + prefix, grouped(digits), '>');
  }

  private String real(double value, Budget budget) {
    char lower = Character.toLowerCase(type);
    String digits =
        switch (lower) {
          case 0 ->
              precision < 0
                  ? Representation.quoted(new Real(Math.abs(value)), budget)
                  : NumberText.of(Math.abs(value), 'g', precision);
          case 'e', 'f', 'g', '%' ->
              NumberText.of(Math.abs(value), lower, precision < 0 ? 6 : precision);
          default -> throw unknown("float");
        };
    boolean negative = value < 0 || (value == 0 && 1 / value < 0);
    String shown = Character.isUpperCase(type) ? digits.toUpperCase(Locale.ROOT) : digits;
    int point = shown.indexOf('.');
    String grouped =
        point < 0 ? grouped(shown) : grouped(shown.substring(0, point)) + shown.substring(point);
    return padded(sign(negative), grouped, '>');
  }

  private String sign(boolean negative) {
    return negative ? "-" : sign == '-' ? "" : String.valueOf(sign);
  }

  private String grouped(String digits) {
    if (grouping.isEmpty()) {
      return digits;
    }
    StringBuilder grouped = new StringBuilder(digits);
    for (int i = digits.length() - 3; i > 0; i -= 3) {
      grouped.insert(i, grouping);
    }
    return grouped.toString();
  }

  private String padded(String sign, String text, char otherwise) {
    int length = sign.length() + text.codePointCount(0, text.length());
    int missing = Math.max(0, width - length);
    return switch (align == 0 ? otherwise : align) {
      case '<' -> sign + text + fill.repeat(missing);
      case '^' -> fill.repeat(missing / 2) + sign + text + fill.repeat(missing - missing / 2);
      case '=' -> sign + fill.repeat(missing) + text;
      default -> fill.repeat(missing) + sign + text;
    };
  }

  private TemplateFailedException unknown(String of) {
    return new TemplateFailedException(
        "Unknown format code '%s' for object of type '%s'".formatted(type, of));
  }
}
