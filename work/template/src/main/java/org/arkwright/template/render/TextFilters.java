package org.arkwright.template.render;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.arkwright.template.failure.TemplateFailedException;
import org.arkwright.template.value.Bound;
import org.arkwright.template.value.CallArguments;
import org.arkwright.template.value.Html;
import org.arkwright.template.value.None;
import org.arkwright.template.value.PythonText;
import org.arkwright.template.value.Representation;
import org.arkwright.template.value.Sequence;
import org.arkwright.template.value.Text;
import org.arkwright.template.value.Value;
import org.arkwright.template.value.Whole;

/** Filters that make a string of a string; what is none is printed first. */
final class TextFilters {
  static final Map<String, Filter> ALL =
      Map.ofEntries(
          Map.entry("string", plain(text -> text)),
          Map.entry("upper", plain(Cases::upper)),
          Map.entry("lower", plain(Cases::lower)),
          Map.entry("capitalize", plain(Cases::capitalized)),
          Map.entry("title", plain(TextFilters::title)),
          Map.entry("trim", TextFilters::trim),
          Map.entry("replace", TextFilters::replace),
          Map.entry("indent", TextFilters::indent),
          Map.entry("center", TextFilters::center),
          Map.entry("truncate", TextFilters::truncate),
          Map.entry("format", TextFilters::format),
          Map.entry("wordcount", TextFilters::wordCount),
          Map.entry("safe", TextFilters::safe),
          Map.entry("escape", TextFilters::escape),
          Map.entry("e", TextFilters::escape),
          Map.entry("forceescape", TextFilters::forceEscape));

  private static final Pattern WORD_STARTS = Pattern.compile("[-\\s({\\[<]+");
  private static final Pattern WORD = Pattern.compile("\\w+", Pattern.UNICODE_CHARACTER_CLASS);

  private TextFilters() {}

  private interface Change {
    String of(String text);
  }

  private static Filter plain(Change change) {
    return (subject, arguments, run) -> {
      arguments.bind("the filter");
      Text text = text(subject, run);
      run.budget().characters(text.value().length());
      return text.with(change.of(text.value()));
    };
  }

  static Text text(Value value, Run run) {
    return value instanceof Text text ? text : new Text(Representation.string(value, run.budget()));
  }

  /** Each part between white space, hyphens and brackets begins with upper case. */
  private static String title(String text) {
    StringBuilder title = new StringBuilder();
    Matcher start = WORD_STARTS.matcher(text);
    int at = 0;
    while (start.find()) {
      title.append(word(text.substring(at, start.start()))).append(start.group());
      at = start.end();
    }
    return title.append(word(text.substring(at))).toString();
  }

  private static String word(String word) {
    if (word.isEmpty()) {
      return word;
    }
    int first = Character.charCount(word.codePointAt(0));
    return Cases.upper(word.substring(0, first)) + Cases.lower(word.substring(first));
  }

  private static Value trim(Value subject, CallArguments arguments, Run run) {
    Bound bound = arguments.bind("trim", "chars");
    Text text = text(subject, run);
    run.budget().characters(text.value().length());
    return text.with(
        bound.or("chars", None.NONE) == None.NONE
            ? PythonText.strip(text.value(), true, true)
            : PythonText.strip(text.value(), bound.text("chars"), true, true));
  }

  private static Value replace(Value subject, CallArguments arguments, Run run) {
    Bound bound = arguments.bind("replace", "old", "new", "count");
    int count = bound.or("count", None.NONE) == None.NONE ? -1 : bound.whole("count", -1);
    return new Text(
        TextMethods.replaced(
            text(subject, run).value(),
            text(bound.required("old"), run).value(),
            text(bound.required("new"), run).value(),
            count,
            run.budget()));
  }

  private static Value indent(Value subject, CallArguments arguments, Run run) {
    Bound bound = arguments.bind("indent", "width", "first", "blank");
    if (!(subject instanceof Text text)) {
      throw new TemplateFailedException("indent takes a string");
    }
    String space;
    if (bound.or("width", None.NONE) instanceof Text width) {
      space = width.value();
    } else {
      int width = Math.max(0, bound.whole("width", 4));
      run.budget().characters(width);
      space = " ".repeat(width);
    }
    run.budget().length(PythonText.piecesMax(text.value()));
    List<String> lines = PythonText.lines(text.value() + "\n", false);
    run.budget().characters(text.value().length() + (long) space.length() * lines.size());
    StringBuilder indented = new StringBuilder(bound.truth("first") ? space : "");
    for (int i = 0; i < lines.size(); i++) {
      boolean spaced = i > 0 && (bound.truth("blank") || !lines.get(i).isEmpty());
      indented.append(i > 0 ? "\n" : "").append(spaced ? space : "").append(lines.get(i));
    }
    return text.with(indented.toString());
  }

  private static Value center(Value subject, CallArguments arguments, Run run) {
    int width = arguments.bind("center", "width").whole("width", 80);
    Text text = text(subject, run);
    int missing = Math.max(0, width - text.length());
    run.budget().characters(text.value().length() + (long) missing);
    return text.with(TextMethods.centered(text.value(), missing, width, " "));
  }

  private static Value truncate(Value subject, CallArguments arguments, Run run) {
    Bound bound = arguments.bind("truncate", "length", "killwords", "end", "leeway");
    Text text = text(subject, run);
    int length = bound.whole("length", 255);
    String end = bound.has("end") ? bound.text("end") : "...";
    int leeway = bound.or("leeway", None.NONE) == None.NONE ? 5 : bound.whole("leeway", 5);
    int room = length - end.codePointCount(0, end.length());
    if (room < 0 || leeway < 0) {
      throw new TemplateFailedException("truncate needs a length that has room for its end");
    }
    run.budget().characters(text.value().length());
    if (text.length() <= (long) length + leeway) {
      return text;
    }
    String cut = text.value().substring(0, text.value().offsetByCodePoints(0, room));
    if (!bound.truth("killwords") && cut.indexOf(' ') >= 0) {
      cut = cut.substring(0, cut.lastIndexOf(' '));
    }
    return text.with(cut + end);
  }

  private static Value format(Value subject, CallArguments arguments, Run run) {
    boolean named = !arguments.named().isEmpty();
    if (named && !arguments.positional().isEmpty()) {
      throw new TemplateFailedException(
          "can't handle positional and keyword arguments at the same time");
    }
    Value given =
        named ? Globals.mapping(arguments.named()) : Sequence.tuple(arguments.positional());
    return PercentFormat.format(text(subject, run), given, run.budget());
  }

  private static Value wordCount(Value subject, CallArguments arguments, Run run) {
    arguments.bind("wordcount");
    String text = text(subject, run).value();
    run.budget().steps(text.length());
    return Whole.of(WORD.matcher(text).results().count());
  }

  private static Value safe(Value subject, CallArguments arguments, Run run) {
    arguments.bind("safe");
    return new Text(text(subject, run).value(), true);
  }

  private static Value escape(Value subject, CallArguments arguments, Run run) {
    arguments.bind("escape");
    Text text = text(subject, run);
    return text.safe() ? text : new Text(Html.escape(text.value(), run.budget()), true);
  }

  private static Value forceEscape(Value subject, CallArguments arguments, Run run) {
    arguments.bind("forceescape");
    return new Text(Html.escape(text(subject, run).value(), run.budget()), true);
  }
}
