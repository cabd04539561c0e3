package org.arkwright.template.render;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.arkwright.template.bound.Budget;
import org.arkwright.template.bound.Limits;
import org.arkwright.template.failure.TemplateException;
import org.arkwright.template.failure.TemplateFailedException;
import org.arkwright.template.failure.TemplateLimitException;
import org.arkwright.template.syntax.Expression;
import org.arkwright.template.syntax.Signature;
import org.arkwright.template.syntax.Statement;
import org.arkwright.template.syntax.Target;
import org.arkwright.template.value.CallArguments;
import org.arkwright.template.value.Callable;
import org.arkwright.template.value.Iteration;
import org.arkwright.template.value.Loop;
import org.arkwright.template.value.Namespace;
import org.arkwright.template.value.Representation;
import org.arkwright.template.value.Text;
import org.arkwright.template.value.Truth;
import org.arkwright.template.value.Undefined;
import org.arkwright.template.value.Value;
import org.arkwright.template.value.Values;
import org.jspecify.annotations.Nullable;

/** One rendering. Not for several threads. */
public final class Renderer {
  /**
   * A part of the text, in chars of Java.
   *
   * @param end exclusive
   */
  public record Part(int start, int end) {}

  private final Run run;
  private final Evaluator evaluator;
  private final List<Part> generated = new ArrayList<>();
  private final StringBuilder whole = new StringBuilder();
  private StringBuilder out = whole;
  private int line;

  private Renderer(Limits limits, LocalDateTime now) {
    run = new Run(new Budget(limits), now);
    evaluator = new Evaluator(run, this::at);
  }

  /** What a template wrote. */
  public record Result(String text, List<Part> generated) {}

  /**
   * Carries out a template.
   *
   * @param variables what it knows, as {@link Values#of} takes it
   * @throws TemplateException if it fails; whatever a template does, nothing else is thrown
   */
  public static Result render(
      List<Statement> template,
      Map<String, ? extends @Nullable Object> variables,
      LocalDateTime now,
      Limits limits) {
    Renderer renderer = new Renderer(limits, now);
    try {
      Scope globals = Globals.scope(renderer.run);
      variables.forEach(
          (name, value) -> globals.set(name, Values.of(value, renderer.run.budget())));
      renderer.statements(template, new Scope(globals));
    } catch (TemplateException e) {
      throw e.at(renderer.line);
    } catch (StackOverflowError _) {
      // The thread has less stack than the limit of depth expects.
      throw new TemplateLimitException("the template nests deeper than the stack", renderer.line);
    }
    return new Result(renderer.whole.toString(), renderer.generated);
  }

  private void at(int newLine) {
    line = newLine;
  }

  private Flow statements(List<Statement> statements, Scope scope) {
    for (Statement statement : statements) {
      Flow flow = statement(statement, scope);
      if (flow != Flow.NEXT) {
        return flow;
      }
    }
    return Flow.NEXT;
  }

  private Flow statement(Statement statement, Scope scope) {
    run.budget().enter();
    Flow flow =
        switch (statement) {
          case Statement.Literal(String text) -> write(text);
          case Statement.Output(Expression value, int at) -> {
            line = at;
            yield write(evaluator.value(value, scope));
          }
          case Statement.If conditional -> conditional(conditional, scope);
          case Statement.For loop -> {
            line = loop.line();
            yield loop(loop, evaluator.value(loop.items(), scope), 0, scope);
          }
          case Statement.Assign(Target target, Expression value, int at) -> {
            line = at;
            assign(target, evaluator.value(value, scope), scope);
            yield Flow.NEXT;
          }
          case Statement.AssignBlock block -> assignBlock(block, scope);
          case Statement.Macro(String name, Signature signature, List<Statement> body) -> {
            scope.set(name, macro(name, signature, body, scope));
            yield Flow.NEXT;
          }
          case Statement.CallBlock block -> {
            line = block.line();
            Callable caller = macro("caller", block.signature(), block.body(), scope);
            yield write(evaluator.call(block.call(), Optional.of(caller), scope));
          }
          case Statement.FilterBlock block -> filterBlock(block, scope);
          case Statement.With with -> with(with, scope);
          case Statement.Generation(List<Statement> body, int at) -> {
            line = at;
            yield generation(body, scope);
          }
          case Statement.Break _ -> Flow.BREAK;
          case Statement.Continue _ -> Flow.CONTINUE;
        };
    run.budget().leave();
    return flow;
  }

  private Flow write(String text) {
    run.budget().characters(text.length());
    run.budget().output((long) out.length() + text.length());
    out.append(text);
    return Flow.NEXT;
  }

  private Flow write(Value value) {
    return write(Representation.string(value, run.budget()));
  }

  private Flow conditional(Statement.If conditional, Scope scope) {
    for (Statement.Branch branch : conditional.branches()) {
      line = branch.line();
      if (Truth.of(evaluator.value(branch.test(), scope))) {
        return statements(branch.body(), scope);
      }
    }
    return statements(conditional.otherwise(), scope);
  }

  private Flow loop(Statement.For statement, Value items, int depth, Scope scope) {
    Budget budget = run.budget();
    Iterator<Value> iterator = Iteration.over(items, budget);
    long known = Iteration.length(items, budget).orElse(-1);
    if (statement.condition().isPresent()) {
      iterator = chosen(iterator, statement, statement.condition().get(), scope);
      known = -1;
    }
    Optional<Callable.Body> again =
        statement.recursive()
            ? Optional.of(arguments -> again(statement, arguments, depth + 1, scope))
            : Optional.empty();
    Loop loop = new Loop(iterator, known, depth, again, budget);
    boolean ran = false;
    for (Value item = loop.advance(); item != null; item = loop.advance()) {
      budget.items(1);
      ran = true;
      Scope round = new Scope(scope);
      round.set("loop", loop);
      assign(statement.target(), item, round);
      if (statements(statement.body(), round) == Flow.BREAK) {
        break;
      }
    }
    return ran ? Flow.NEXT : statements(statement.otherwise(), new Scope(scope));
  }

