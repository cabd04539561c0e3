package org.arkwright.tracking.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.arkwright.tracking.search.Comparison.Operator;
import org.arkwright.tracking.search.Comparison.Value;
import org.arkwright.tracking.search.Token.Kind;

/**
 * Reads MLflow's filters by descent:
 *
 * <pre>
 * filter     = [ comparison { AND comparison } ]
 * comparison = field ( operator value | [NOT] IN "(" text { "," text } ")" | IS [NOT] NULL )
 * field      = [ group "." ] key            key = word { "." word } | quoted
 * order      = field [ ASC | DESC ]
 * </pre>
 */
public final class FilterParser {
  /** The most comparisons of one filter; each costs a lookup for each run. */
  private static final int COMPARISONS_MAX = 100;

  private static final int LIST_MAX = 1_000;

  private final String text;
  private final List<Token> tokens;
  private int next;

  private FilterParser(String text) throws SearchException {
    this.text = text;
    this.tokens = Lexer.tokens(text);
  }

  /** Reads a filter; a blank one holds for everything. */
  public static List<Comparison> parse(String text) throws SearchException {
    FilterParser parser = new FilterParser(text);
    List<Comparison> comparisons = new ArrayList<>();
    if (parser.peek().is(Kind.END)) {
      return comparisons;
    }
    comparisons.add(parser.comparison());
    while (!parser.peek().is(Kind.END)) {
      if (!parser.take().isWord("and")) {
        throw parser.unexpected(parser.tokens.get(parser.next - 1), "AND, or the end");
      }
      comparisons.add(parser.comparison());
      if (comparisons.size() > COMPARISONS_MAX) {
        throw new SearchException(
            "a filter of more than %d comparisons: split the search".formatted(COMPARISONS_MAX));
      }
    }
    return comparisons;
  }

  /** An order of results. */
  public record Order(Field field, boolean ascending) {}

  /** Reads an order such as {@code metrics.loss DESC}. */
  public static Order parseOrder(String text) throws SearchException {
    FilterParser parser = new FilterParser(text);
    Field field = parser.field();
    boolean ascending = true;
    if (parser.peek().isWord("asc") || parser.peek().isWord("desc")) {
      ascending = parser.take().isWord("asc");
    }
    if (!parser.peek().is(Kind.END)) {
      throw parser.unexpected(parser.peek(), "ASC, DESC or the end");
    }
    return new Order(field, ascending);
  }

  private Token peek() {
    return tokens.get(next);
  }

  private Token take() {
    Token token = tokens.get(next);
    if (!token.is(Kind.END)) {
      next++;
    }
    return token;
  }

  private SearchException unexpected(Token token, String expected) {
    return new SearchException(
        "Invalid clause in '%s': expected %s at character %d, found %s"
            .formatted(text, expected, token.at() + 1, token));
  }

  private Comparison comparison() throws SearchException {
    Field field = field();
    Token token = take();
    if (token.is(Kind.OPERATOR)) {
      return new Comparison(field, Operator.of(token), List.of(value()));
    }
    if (token.isWord("like") || token.isWord("ilike")) {
      Operator operator = token.isWord("like") ? Operator.LIKE : Operator.ILIKE;
      return new Comparison(field, operator, List.of(value()));
    }
    if (token.isWord("in")) {
      return new Comparison(field, Operator.IN, list());
    }
    if (token.isWord("not")) {
      expectWord("in");
      return new Comparison(field, Operator.NOT_IN, list());
    }
    if (token.isWord("is")) {
      boolean not = peek().isWord("not");
      if (not) {
        take();
      }
      expectWord("null");
      return new Comparison(field, not ? Operator.IS_NOT_NULL : Operator.IS_NULL, List.of());
    }
    throw unexpected(token, "=, !=, <, <=, >, >=, LIKE, ILIKE, IN, NOT IN or IS [NOT] NULL");
  }

  private void expectWord(String word) throws SearchException {
    Token token = take();
    if (!token.isWord(word)) {
      throw unexpected(token, word.toUpperCase(Locale.ROOT));
    }
  }

  private Field field() throws SearchException {
    Token first = take();
    if (first.is(Kind.NAME) || first.is(Kind.NAME_OR_TEXT)) {
      if (!peek().is(Kind.DOT)) {
        return new Field(Field.Group.ATTRIBUTE, first.text());
      }
    } else if (!first.is(Kind.WORD)) {
      throw unexpected(first, "a field such as metrics.loss, params.lr or tags.team");
    }
    if (!peek().is(Kind.DOT)) {
      return new Field(Field.Group.ATTRIBUTE, first.text());
    }
    take();
    return new Field(Field.Group.of(first.text()), key());
  }

  private String key() throws SearchException {
    Token part = take();
    if (part.is(Kind.NAME) || part.is(Kind.NAME_OR_TEXT)) {
      return part.text();
    }
    StringBuilder key = new StringBuilder();
    while (part.is(Kind.WORD)) {
      key.append(part.text());
      if (!peek().is(Kind.DOT)) {
        return key.toString();
      }
      take();
      key.append('.');
      part = take();
    }
    throw unexpected(
        part, "a name, in backquotes if it has more than letters, digits, _ - / and .");
  }

  private Value value() throws SearchException {
    Token token = take();
    return switch (token.kind()) {
      case TEXT, NAME_OR_TEXT -> new Value.Text(token.text());
      case NUMBER -> new Value.Numeral(token.text());
      default -> throw unexpected(token, "a number, or a value in quotes");
    };
  }

  private List<Value> list() throws SearchException {
    Token open = take();
    if (!open.is(Kind.OPEN)) {
      throw unexpected(open, "a list such as ('a', 'b')");
    }
    List<Value> values = new ArrayList<>();
    Token separator;
    do {
      Token token = take();
      if (!token.is(Kind.TEXT) && !token.is(Kind.NAME_OR_TEXT)) {
        throw unexpected(token, "a value in quotes");
      }
      values.add(new Value.Text(token.text()));
      separator = take();
      if (separator.is(Kind.COMMA) && peek().is(Kind.CLOSE)) {
        separator = take();
      }
    } while (separator.is(Kind.COMMA) && values.size() < LIST_MAX);
    if (!separator.is(Kind.CLOSE)) {
      throw unexpected(separator, "a comma or ), and at most %d values".formatted(LIST_MAX));
    }
    return values;
  }
}
