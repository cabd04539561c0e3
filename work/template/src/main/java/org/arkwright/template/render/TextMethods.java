package org.arkwright.template.render;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.arkwright.template.bound.Budget;
import org.arkwright.template.failure.TemplateFailedException;
import org.arkwright.template.value.Bool;
import org.arkwright.template.value.Bound;
import org.arkwright.template.value.CallArguments;
import org.arkwright.template.value.Callable;
import org.arkwright.template.value.Iteration;
import org.arkwright.template.value.None;
import org.arkwright.template.value.PythonText;
import org.arkwright.template.value.Sequence;
import org.arkwright.template.value.Text;
import org.arkwright.template.value.TypeNames;
import org.arkwright.template.value.Value;
import org.arkwright.template.value.Whole;
import org.jspecify.annotations.Nullable;

/** The methods of a string. */
final class TextMethods {
  private final Text text;
  private final String name;
  private final Budget budget;

  private TextMethods(Text text, String name, Budget budget) {
    this.text = text;
    this.name = name;
    this.budget = budget;
  }

  static @Nullable Value find(Text text, String name, Run run) {
    TextMethods methods = new TextMethods(text, name, run.budget());
    Callable.@Nullable Body body = methods.body();
    run.budget().object();
    return body == null
        ? null
        : new Callable(
            "<built-in method " + name + " of str object>",
            arguments -> {
              run.budget().read(text.value().length());
              return body.call(arguments);
            });
  }

  private Callable.@Nullable Body body() {
    return switch (name) {
      case "strip", "lstrip", "rstrip" -> this::strip;
      case "split", "rsplit" -> this::split;
      case "splitlines" -> this::splitLines;
      case "startswith", "endswith" -> this::affix;
      case "removeprefix", "removesuffix" -> this::remove;
      case "replace" -> this::replace;
      case "format" -> arguments -> BraceFormat.format(text, arguments, budget);
      case "join" -> this::join;
      case "find", "rfind", "index", "rindex" -> this::find;
      case "count" -> this::count;
      case "partition", "rpartition" -> this::partition;
      case "zfill", "center", "ljust", "rjust" -> this::pad;
      case "upper" -> made(Cases::upper);
      case "lower", "casefold" -> made(Cases::lower);
      case "title" -> made(Cases::titleOfLetters);
      case "capitalize" -> made(Cases::capitalized);
      case "swapcase" -> made(Cases::swapped);
      case "isupper" -> is(Cases::isUpper);
      case "islower" -> is(Cases::isLower);
      case "istitle" -> is(Cases::isTitle);
      case "isspace" -> all(PythonText::isSpace);
      case "isalpha" -> all(Character::isLetter);
      case "isdecimal" -> all(Character::isDigit);
      case "isdigit" -> all(TextMethods::isDigit);
      case "isnumeric" -> all(TextMethods::isNumeric);
      case "isalnum" -> all(point -> Character.isLetter(point) || isNumeric(point));
      case "isascii" -> is(whole -> whole.chars().allMatch(c -> c < 128));
      default -> null;
    };
  }

  private Callable.Body made(UnaryOperator<String> change) {
    return arguments -> {
      arguments.bind(name + "()");
      budget.characters(text.value().length());
      return text.with(change.apply(text.value()));
    };
  }

  private Callable.Body is(Predicate<String> predicate) {
    return arguments -> {
      arguments.bind(name + "()");
      return Bool.of(predicate.test(text.value()));
    };
  }

  private Callable.Body all(IntPredicate predicate) {
    return is(whole -> !whole.isEmpty() && whole.codePoints().allMatch(predicate));
  }

  private static boolean isDigit(int point) {
    return Character.isDigit(point) || "²³¹".indexOf(point) >= 0;
  }

  private static boolean isNumeric(int point) {
    return switch (Character.getType(point)) {
      case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER -> true;
      default -> false;
    };
  }

  private Value strip(CallArguments arguments) {
    Bound bound = arguments.bind(name + "()", "chars");
    boolean left = !name.equals("rstrip");
    boolean right = !name.equals("lstrip");
    budget.characters(text.value().length());
    return text.with(
        bound.or("chars", None.NONE) == None.NONE
            ? PythonText.strip(text.value(), left, right)
            : PythonText.strip(text.value(), bound.text("chars"), left, right));
  }

