package org.arkwright.template.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.arkwright.template.syntax.Expression.Comparand;
import org.arkwright.template.syntax.Expression.Operator;
import org.arkwright.template.syntax.Expression.Pair;
import org.arkwright.template.syntax.Expression.Relation;
import org.arkwright.template.syntax.Token.Kind;
import org.arkwright.template.value.Bool;
import org.arkwright.template.value.None;
import org.arkwright.template.value.Text;

/** Expressions by their precedence, the loosest first, as Jinja has it. */
final class ExpressionParser {
  private static final int ARGUMENTS_MAX = 1000;

  private final TokenStream tokens;
  private final Vocabulary vocabulary;
  private final NamesRead names;

  ExpressionParser(TokenStream tokens, Vocabulary vocabulary, NamesRead names) {
    this.tokens = tokens;
    this.vocabulary = vocabulary;
    this.names = names;
  }

  Expression expression() {
    tokens.enter();
    Expression expression = conditional();
    tokens.leave();
    return expression;
  }

  private Expression conditional() {
    int line = tokens.line();
    names.enterBranch();
    Expression expression = or();
    while (tokens.skipName("if")) {
      Expression test = or();
      Optional<Expression> otherwise =
          tokens.skipName("else") ? Optional.of(expression()) : Optional.empty();
      expression = new Expression.Conditional(test, expression, otherwise, line);
      line = tokens.line();
    }
    names.leaveBranch(expression instanceof Expression.Conditional);
    return expression;
  }

  /** An expression without {@code if}, which follows it. */
  Expression or() {
    Expression left = and();
    while (tokens.skipName("or")) {
      left = new Expression.Or(left, and());
    }
    return left;
  }

  private Expression and() {
    Expression left = not();
    while (tokens.skipName("and")) {
      left = new Expression.And(left, not());
    }
    return left;
  }

  private Expression not() {
    if (!tokens.skipName("not")) {
      return comparison();
    }
    tokens.enter();
    Expression negated = new Expression.Not(not());
    tokens.leave();
    return negated;
  }

  private Expression comparison() {
    Expression first = sum();
    List<Comparand> rest = new ArrayList<>();
    Optional<Relation> relation = relation();
    while (relation.isPresent()) {
      rest.add(new Comparand(relation.get(), sum()));
      relation = relation();
    }
    return rest.isEmpty() ? first : new Expression.Comparison(first, rest);
  }

  private Optional<Relation> relation() {
    Token token = tokens.current();
    for (Relation relation : Relation.values()) {
      if (token.operator(relation.shown())) {
        tokens.next();
        return Optional.of(relation);
      }
    }
    if (tokens.skipName("in")) {
      return Optional.of(Relation.IN);
    }
    if (token.name("not") && tokens.following().name("in")) {
      tokens.next();
      tokens.next();
      return Optional.of(Relation.NOT_IN);
    }
    return Optional.empty();
  }

  private Expression sum() {
    Expression left = concatenation();
    while (true) {
      if (tokens.skipOperator("+")) {
        left = new Expression.Binary(Operator.ADD, left, concatenation());
      } else if (tokens.skipOperator("-")) {
        left = new Expression.Binary(Operator.SUBTRACT, left, concatenation());
      } else {
        return left;
      }
    }
  }

  private Expression concatenation() {
    Expression first = product();
    if (!tokens.current().operator("~")) {
      return first;
    }
    List<Expression> parts = new ArrayList<>(List.of(first));
    while (tokens.skipOperator("~")) {
      parts.add(product());
    }
    return new Expression.Concatenation(parts);
  }

  private Expression product() {
    Expression left = power();
    while (true) {
      if (tokens.skipOperator("*")) {
        left = new Expression.Binary(Operator.MULTIPLY, left, power());
      } else if (tokens.skipOperator("/")) {
        left = new Expression.Binary(Operator.DIVIDE, left, power());
      } else if (tokens.skipOperator("//")) {
        left = new Expression.Binary(Operator.FLOOR_DIVIDE, left, power());
      } else if (tokens.skipOperator("%")) {
        left = new Expression.Binary(Operator.REMAINDER, left, power());
      } else {
        return left;
      }
    }
  }

  private Expression power() {
    Expression left = unary(true);
    while (tokens.skipOperator("**")) {
      left = new Expression.Binary(Operator.POWER, left, unary(true));
    }
    return left;
  }

  private Expression unary(boolean filters) {
    tokens.enter();
    Expression expression;
    if (tokens.skipOperator("-")) {
      expression = new Expression.Negative(unary(false));
    } else if (tokens.skipOperator("+")) {
      expression = new Expression.Positive(unary(false));
    } else {
      expression = primary();
    }
    tokens.leave();
    expression = postfix(expression);
    return filters ? filtersAndTests(expression) : expression;
  }

