package org.arkwright.convert.vocabulary;

import static org.arkwright.convert.source.ConversionProblem.shown;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.arkwright.convert.source.ConversionProblem;

/** Two tokens that become one. */
record Merge(String left, String right) {
  /**
   * Reads the list of a tokenizer.json, the first to apply first.
   *
   * @throws ConversionProblem when one is not two tokens of the vocabulary that make a third
   */
  static List<Merge> read(JsonNode model, TokenTable tokens) {
    List<Merge> merges = new ArrayList<>();
    for (JsonNode node : model.path("merges")) {
      Merge merge = of(node);
      for (String text : List.of(merge.left(), merge.right(), merge.left() + merge.right())) {
        if (!tokens.has(text)) {
          throw new ConversionProblem(
              "the merge %d, %s, is of '%s', which is no token\nexpected two tokens that make a third"
                  .formatted(merges.size(), shown(node.toString()), shown(text)));
        }
      }
      merges.add(merge);
    }
    return merges;
  }

  private static Merge of(JsonNode node) {
    if (node.isArray() && node.size() == 2 && node.get(0).isTextual() && node.get(1).isTextual()) {
      return new Merge(node.get(0).asText(), node.get(1).asText());
    }
    String text = node.asText("");
    int space = text.indexOf(' ');
    if (space < 1 || space != text.lastIndexOf(' ') || space == text.length() - 1) {
      throw new ConversionProblem(
          "the merge %s is not two tokens\nexpected [\"left\", \"right\"] or \"left right\""
              .formatted(shown(node.toString())));
    }
    return new Merge(text.substring(0, space), text.substring(space + 1));
  }
}
