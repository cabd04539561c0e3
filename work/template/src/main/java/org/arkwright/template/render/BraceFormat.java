package org.arkwright.template.render;

import java.util.List;
import org.arkwright.template.bound.Budget;
import org.arkwright.template.failure.TemplateFailedException;
import org.arkwright.template.value.CallArguments;
import org.arkwright.template.value.Representation;
import org.arkwright.template.value.Text;
import org.arkwright.template.value.Undefined;
import org.arkwright.template.value.Value;

/** {@code '{} {name:>8}'.format(…)}: fields by place or name, without attributes and items. */
final class BraceFormat {
  private final String format;
  private final CallArguments arguments;
  private final Budget budget;
  private final StringBuilder text = new StringBuilder();
  private int next;

  private BraceFormat(String format, CallArguments arguments, Budget budget) {
    this.format = format;
    this.arguments = arguments;
    this.budget = budget;
  }

  static Text format(Text format, CallArguments arguments, Budget budget) {
    BraceFormat formatted = new BraceFormat(format.value(), arguments, budget);
    budget.characters(format.value().length());
    formatted.run();
    return format.with(formatted.text.toString());
  }

  private void run() {
    int at = 0;
    while (at < format.length()) {
      char c = format.charAt(at);
      boolean doubled = at + 1 < format.length() && format.charAt(at + 1) == c;
      if ((c == '{' || c == '}') && doubled) {
        text.append(c);
        at += 2;
      } else if (c == '}') {
        throw new TemplateFailedException("Single '}' encountered in format string");
      } else if (c == '{') {
        int end = format.indexOf('}', at);
        if (end < 0) {
          throw new TemplateFailedException("expected '}' before end of string");
        }
        field(format.substring(at + 1, end));
        at = end + 1;
      } else {
        text.append(c);
        at++;
      }
    }
  }

  private void field(String field) {
    int colon = field.indexOf(':');
    String spec = colon < 0 ? "" : field.substring(colon + 1);
    String name = colon < 0 ? field : field.substring(0, colon);
    int mark = name.indexOf('!');
    String conversion = mark < 0 ? "" : name.substring(mark + 1);
    Value value = value(mark < 0 ? name : name.substring(0, mark));
    Value shown =
        switch (conversion) {
          case "" -> value instanceof Undefined ? Text.EMPTY : value;
          case "s" -> new Text(Representation.string(value, budget));
          case "r" -> new Text(Representation.quoted(value, budget));
          default ->
              throw new TemplateFailedException(
                  "Unknown conversion specifier '" + conversion + "'");
        };
    String formatted =
        spec.isEmpty()
            ? Representation.string(shown, budget)
            : FormatSpec.parse(spec).format(shown, budget);
    budget.characters(formatted.length());
    text.append(formatted);
  }

  private Value value(String name) {
    List<Value> positional = arguments.positional();
    boolean numbered = name.matches("[0-9]{1,6}");
    if (name.isEmpty() || numbered) {
      int index = numbered ? Integer.parseInt(name) : next++;
      if (index >= positional.size()) {
        throw new TemplateFailedException(
            "Replacement index %d out of range for positional args tuple".formatted(index));
      }
      return positional.get(index);
    }
    Value value = arguments.named().get(name);
    if (value == null) {
      throw new TemplateFailedException("format() has no argument '%s'".formatted(name));
    }
    return value;
  }
}