  private Expression primary() {
    Token token = tokens.current();
    return switch (token.kind()) {
      case NAME -> {
        tokens.next();
        yield name(token);
      }
      case STRING -> strings();
      case INTEGER, FLOAT -> {
        tokens.next();
        yield new Expression.Literal(token.value());
      }
      case OPERATOR ->
          switch (token.text()) {
            case "(" -> parenthesis();
            case "[" -> list();
            case "{" -> map();
            default -> throw tokens.expected("an expression");
          };
      case DATA, BLOCK_BEGIN, BLOCK_END, PRINT_BEGIN, PRINT_END, END ->
          throw tokens.expected("an expression");
    };
  }

  private Expression name(Token token) {
    return switch (token.text()) {
      case "true", "True" -> new Expression.Literal(Bool.TRUE);
      case "false", "False" -> new Expression.Literal(Bool.FALSE);
      case "none", "None" -> new Expression.Literal(None.NONE);
      default -> {
        if (!Character.isUnicodeIdentifierStart(token.text().codePointAt(0))
            && token.text().charAt(0) != '_') {
          throw tokens.problem("'" + token.text() + "' is no name");
        }
        names.read(token.text());
        yield new Expression.Name(token.text());
      }
    };
  }

  /** Strings that follow each other are one. */
  private Expression strings() {
    StringBuilder text = new StringBuilder();
    while (tokens.current().is(Kind.STRING)) {
      text.append(((Text) tokens.next().value()).value());
    }
    return new Expression.Literal(new Text(text.toString()));
  }

  private Expression parenthesis() {
    tokens.expectOperator("(");
    Expression inner = tuple(true, true, Set.of());
    tokens.expectOperator(")");
    return inner;
  }

  /**
   * An expression, or several with commas, which are a tuple.
   *
   * @param conditions whether {@code if} may be a part of it
   * @param mayBeEmpty whether nothing is the empty tuple
   * @param ends names before which it ends
   */
  Expression tuple(boolean conditions, boolean mayBeEmpty, Set<String> ends) {
    List<Expression> items = new ArrayList<>();
    boolean tuple = false;
    while (!endsTuple(ends)) {
      items.add(conditions ? expression() : or());
      if (!tokens.skipOperator(",")) {
        break;
      }
      tuple = true;
    }
    if (!tuple && !items.isEmpty()) {
      return items.getFirst();
    }
    if (!tuple && !mayBeEmpty) {
      throw tokens.expected("an expression");
    }
    return new Expression.ListOf(true, items);
  }

  private boolean endsTuple(Set<String> ends) {
    Token token = tokens.current();
    return token.is(Kind.PRINT_END)
        || token.is(Kind.BLOCK_END)
        || token.operator(")")
        || (token.is(Kind.NAME) && ends.contains(token.text()));
  }

  private Expression list() {
    tokens.expectOperator("[");
    List<Expression> items = new ArrayList<>();
    while (!tokens.skipOperator("]")) {
      if (!items.isEmpty()) {
        tokens.expectOperator(",");
        if (tokens.skipOperator("]")) {
          break;
        }
      }
      items.add(expression());
    }
    return new Expression.ListOf(false, items);
  }

  private Expression map() {
    tokens.expectOperator("{");
    List<Pair> pairs = new ArrayList<>();
    while (!tokens.skipOperator("}")) {
      if (!pairs.isEmpty()) {
        tokens.expectOperator(",");
        if (tokens.skipOperator("}")) {
          break;
        }
      }
      Expression key = expression();
      tokens.expectOperator(":");
      pairs.add(new Pair(key, expression()));
    }
    return new Expression.MapOf(pairs);
  }

  private Expression postfix(Expression start) {
    Expression expression = start;
    while (true) {
      if (tokens.current().operator(".")) {
        expression = attribute(expression);
      } else if (tokens.current().operator("[")) {
        expression = subscript(expression);
      } else if (tokens.current().operator("(")) {
        expression = call(expression);
      } else {
        return expression;
      }
    }
  }

  private Expression attribute(Expression of) {
    tokens.expectOperator(".");
    Token token = tokens.current();
    if (!token.is(Kind.NAME) && !token.is(Kind.INTEGER)) {
      throw tokens.expected("a name or an integer");
    }
    tokens.next();
    return token.is(Kind.NAME)
        ? new Expression.Attribute(of, new Text(token.text()))
        : new Expression.Item(of, new Expression.Literal(token.value()));
  }

