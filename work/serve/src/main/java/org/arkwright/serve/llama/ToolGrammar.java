package org.arkwright.serve.llama;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
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
  private static final ObjectMapper JSON = new ObjectMapper();
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
        + '\n'
        + calls(form, use.tools())
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
    StringBuilder rules = new StringBuilder("root ::= call [^\\x00]*\ncall ::= ");
    List<Tool> tools = use.tools();
    rules.append(names(tools.size())).append('\n');
    for (int i = 0; i < tools.size(); i++) {
      String arguments = "tool" + i + "-arguments";
      rules
          .append("tool")
          .append(i)
          .append(
              " ::= \"{\" ws \"\\\"name\\\"\" ws \":\" ws %s ws \",\" ws %s ws \":\" ws %s ws \"}\"\n"
                  .formatted(
                      SchemaGrammar.literal(JSON.valueToTree(tools.get(i).name()).toString()),
                      SchemaGrammar.literal('"' + form.argumentsKey + '"'),
                      arguments))
          .append(arguments(arguments, tools.get(i)));
    }
    return rules + SchemaGrammar.COMMON;
  }

  private static String names(int tools) {
    return IntStream.range(0, tools).mapToObj(i -> "tool" + i).collect(Collectors.joining(" | "));
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

  private static String calls(CallForm form, List<Tool> tools) {
    StringBuilder rules = new StringBuilder("gap ::= [ \\n]{0,2}\ncall ::= ");
    rules.append(names(tools.size()));
    rules.append('\n');
    for (int i = 0; i < tools.size(); i++) {
      Tool tool = tools.get(i);
      String arguments = "tool" + i + "-arguments";
      String name = tool.name();
      String call =
          form == CallForm.MISTRAL_ARGS
              ? SchemaGrammar.literal(name + CallForm.ARGS) + " " + arguments
              : "%s ws %s ws \"}\""
                  .formatted(
                      SchemaGrammar.literal(
                          "{\"name\": %s, \"%s\":"
                              .formatted(JSON.valueToTree(name), form.argumentsKey)),
                      arguments);
      rules.append("tool").append(i).append(" ::= ").append(call).append('\n');
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
