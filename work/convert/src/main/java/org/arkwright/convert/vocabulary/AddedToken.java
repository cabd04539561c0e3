package org.arkwright.convert.vocabulary;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.arkwright.convert.source.ConversionProblem;

/**
 * A token that was added to a vocabulary, and is found in a text before it is split.
 *
 * @param control whether it steers the model, and is no text
 * @param strips whether it takes the spaces beside it, or is found as a word alone
 */
record AddedToken(long id, String text, boolean control, boolean strips) {
  private static final int NAMED_MAX = 3;

  /**
   * Reads what tokenizer.json and tokenizer_config.json say, the first before the second.
   *
   * @throws ConversionProblem when one has no number or no text
   */
  static List<AddedToken> read(JsonNode tokenizer, JsonNode config) {
    Map<Long, AddedToken> found = new LinkedHashMap<>();
    for (JsonNode node : tokenizer.path("added_tokens")) {
      AddedToken token = of(node.path("id"), node);
      found.put(token.id(), token);
    }
    for (Map.Entry<String, JsonNode> entry : config.path("added_tokens_decoder").properties()) {
      AddedToken token = of(number(entry.getKey()), entry.getValue());
      found.putIfAbsent(token.id(), token);
    }
    return List.copyOf(found.values());
  }

  private static JsonNode number(String text) {
    try {
      return LongNode.valueOf(Long.parseLong(text));
    } catch (NumberFormatException _) {
      return TextNode.valueOf(text);
    }
  }

  private static AddedToken of(JsonNode id, JsonNode node) {
    if (!id.isIntegralNumber() || !id.canConvertToInt() || !node.path("content").isTextual()) {
      throw new ConversionProblem(
          "an added token has the number %s and the text %s\nexpected a whole number and a string"
              .formatted(
                  ConversionProblem.shown(id.toString()),
                  ConversionProblem.shown(node.path("content").toString())));
    }
    return new AddedToken(
        id.asInt(),
        node.path("content").asText(),
        node.path("special").asBoolean(false),
        node.path("lstrip").asBoolean(false)
            || node.path("rstrip").asBoolean(false)
            || node.path("single_word").asBoolean(false));
  }

  /** Says which tokens llama.cpp finds otherwise; empty where none is. */
  static List<String> notes(List<AddedToken> tokens) {
    List<AddedToken> stripping = tokens.stream().filter(AddedToken::strips).toList();
    if (stripping.isEmpty()) {
      return List.of();
    }
    return List.of(
        "%d added tokens take the spaces beside them or are found as words alone (%s%s); llama.cpp"
                .formatted(
                    stripping.size(),
                    stripping.stream()
                        .limit(NAMED_MAX)
                        .map(token -> ConversionProblem.shown(token.text()))
                        .collect(Collectors.joining(", ")),
                    stripping.size() > NAMED_MAX ? ", …" : "")
            + " finds them as they are");
  }
}
