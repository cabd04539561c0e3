package org.arkwright.template.syntax;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.arkwright.template.bound.Limits;
import org.arkwright.template.failure.TemplateSyntaxException;
import org.arkwright.template.syntax.Signature.Parameter;
import org.arkwright.template.syntax.Statement.Binding;
import org.arkwright.template.syntax.Statement.Branch;
import org.arkwright.template.syntax.Token.Kind;

/** Statements, and with them whole templates. */
public final class Parser {
  private static final int PARAMETERS_MAX = 1000;
  private static final Set<String> CONSTANTS =
      Set.of("true", "True", "false", "False", "none", "None");

  private final TokenStream tokens;
  private final NamesRead names = new NamesRead();
  private final ExpressionParser expressions;
  private int loops;

  private Parser(TokenStream tokens, Vocabulary vocabulary) {
    this.tokens = tokens;
    expressions = new ExpressionParser(tokens, vocabulary, names);
  }

  /**
   * The tree of a template.
   *
   * @throws TemplateSyntaxException if it is none
   */
  public static List<Statement> parse(String source, Vocabulary vocabulary) {
    if (source.length() > Limits.SOURCE) {
      throw new TemplateSyntaxException(
          "the template has %d characters; %d are allowed"
              .formatted(source.length(), Limits.SOURCE),
          0);
    }
    Parser parser = new Parser(new TokenStream(Lexer.tokens(source)), vocabulary);
    return parser.statements(Set.of());
  }

  /** Statements up to a tag of one of these names, which is current then. */
  private List<Statement> statements(Set<String> ends) {
    tokens.enter();
    List<Statement> statements = new ArrayList<>();
    while (true) {
      Token token = tokens.current();
      switch (token.kind()) {
        case DATA -> statements.add(new Statement.Literal(tokens.next().text()));
        case PRINT_BEGIN -> {
          tokens.next();
          Expression value = expressions.tuple(true, false, Set.of());
          statements.add(new Statement.Output(value, token.line()));
          tokens.expect(Kind.PRINT_END);
        }
        case BLOCK_BEGIN -> {
          tokens.next();
          if (tokens.current().is(Kind.NAME) && ends.contains(tokens.current().text())) {
            tokens.leave();
            return statements;
          }
          statements.addAll(statement(ends));
          tokens.expect(Kind.BLOCK_END);
        }
        case END -> {
          if (!ends.isEmpty()) {
            throw tokens.expected(shown(ends));
          }
          tokens.leave();
          return statements;
        }
        case BLOCK_END, PRINT_END, NAME, STRING, INTEGER, FLOAT, OPERATOR ->
            throw tokens.expected("text or a tag");
      }
    }
  }

  private static String shown(Set<String> ends) {
    return "'{% " + String.join(" %}' or '{% ", ends) + " %}'";
  }

  private List<Statement> statement(Set<String> ends) {
    Token tag = tokens.expect(Kind.NAME);
    int line = tag.line();
    return switch (tag.text()) {
      case "if" -> List.of(conditional(line));
      case "for" -> List.of(loop(line));
      case "set" -> List.of(assignment(line));
      case "macro" -> List.of(macro());
      case "call" -> List.of(call(line));
      case "filter" -> {
        Expression.Filtered filter = expressions.blockFilter();
        yield List.of(new Statement.FilterBlock(filter, body("endfilter"), line));
      }
      case "with" -> List.of(with(line));
      case "generation" -> List.of(new Statement.Generation(function("endgeneration"), line));
      case "print" -> prints(line);
      case "break" -> List.of(inLoop(tag, new Statement.Break()));
      case "continue" -> List.of(inLoop(tag, new Statement.Continue()));
      default ->
          throw new TemplateSyntaxException(
              "found the tag '%s', expected %s"
                  .formatted(
                      tag.text(),
                      ends.isEmpty()
                          ? "if, for, set, macro, call, filter, with, generation, print or raw"
                          : "a tag that opens, or " + shown(ends)),
              line);
    };
  }

  private Statement inLoop(Token tag, Statement statement) {
    if (loops == 0) {
      throw new TemplateSyntaxException("'" + tag.text() + "' is in no loop", tag.line());
    }
    return statement;
  }

  /** The end of the tag, and statements up to the tag that ends them, which is left behind. */
  private List<Statement> body(String end) {
    return inner(false, () -> opened(new LinkedHashSet<>(List.of(end)), true));
  }

  /** The same, where a loop around it cannot be left. */
  private List<Statement> function(String end) {
    int before = loops;
    loops = 0;
    List<Statement> body = body(end);
    loops = before;
    return body;
  }

  private List<Statement> opened(Set<String> ends, boolean drop) {
    tokens.skipOperator(":");
    tokens.expect(Kind.BLOCK_END);
    List<Statement> body = statements(ends);
    if (drop) {
      tokens.next();
    }
    return body;
  }

  private interface Part<T> {
    T parse();
  }

  private <T> T inner(boolean soft, Part<T> part) {
    boolean before = names.soft(soft);
    T parsed = part.parse();
    names.soft(before);
    return parsed;
  }

  private Statement conditional(int start) {
    return inner(
        true,
        () -> {
          List<Branch> branches = new ArrayList<>();
          List<Statement> otherwise = List.of();
          Set<String> ends = new LinkedHashSet<>(List.of("elif", "else", "endif"));
          int line = start;
          while (true) {
            Expression test = expressions.tuple(false, false, Set.of());
            branches.add(new Branch(test, opened(ends, false), line));
            Token end = tokens.next();
            line = end.line();
            if (end.name("elif")) {
              continue;
            }
            if (end.name("else")) {
              otherwise = opened(Set.of("endif"), true);
            }
            return new Statement.If(branches, otherwise);
          }
        });
  }

