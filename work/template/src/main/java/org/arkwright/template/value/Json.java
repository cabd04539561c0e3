package org.arkwright.template.value;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.arkwright.template.bound.Budget;
import org.arkwright.template.failure.TemplateFailedException;

/** {@code json.dumps}, as transformers gives it to templates as the filter {@code tojson}. */
public final class Json {
  /**
   * How it is written.
   *
   * @param ascii whether all other characters are escaped
   * @param indent what a level is indented by; empty for all on one line
   * @param item what stands between items
   * @param key what stands between a key and its value
   * @param sorted whether keys are sorted
   */
  public record Form(
      boolean ascii, Optional<String> indent, String item, String key, boolean sorted) {
    public static final Form PLAIN = new Form(false, Optional.empty(), ", ", ": ", false);
  }

  private final StringBuilder out = new StringBuilder();
  private final Form form;
  private final Budget budget;

  private Json(Form form, Budget budget) {
    this.form = form;
    this.budget = budget;
  }

  public static String write(Value value, Form form, Budget budget) {
    Json json = new Json(form, budget);
    json.add(value, 0);
    return json.out.toString();
  }

  private void add(Value value, int level) {
    budget.enter();
    switch (value) {
      case Text text -> quote(text.value());
      case Bool _, None _, Whole _, Real _ -> out.append(scalar(value));
      case Sequence sequence -> addList(sequence.items(), level);
      case Mapping mapping -> addObject(mapping, level);
      case View _, Range _, Generator _, Callable _, Namespace _, Loop _, Undefined _ ->
          throw new TemplateFailedException(
              "Object of type %s is not JSON serializable".formatted(TypeNames.of(value)));
    }
    budget.output(out.length());
    budget.leave();
  }

  private static String scalar(Value value) {
    return switch (value) {
      case Bool bool -> bool.value() ? "true" : "false";
      case Whole whole -> whole.value().toString();
      case Real real -> {
        String text = Representation.real(real.value());
        yield switch (text) {
          case "nan" -> "NaN";
          case "inf" -> "Infinity";
          case "-inf" -> "-Infinity";
          default -> text;
        };
      }
      default -> "null";
    };
  }

  private void addList(List<Value> items, int level) {
    if (items.isEmpty()) {
      out.append("[]");
      return;
    }
    out.append('[');
    Iterator<Value> iterator = items.iterator();
    while (iterator.hasNext()) {
      newLine(level + 1);
      add(iterator.next(), level + 1);
      out.append(iterator.hasNext() ? form.item() : "");
    }
    newLine(level);
    out.append(']');
  }

  private void addObject(Mapping mapping, int level) {
    if (mapping.entries().isEmpty()) {
      out.append("{}");
      return;
    }
    List<Map.Entry<Value, Value>> entries = new ArrayList<>(mapping.entries().entrySet());
    if (form.sorted()) {
      try {
        entries.sort((a, b) -> Ordering.compare(a.getKey(), b.getKey(), "<", budget).orElse(0));
      } catch (IllegalArgumentException _) {
        throw new TemplateFailedException("the keys have no order, as one is not a number");
      }
    }
    out.append('{');
    Iterator<Map.Entry<Value, Value>> iterator = entries.iterator();
    while (iterator.hasNext()) {
      Map.Entry<Value, Value> entry = iterator.next();
      newLine(level + 1);
      quote(keyOf(entry.getKey()));
      out.append(form.key());
      add(entry.getValue(), level + 1);
      out.append(iterator.hasNext() ? form.item() : "");
    }
    newLine(level);
    out.append('}');
  }

  private static String keyOf(Value key) {
    return switch (key) {
      case Text text -> text.value();
      case Bool _, None _, Whole _, Real _ -> scalar(key);
      default ->
          throw new TemplateFailedException(
              "keys must be str, int, float, bool or None, not " + TypeNames.of(key));
    };
  }

  private void newLine(int level) {
    if (form.indent().isPresent()) {
      budget.characters(1 + (long) form.indent().get().length() * level);
      out.append('\n');
      for (int i = 0; i < level; i++) {
        out.append(form.indent().get());
      }
    }
  }

  private void quote(String text) {
    budget.characters(text.length() + 2);
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case '\f' -> out.append("\\f");
        case '\b' -> out.append("\\b");
        default -> {
          if (c < ' ' || (form.ascii() && c > '~')) {
            out.append("\\u%04x".formatted((int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