  private Value split(CallArguments arguments) {
    Bound bound = arguments.bind(name + "()", "sep", "maxsplit");
    int splits = bound.whole("maxsplit", -1);
    boolean fromRight = name.equals("rsplit");
    String whole = text.value();
    if (bound.or("sep", None.NONE) == None.NONE) {
      budget.length(PythonText.piecesMax(whole));
      return texts(
          fromRight ? PythonText.wordsFromRight(whole, splits) : PythonText.words(whole, splits));
    }
    String separator = bound.text("sep");
    if (separator.isEmpty()) {
      throw new TemplateFailedException("empty separator");
    }
    budget.length(PythonText.partsMax(whole, separator));
    return texts(
        fromRight
            ? PythonText.splitFromRight(whole, separator, splits)
            : PythonText.split(whole, separator, splits));
  }

  private Value texts(List<String> parts) {
    budget.items(parts.size());
    budget.characters(text.value().length());
    List<Value> values = new ArrayList<>(parts.size());
    for (String part : parts) {
      values.add(text.with(part));
    }
    return Sequence.list(values);
  }

  private Value splitLines(CallArguments arguments) {
    Bound bound = arguments.bind("splitlines()", "keepends");
    budget.length(PythonText.piecesMax(text.value()));
    return texts(PythonText.lines(text.value(), bound.truth("keepends")));
  }

  private Value affix(CallArguments arguments) {
    Bound bound = arguments.bind(name + "()", "prefix", "start", "end");
    String part = part(bound, text.value());
    Value sought = bound.required("prefix");
    if (sought instanceof Sequence(boolean tuple, List<Value> items) && tuple) {
      boolean any = false;
      for (Value item : items) {
        any |= hasAffix(part, item);
      }
      return Bool.of(any);
    }
    return Bool.of(hasAffix(part, sought));
  }

  private boolean hasAffix(String whole, Value affix) {
    if (!(affix instanceof Text part)) {
      throw new TemplateFailedException(
          "%s first arg must be str or a tuple of str, not %s"
              .formatted(name, TypeNames.of(affix)));
    }
    return name.equals("startswith")
        ? whole.startsWith(part.value())
        : whole.endsWith(part.value());
  }

  /** The part from {@code start} to {@code end}, in code points. */
  private static String part(Bound bound, String whole) {
    if (!bound.has("start") && !bound.has("end")) {
      return whole;
    }
    int length = whole.codePointCount(0, whole.length());
    int from = position(bound.whole("start", 0), length);
    int to = position(bound.whole("end", length), length);
    return from >= to
        ? ""
        : whole.substring(whole.offsetByCodePoints(0, from), whole.offsetByCodePoints(0, to));
  }

  private static int position(int given, int length) {
    return Math.clamp(given < 0 ? (long) given + length : given, 0, length);
  }

  private Value remove(CallArguments arguments) {
    String affix = arguments.bind(name + "()", "affix").text("affix");
    budget.characters(text.value().length());
    String whole = text.value();
    if (name.equals("removeprefix")) {
      return text.with(whole.startsWith(affix) ? whole.substring(affix.length()) : whole);
    }
    return text.with(
        whole.endsWith(affix) ? whole.substring(0, whole.length() - affix.length()) : whole);
  }

  private Value replace(CallArguments arguments) {
    Bound bound = arguments.bind("replace()", "old", "new", "count");
    return text.with(
        replaced(
            text.value(), bound.text("old"), bound.text("new"), bound.whole("count", -1), budget));
  }

  /** {@code str.replace}: an empty {@code old} is before each character and at the end. */
  static String replaced(String whole, String old, String by, int count, Budget budget) {
    if (old.isEmpty() && whole.isEmpty()) {
      return count == 0 ? whole : by;
    }
    StringBuilder replaced = new StringBuilder();
    int at = 0;
    int done = 0;
    while (count < 0 || done < count) {
      int found = whole.indexOf(old, at);
      if (found < 0) {
        break;
      }
      replaced.append(whole, at, found).append(by);
      budget.characters(by.length());
      at = found + old.length();
      done++;
      if (old.isEmpty()) {
        if (at == whole.length()) {
          break;
        }
        int next = whole.offsetByCodePoints(at, 1);
        replaced.append(whole, at, next);
        at = next;
      }
    }
    budget.characters(whole.length());
    return replaced.append(whole, at, whole.length()).toString();
  }