  private Statement loop(int line) {
    Target target = target(false, Set.of("in"));
    tokens.expectName("in");
    Expression items = expressions.tuple(false, false, Set.of("recursive"));
    Optional<Expression> condition =
        tokens.skipName("if") ? Optional.of(expressions.expression()) : Optional.empty();
    boolean recursive = tokens.skipName("recursive");
    loops++;
    Set<String> ends = new LinkedHashSet<>(List.of("endfor", "else"));
    List<Statement> body = inner(false, () -> opened(ends, false));
    loops--;
    List<Statement> otherwise = tokens.next().name("else") ? body("endfor") : List.of();
    return new Statement.For(target, items, condition, recursive, body, otherwise, line);
  }

  private Statement assignment(int line) {
    Target target = target(true, Set.of());
    if (tokens.skipOperator("=")) {
      return new Statement.Assign(target, expressions.tuple(true, false, Set.of()), line);
    }
    Optional<Expression.Filtered> filter =
        tokens.skipOperator("|") ? Optional.of(expressions.blockFilter()) : Optional.empty();
    return new Statement.AssignBlock(target, filter, body("endset"), line);
  }

  private Target target(boolean namespaces, Set<String> ends) {
    List<Target> parts = new ArrayList<>();
    boolean tuple = false;
    while (!endsTarget(ends)) {
      parts.add(part(namespaces));
      if (!tokens.skipOperator(",")) {
        break;
      }
      tuple = true;
    }
    if (!tuple && parts.size() == 1) {
      return parts.getFirst();
    }
    if (!tuple) {
      throw tokens.expected("a name to assign to");
    }
    return new Target.Parts(parts);
  }

  private boolean endsTarget(Set<String> ends) {
    Token token = tokens.current();
    return token.is(Kind.BLOCK_END)
        || token.operator(")")
        || (token.is(Kind.NAME) && ends.contains(token.text()));
  }

  private Target part(boolean namespaces) {
    if (tokens.skipOperator("(")) {
      tokens.enter();
      Target inner = target(false, Set.of());
      tokens.leave();
      tokens.expectOperator(")");
      return inner;
    }
    String name = variable();
    if (namespaces && tokens.skipOperator(".")) {
      names.read(name);
      return new Target.Attribute(name, tokens.expect(Kind.NAME).text());
    }
    return new Target.Variable(name);
  }

  private String variable() {
    Token token = tokens.expect(Kind.NAME);
    if (CONSTANTS.contains(token.text())) {
      throw new TemplateSyntaxException(
          "'" + token.text() + "' cannot be assigned to", token.line());
    }
    return token.text();
  }

  private Statement macro() {
    String name = variable();
    names.enterMacro();
    List<Parameter> parameters = parameters();
    List<Statement> body = function("endmacro");
    return new Statement.Macro(name, signature(parameters), body);
  }

  private Signature signature(List<Parameter> parameters) {
    Set<String> read = names.leaveMacro();
    return new Signature(
        parameters, read.contains("varargs"), read.contains("kwargs"), read.contains("caller"));
  }

  private List<Parameter> parameters() {
    tokens.expectOperator("(");
    List<Parameter> parameters = new ArrayList<>();
    while (!tokens.skipOperator(")")) {
      if (!parameters.isEmpty()) {
        tokens.expectOperator(",");
      }
      String name = variable();
      if (parameters.stream().anyMatch(other -> other.name().equals(name))) {
        throw tokens.problem("two parameters are named '" + name + "'");
      }
      if (parameters.size() == PARAMETERS_MAX) {
        throw tokens.problem("a macro has more than " + PARAMETERS_MAX + " parameters");
      }
      boolean mayMiss = tokens.skipOperator("=");
      if (!mayMiss && !parameters.isEmpty() && parameters.getLast().otherwise().isPresent()) {
        throw tokens.problem(
            "the parameter '" + name + "' needs a default, as the one before has one");
      }
      parameters.add(
          new Parameter(name, mayMiss ? Optional.of(expressions.expression()) : Optional.empty()));
    }
    return parameters;
  }

  private Statement call(int line) {
    names.enterMacro();
    List<Parameter> parameters = tokens.current().operator("(") ? parameters() : List.of();
    Expression call = expressions.expression();
    if (!(call instanceof Expression.Call macro)) {
      throw tokens.problem("'{% call %}' is followed by no call");
    }
    List<Statement> body = function("endcall");
    return new Statement.CallBlock(macro, signature(parameters), body, line);
  }

  private Statement with(int line) {
    List<Binding> bindings = new ArrayList<>();
    while (!tokens.current().is(Kind.BLOCK_END) && !tokens.current().operator(":")) {
      if (!bindings.isEmpty()) {
        tokens.expectOperator(",");
      }
      // A comma ends the binding here, so that targets are single.
      Target target = part(false);
      tokens.expectOperator("=");
      bindings.add(new Binding(target, expressions.expression()));
    }
    return new Statement.With(bindings, body("endwith"), line);
  }

  private List<Statement> prints(int line) {
    List<Statement> prints = new ArrayList<>();
    while (!tokens.current().is(Kind.BLOCK_END)) {
      if (!prints.isEmpty()) {
        tokens.expectOperator(",");
      }
      prints.add(new Statement.Output(expressions.expression(), line));
    }
    return prints;
  }
}
