package org.arkwright.convert.vocabulary;

import static org.arkwright.convert.source.ConversionProblem.shown;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.arkwright.convert.source.ConversionProblem;
import org.arkwright.convert.vocabulary.Vocabulary.Algorithm;

/** Reads a tokenizer.json whose tokens are of bytes: those of GPT-2, Llama 3, Qwen, SmolLM2. */
final class BytePairReader {
  private BytePairReader() {}

  static Vocabulary read(JsonNode tokenizer, JsonNode config, int rows) {
    JsonNode model = tokenizer.path("model");
    List<String> notes = new ArrayList<>(normalizerNotes(tokenizer.path("normalizer")));
    refuseOthers(model);
    String words =
        WordPattern.name(
            tokenizer.path("pre_tokenizer"), model.path("ignore_merges").asBoolean(false));
    TokenTable tokens = new TokenTable(rows);
    for (Map.Entry<String, JsonNode> entry : model.path("vocab").properties()) {
      tokens.set(TokenizerFiles.id(entry), entry.getKey(), TokenKind.NORMAL, 0);
    }
    List<Merge> merges = Merge.read(model, tokens);
    List<AddedToken> added = AddedToken.read(tokenizer, config);
    for (AddedToken token : added) {
      tokens.set(
          token.id(), token.text(), token.control() ? TokenKind.CONTROL : TokenKind.ADDED, 0);
    }
    tokens.finish();
    notes.addAll(AddedToken.notes(added));
    return new Vocabulary(
        tokens,
        new Algorithm.BytePairs(
            words, merges.stream().map(merge -> merge.left() + " " + merge.right()).toList()),
        List.copyOf(notes));
  }

  private static void refuseOthers(JsonNode model) {
    for (String field : List.of("continuing_subword_prefix", "end_of_word_suffix")) {
      if (!model.path(field).asText("").isEmpty() && !model.path(field).isNull()) {
        throw new ConversionProblem(
            "tokenizer.json has %s %s\nexpected none"
                .formatted(field, shown(model.path(field).toString())));
      }
    }
  }

  private static List<String> normalizerNotes(JsonNode normalizer) {
    return switch (normalizer.path("type").asText("")) {
      case "" -> List.of();
      case "NFC" ->
          List.of(
              "the tokenizer composes accents (NFC) first, which llama.cpp does not: a text that is"
                  + " not in that form, which few are, gets other tokens");
      default ->
          throw new ConversionProblem(
              "tokenizer.json changes texts by %s before it splits them, which llama.cpp cannot\n"
                      .formatted(shown(normalizer.toString()))
                  + "expected no normalizer, or NFC");
    };
  }
}