  private Value join(CallArguments arguments) {
    Value items = arguments.bind("join()", "iterable").required("iterable");
    StringBuilder joined = new StringBuilder();
    Iterator<Value> iterator = Iteration.over(items, budget);
    String separator = "";
    while (iterator.hasNext()) {
      if (!(iterator.next() instanceof Text item)) {
        throw new TemplateFailedException("join() takes strings alone");
      }
      budget.characters(separator.length() + (long) item.value().length());
      joined.append(separator).append(item.value());
      separator = text.value();
    }
    return text.with(joined.toString());
  }

  private Value find(CallArguments arguments) {
    Bound bound = arguments.bind(name + "()", "sub", "start", "end");
    String whole = text.value();
    String part = part(bound, whole);
    int length = whole.codePointCount(0, whole.length());
    int offset = position(bound.whole("start", 0), length);
    String sought = bound.text("sub");
    int found = name.startsWith("r") ? part.lastIndexOf(sought) : part.indexOf(sought);
    if (found < 0 && name.endsWith("index")) {
      throw new TemplateFailedException("substring not found");
    }
    return Whole.of(found < 0 ? -1 : offset + part.codePointCount(0, found));
  }

  private Value count(CallArguments arguments) {
    Bound bound = arguments.bind("count()", "sub", "start", "end");
    String part = part(bound, text.value());
    String sought = bound.text("sub");
    if (sought.isEmpty()) {
      return Whole.of(part.codePointCount(0, part.length()) + 1L);
    }
    int count = 0;
    for (int i = part.indexOf(sought); i >= 0; i = part.indexOf(sought, i + sought.length())) {
      count++;
    }
    return Whole.of(count);
  }

  private Value partition(CallArguments arguments) {
    String separator = arguments.bind(name + "()", "sep").text("sep");
    if (separator.isEmpty()) {
      throw new TemplateFailedException("empty separator");
    }
    String whole = text.value();
    budget.characters(whole.length());
    boolean last = name.equals("rpartition");
    int found = last ? whole.lastIndexOf(separator) : whole.indexOf(separator);
    if (found < 0) {
      return last
          ? Sequence.tuple(text.with(""), text.with(""), text)
          : Sequence.tuple(text, text.with(""), text.with(""));
    }
    return Sequence.tuple(
        text.with(whole.substring(0, found)),
        text.with(separator),
        text.with(whole.substring(found + separator.length())));
  }

  private Value pad(CallArguments arguments) {
    Bound bound = arguments.bind(name + "()", "width", "fillchar");
    bound.required("width");
    int missing = Math.max(0, bound.whole("width", 0) - text.length());
    budget.characters(missing + (long) text.value().length());
    String whole = text.value();
    if (name.equals("zfill")) {
      boolean signed = whole.startsWith("-") || whole.startsWith("+");
      String sign = signed ? whole.substring(0, 1) : "";
      return text.with(sign + "0".repeat(missing) + whole.substring(sign.length()));
    }
    String fill = bound.has("fillchar") ? bound.text("fillchar") : " ";
    if (fill.codePointCount(0, fill.length()) != 1) {
      throw new TemplateFailedException("The fill character must be exactly one character long");
    }
    return switch (name) {
      case "ljust" -> text.with(whole + fill.repeat(missing));
      case "rjust" -> text.with(fill.repeat(missing) + whole);
      default -> text.with(centered(whole, missing, bound.whole("width", 0), fill));
    };
  }

  /** {@code str.center}, which puts an odd space left where the width is odd. */
  static String centered(String whole, int missing, int width, String fill) {
    int left = missing / 2 + (missing & width & 1);
    return fill.repeat(left) + whole + fill.repeat(missing - left);
  }
}
