package org.arkwright.serve.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.arkwright.serve.runtime.Prompt;

/**
 * Reads the prompts of a completion: a text, a list of token ids, or an array of either, each
 * answered by choices of its own.
 */
final class CompletionPrompts {
  private CompletionPrompts() {}

  static List<Prompt> read(RequestFields fields, int promptsMax) throws RequestException {
    JsonNode value = fields.get("prompt").orElseThrow(() -> RequestFields.missing("prompt"));
    String expected =
        "a string, an array of token ids, or an array of at most %d of either"
            .formatted(promptsMax);
    if (value.isTextual()) {
      return List.of(new Prompt.Text(value.asText()));
    }
    if (!value.isArray() || value.isEmpty()) {
      throw RequestFields.invalid("prompt", value, expected);
    }
    if (value.get(0).isNumber()) {
      return List.of(tokens(value, expected));
    }
    if (value.size() > promptsMax) {
      throw new RequestException(
          ApiError.invalid(
              "prompt", "'prompt' has %d prompts, expected %s.".formatted(value.size(), expected)));
    }
    List<Prompt> prompts = new ArrayList<>();
    for (JsonNode one : value) {
      prompts.add(one.isTextual() ? new Prompt.Text(one.asText()) : tokens(one, expected));
    }
    return prompts;
  }

  private static Prompt tokens(JsonNode array, String expected) throws RequestException {
    if (!array.isArray() || array.isEmpty()) {
      throw RequestFields.invalid("prompt", array, expected);
    }
    List<Integer> ids = new ArrayList<>(array.size());
    for (JsonNode id : array) {
      if (!id.isIntegralNumber() || !id.canConvertToInt()) {
        throw RequestFields.invalid("prompt", id, expected);
      }
      ids.add(id.asInt());
    }
    return new Prompt.Tokens(ids);
  }
}
