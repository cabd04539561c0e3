package org.arkwright.template.syntax;

import java.util.List;
import org.arkwright.template.failure.TemplateSyntaxException;
import org.arkwright.template.syntax.Token.Kind;

/** The tokens from where the parser is. */
final class TokenStream {
  private static final int NESTING_MAX = 300;

  private final List<Token> tokens;
  private int at;
  private int nesting;

  TokenStream(List<Token> tokens) {
    this.tokens = tokens;
  }

  Token current() {
    return tokens.get(at);
  }

  /** The one after the current one. */
  Token following() {
    return tokens.get(Math.min(at + 1, tokens.size() - 1));
  }

  int line() {
    return current().line();
  }

  /** The current token, left behind. */
  Token next() {
    Token token = current();
    if (at < tokens.size() - 1) {
      at++;
    }
    return token;
  }

  /** Whether the current token was this operator; then it is left behind. */
  boolean skipOperator(String operator) {
    boolean is = current().operator(operator);
    if (is) {
      next();
    }
    return is;
  }

  boolean skipName(String name) {
    boolean is = current().name(name);
    if (is) {
      next();
    }
    return is;
  }

  void expectOperator(String operator) {
    if (!skipOperator(operator)) {
      throw expected("'" + operator + "'");
    }
  }

  void expectName(String name) {
    if (!skipName(name)) {
      throw expected("'" + name + "'");
    }
  }

  Token expect(Kind kind) {
    if (!current().is(kind)) {
      throw expected(kind.shown());
    }
    return next();
  }

  /** One level deeper; {@link #leave} must follow unless parsing fails. */
  void enter() {
    if (++nesting > NESTING_MAX) {
      throw new TemplateSyntaxException(
          "expressions and blocks nest deeper than " + NESTING_MAX + " levels", line());
    }
  }

  void leave() {
    nesting--;
  }

  TemplateSyntaxException expected(String what) {
    return problem("found " + current().shown() + ", expected " + what);
  }

  TemplateSyntaxException problem(String what) {
    return new TemplateSyntaxException(what, line());
  }
}