  private Value again(Statement.For statement, CallArguments arguments, int depth, Scope scope) {
    Value items = arguments.bind("loop()", "iterable").required("iterable");
    return captured(() -> loop(statement, items, depth, scope)).text();
  }

  /** The items for which the condition holds, which is asked when an item is wanted. */
  private Iterator<Value> chosen(
      Iterator<Value> all, Statement.For statement, Expression condition, Scope scope) {
    return Lazy.each(
        all,
        item -> {
          Scope test = new Scope(scope);
          assign(statement.target(), item, test);
          return Truth.of(evaluator.value(condition, test)) ? Optional.of(item) : Optional.empty();
        },
        run);
  }

  private void assign(Target target, Value value, Scope scope) {
    switch (target) {
      case Target.Variable(String name) -> scope.set(name, value);
      case Target.Attribute(String name, String attribute) -> {
        Value namespace = scope.get(name);
        if (!(namespace instanceof Namespace known)) {
          throw new TemplateFailedException(
              "cannot assign attribute on non-namespace object '%s'".formatted(name));
        }
        known.set(attribute, value);
      }
      case Target.Parts(List<Target> parts) -> {
        if (value instanceof Undefined undefined) {
          throw undefined.failure();
        }
        List<Value> values = Iteration.list(value, run.budget());
        if (values.size() != parts.size()) {
          throw new TemplateFailedException(
              "cannot unpack %d values into %d names".formatted(values.size(), parts.size()));
        }
        for (int i = 0; i < parts.size(); i++) {
          assign(parts.get(i), values.get(i), scope);
        }
      }
    }
  }

  /** What statements wrote elsewhere, and how they ended. */
  private record Captured(Text text, Flow flow) {}

  private interface Body {
    Flow run();
  }

  private Captured captured(Body part) {
    StringBuilder before = out;
    out = new StringBuilder();
    Flow flow = part.run();
    String text = out.toString();
    out = before;
    run.budget().characters(text.length());
    run.budget().object();
    return new Captured(new Text(text), flow);
  }

  private Flow assignBlock(Statement.AssignBlock block, Scope scope) {
    Scope inner = new Scope(scope);
    Captured captured = captured(() -> statements(block.body(), inner));
    if (captured.flow() != Flow.NEXT) {
      return captured.flow();
    }
    line = block.line();
    Value value =
        block.filter().isPresent()
            ? evaluator.filtered(block.filter().get(), captured.text(), inner)
            : captured.text();
    assign(block.target(), value, scope);
    return Flow.NEXT;
  }

  private Flow filterBlock(Statement.FilterBlock block, Scope scope) {
    Scope inner = new Scope(scope);
    Captured captured = captured(() -> statements(block.body(), inner));
    if (captured.flow() != Flow.NEXT) {
      return captured.flow();
    }
    line = block.line();
    return write(evaluator.filtered(block.filter(), captured.text(), inner));
  }

  private Flow with(Statement.With with, Scope scope) {
    line = with.line();
    Scope inner = new Scope(scope);
    for (Statement.Binding binding : with.bindings()) {
      assign(binding.target(), evaluator.value(binding.value(), scope), inner);
    }
    return statements(with.body(), inner);
  }

  private Flow generation(List<Statement> body, Scope scope) {
    int start = out.length();
    Flow flow = statements(body, new Scope(scope));
    if (out == whole) {
      generated.add(new Part(start, out.length()));
    }
    return flow;
  }

  private Callable macro(String name, Signature signature, List<Statement> body, Scope scope) {
    return new Callable(
        "<Macro '" + name + "'>",
        arguments -> {
          Scope inner = bound(name, signature, arguments, scope);
          int calledAt = line;
          Text text = captured(() -> statements(body, inner)).text();
          line = calledAt;
          return text;
        });
  }

  private Scope bound(String name, Signature signature, CallArguments arguments, Scope defined) {
    Scope inner = new Scope(defined);
    List<Value> positional = arguments.positional();
    SequencedMap<String, Value> named = new LinkedHashMap<>(arguments.named());
    List<Signature.Parameter> parameters = signature.parameters();
    for (int i = 0; i < parameters.size(); i++) {
      Signature.Parameter parameter = parameters.get(i);
      Value given = i < positional.size() ? positional.get(i) : named.remove(parameter.name());
      inner.set(parameter.name(), given == null ? otherwise(parameter, inner) : given);
    }
    if (signature.takesCaller()
        && parameters.stream().noneMatch(parameter -> parameter.name().equals("caller"))) {
      Value caller = named.remove("caller");
      inner.set("caller", caller == null ? new Undefined("No caller defined") : caller);
    }
    if (signature.takesMoreNamed()) {
      inner.set("kwargs", Globals.mapping(named));
    } else if (!named.isEmpty()) {
      throw new TemplateFailedException(
          "macro '%s' takes no keyword argument '%s'".formatted(name, named.firstEntry().getKey()));
    }
    if (signature.takesMore()) {
      inner.set("varargs", Globals.rest(positional, parameters.size()));
    } else if (positional.size() > parameters.size()) {
      throw new TemplateFailedException(
          "macro '%s' takes not more than %d argument(s)".formatted(name, parameters.size()));
    }
    return inner;
  }

  private Value otherwise(Signature.Parameter parameter, Scope inner) {
    return parameter
        .otherwise()
        .map(value -> evaluator.value(value, inner))
        .orElseGet(() -> new Undefined("parameter '" + parameter.name() + "' was not provided"));
  }
}