  private Expression subscript(Expression of) {
    tokens.expectOperator("[");
    Optional<Expression> first =
        tokens.current().operator(":") ? Optional.empty() : Optional.of(expression());
    if (tokens.skipOperator(":")) {
      Optional<Expression> stop = sliceBound();
      Optional<Expression> step = tokens.skipOperator(":") ? sliceBound() : Optional.empty();
      tokens.expectOperator("]");
      return new Expression.Slice(of, first, stop, step);
    }
    List<Expression> keys = new ArrayList<>(List.of(first.orElseThrow()));
    while (tokens.skipOperator(",")) {
      keys.add(expression());
    }
    tokens.expectOperator("]");
    return new Expression.Item(
        of, keys.size() == 1 ? keys.getFirst() : new Expression.ListOf(true, keys));
  }

  private Optional<Expression> sliceBound() {
    Token token = tokens.current();
    return token.operator(":") || token.operator("]")
        ? Optional.empty()
        : Optional.of(expression());
  }

  private Expression call(Expression function) {
    int line = tokens.line();
    return new Expression.Call(function, arguments(), line);
  }

  private Arguments arguments() {
    tokens.expectOperator("(");
    List<Expression> positional = new ArrayList<>();
    List<Arguments.Named> named = new ArrayList<>();
    Optional<Expression> rest = Optional.empty();
    Optional<Expression> namedRest = Optional.empty();
    boolean first = true;
    while (!tokens.skipOperator(")")) {
      if (!first) {
        tokens.expectOperator(",");
        if (tokens.skipOperator(")")) {
          break;
        }
      }
      first = false;
      if (namedRest.isPresent() || (rest.isPresent() && tokens.current().operator("*"))) {
        throw tokens.expected("')': nothing follows ** and one * is enough");
      }
      if (tokens.skipOperator("*")) {
        rest = Optional.of(expression());
      } else if (tokens.skipOperator("**")) {
        namedRest = Optional.of(expression());
      } else if (tokens.current().is(Kind.NAME) && tokens.following().operator("=")) {
        named.add(named(named));
      } else if (!named.isEmpty() || rest.isPresent()) {
        throw tokens.expected("an argument with its name");
      } else {
        positional.add(expression());
      }
    }
    return new Arguments(positional, named, rest, namedRest);
  }

  private Arguments.Named named(List<Arguments.Named> before) {
    String name = tokens.next().text();
    if (before.size() == ARGUMENTS_MAX) {
      throw tokens.problem("a call has more than " + ARGUMENTS_MAX + " named arguments");
    }
    if (before.stream().anyMatch(other -> other.name().equals(name))) {
      throw tokens.problem("the argument '" + name + "' is given twice");
    }
    tokens.next();
    return new Arguments.Named(name, expression());
  }

  private Expression filtersAndTests(Expression start) {
    Expression expression = start;
    while (true) {
      if (tokens.current().operator("|")) {
        tokens.next();
        expression = filter(Optional.of(expression));
      } else if (tokens.skipName("is")) {
        expression = test(expression);
      } else if (tokens.current().operator("(")) {
        expression = call(expression);
      } else {
        return expression;
      }
    }
  }

  /** The filters of a block: those after the first may follow after {@code |}. */
  Expression.Filtered blockFilter() {
    Expression.Filtered filter = filter(Optional.empty());
    while (tokens.skipOperator("|")) {
      filter = filter(Optional.of(filter));
    }
    return filter;
  }

  private Expression.Filtered filter(Optional<Expression> subject) {
    int line = tokens.line();
    String name = dottedName();
    names.used("filter", name, vocabulary.filters(), line);
    Arguments arguments = tokens.current().operator("(") ? arguments() : Arguments.NONE;
    return new Expression.Filtered(subject, name, arguments, line);
  }

  private String dottedName() {
    StringBuilder name = new StringBuilder(tokens.expect(Kind.NAME).text());
    while (tokens.skipOperator(".")) {
      name.append('.').append(tokens.expect(Kind.NAME).text());
    }
    return name.toString();
  }

  private Expression test(Expression subject) {
    int line = tokens.line();
    boolean negated = tokens.skipName("not");
    String name = dottedName();
    names.used("test", name, vocabulary.tests(), line);
    Arguments arguments = Arguments.NONE;
    if (tokens.current().operator("(")) {
      arguments = arguments();
    } else if (startsArgument()) {
      if (tokens.current().name("is")) {
        throw tokens.problem("tests cannot be chained: write 'and' between them");
      }
      arguments = Arguments.of(postfix(primary()));
    }
    Expression tested = new Expression.Tested(subject, name, arguments, line);
    return negated ? new Expression.Not(tested) : tested;
  }

  private boolean startsArgument() {
    Token token = tokens.current();
    return switch (token.kind()) {
      case NAME -> !token.name("else") && !token.name("or") && !token.name("and");
      case STRING, INTEGER, FLOAT -> true;
      case OPERATOR -> token.operator("[") || token.operator("{");
      case DATA, BLOCK_BEGIN, BLOCK_END, PRINT_BEGIN, PRINT_END, END -> false;
    };
  }
}
