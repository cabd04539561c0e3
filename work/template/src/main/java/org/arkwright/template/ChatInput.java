package org.arkwright.template;

import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A chat as a client of the OpenAI API describes it: what JSON has, read into maps and lists.
 *
 * @param messages each with role and content, in order
 * @param tools the functions that the model may call, in OpenAI's form; empty is None to the
 *     template, as in transformers
 * @param documents what the model may look up; empty is None, too
 * @param addGenerationPrompt whether the text ends where the assistant begins
 * @param extras more variables, such as bos_token and enable_thinking; they win over all others
 * @param now the local time that a template may ask for
 */
public record ChatInput(
    List<? extends Map<String, ? extends @Nullable Object>> messages,
    Optional<List<? extends @Nullable Object>> tools,
    Optional<List<? extends @Nullable Object>> documents,
    boolean addGenerationPrompt,
    Map<String, ? extends @Nullable Object> extras,
    LocalDateTime now) {
  /** Variables as transformers names them. */
  Map<String, @Nullable Object> variables() {
    Map<String, @Nullable Object> variables = new LinkedHashMap<>();
    variables.put("messages", messages);
    variables.put("tools", tools.orElse(null));
    variables.put("documents", documents.orElse(null));
    variables.put("add_generation_prompt", addGenerationPrompt);
    variables.putAll(extras);
    return variables;
  }
}
