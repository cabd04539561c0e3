package org.arkwright.serve.llama;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.stream.IntStream;
import org.arkwright.serve.runtime.PromptException;
import org.arkwright.serve.runtime.ToolUse;
import org.arkwright.serve.runtime.ToolUse.Tool;

/**
 * The grammar of answers that are function calls, in the form of a model: each function with
 * arguments that conform to its schema. A schema that no grammar can hold a text to is refused for
 * a strict function; the arguments of another are any JSON object then.
 */
final class ToolGrammar {
  private static final String FIELD = "tools";

  private ToolGrammar() {}

  /**
   * A grammar of an answer that has to be a call.
   *
   * @param otherwise the schema of answers that are no call; empty when there has to be one
   * @return GBNF whose rule to begin with is {@code root}
   * @throws PromptException when a strict function's schema says what a grammar cannot
   */
  static String of(CallForm form, ToolUse use, Optional<String> otherwise) {
    return "root ::= "
        + (otherwise.isPresent() ? "answer | " : "")
        + whole(form, use.parallel())
        + "\ngap ::= [ \\n]{0,2}\n"
        + calls(use.tools(), (name, arguments) -> written(form, name, arguments))
        + SchemaGrammar.COMMON
        + otherwise
            .map(schema -> SchemaGrammar.rules("response_format", "answer", schema))
            .orElse("");
  }

  /**
   * A grammar of one call as a JSON object, and of whatever comes after it.
   *
   * @return GBNF whose rule to begin with is {@code root}
   * @throws PromptException as {@link #of} does
   */
  static String ofOne(CallForm form, ToolUse use) {
    return "root ::= call [^\\x00]*\n"
        + calls(
            use.tools(),
            (name, arguments) ->
                "\"{\" ws \"\\\"name\\\"\" ws \":\" ws %s ws \",\" ws %s ws \":\" ws %s ws \"}\""
                    .formatted(
                        SchemaGrammar.literal(ChatJson.quoted(name)),
                        SchemaGrammar.literal('"' + form.argumentsKey + '"'),
                        arguments))
        + SchemaGrammar.COMMON;
  }

  private static String whole(CallForm form, boolean parallel) {
    String open = SchemaGrammar.literal(form.open);
    return switch (form) {
      case HERMES -> {
        String one = open + " gap call gap " + SchemaGrammar.literal(form.close);
        yield parallel ? "%s (gap %s)*".formatted(one, one) : one;
      }
      case MISTRAL, BARRED_LIST -> {
        String list = parallel ? "call (\",\" ws call)*" : "call";
        String close = form.close.isEmpty() ? "" : " " + SchemaGrammar.literal(form.close);
        yield "%s \"[\" %s \"]\"%s".formatted(open, list, close);
      }
      case MISTRAL_ARGS -> parallel ? "(%s call)+".formatted(open) : open + " call";
      case LLAMA -> "call";
    };
  }

  /** A call as the whole answer has it. */
  private static String written(CallForm form, String name, String arguments) {
    return form == CallForm.MISTRAL_ARGS
        ? SchemaGrammar.literal(name + CallForm.ARGS) + " " + arguments
        : "%s ws %s ws \"}\""
            .formatted(
                SchemaGrammar.literal(
                    "{\"name\": %s, \"%s\":".formatted(ChatJson.quoted(name), form.argumentsKey)),
                arguments);
  }

  /**
   * The rule of a call, and those of each function's.
   *
   * @param written a call by its function's name and the rule of its arguments
   */
  private static String calls(List<Tool> tools, BinaryOperator<String> written) {
    StringBuilder rules = new StringBuilder("call ::= ");
    rules.append(
        IntStream.range(0, tools.size()).mapToObj(i -> "tool" + i).collect(joining(" | ")));
    rules.append('\n');
    for (int i = 0; i < tools.size(); i++) {
      Tool tool = tools.get(i);
      String arguments = "tool" + i + "-arguments";
      rules.append("tool").append(i).append(" ::= ");
      rules.append(written.apply(tool.name(), arguments)).append('\n');
      rules.append(arguments(arguments, tool));
    }
    return rules.toString();
  }

  private static String arguments(String rule, Tool tool) {
    try {
      return SchemaGrammar.rules(FIELD, rule, tool.parameters());
    } catch (PromptException e) {
      if (tool.strict()) {
        throw new PromptException(
            FIELD, "The function '%s' is strict. %s".formatted(tool.name(), e.getMessage()));
      }
      return rule + " ::= object\n";
    }
  }
}
