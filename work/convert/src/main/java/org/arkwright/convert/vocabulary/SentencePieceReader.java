package org.arkwright.convert.vocabulary;

import static org.arkwright.convert.source.ConversionProblem.shown;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.arkwright.convert.source.ConversionProblem;
import org.arkwright.convert.source.ModelSource;
import org.arkwright.convert.vocabulary.Vocabulary.Algorithm;

/**
 * Reads the tokenizers of Llama 2 and Mistral: of tokenizer.model, or of a tokenizer.json that was
 * made of one. The latter has merges where the former has scores; where they are all merges that
 * the scores would give, the scores are found again.
 */
final class SentencePieceReader {
  private static final String SPACE = "▁";
  private static final int BYTES = 256;

  private SentencePieceReader() {}

  /** Reads a tokenizer.model, with the tokens that were added beside it. */
  static Vocabulary readModel(ModelSource source, JsonNode tokenizer, JsonNode config, int rows)
      throws IOException {
    SentencePieceModel model = SentencePieceModel.read(source.file("tokenizer.model"));
    TokenTable tokens = new TokenTable(rows);
    for (int id = 0; id < model.pieces().size(); id++) {
      SentencePieceModel.Piece piece = model.pieces().get(id);
      tokens.set(id, piece.text(), piece.kind(), piece.score());
    }
    for (Map.Entry<String, JsonNode> entry : tokenizer.path("model").path("vocab").properties()) {
      if (tokens.find(entry.getKey()).orElse(-1) != TokenizerFiles.id(entry)) {
        throw new ConversionProblem(
            "tokenizer.json has '%s' as token %d, and tokenizer.model has not\nexpected the two of"
                    .formatted(shown(entry.getKey()), TokenizerFiles.id(entry))
                + " one model: remove the one that is of another");
      }
    }
    List<AddedToken> added = new ArrayList<>(AddedToken.read(tokenizer, config));
    for (Map.Entry<String, JsonNode> entry : source.json("added_tokens.json").properties()) {
      long id = TokenizerFiles.id(entry);
      if (added.stream().noneMatch(token -> token.id() == id)) {
        added.add(new AddedToken(id, entry.getKey(), false, false));
      }
    }
    add(tokens, added);
    return finished(
        tokens, tokenizer, config.path("add_prefix_space").asBoolean(model.spacePrefix()), added);
  }

  /** Reads a tokenizer.json with merges. */
  static Vocabulary readMerges(JsonNode tokenizer, JsonNode config, int rows) {
    JsonNode model = tokenizer.path("model");
    TokenTable tokens = new TokenTable(rows);
    for (Map.Entry<String, JsonNode> entry : model.path("vocab").properties()) {
      boolean isByte = entry.getKey().matches("<0x[0-9A-F]{2}>");
      tokens.set(
          TokenizerFiles.id(entry),
          entry.getKey(),
          isByte ? TokenKind.BYTE : TokenKind.NORMAL,
          isByte ? 0 : -10_000);
    }
    score(tokens, Merge.read(model, tokens), model.path("vocab"));
    tokens
        .find(model.path("unk_token").asText(""))
        .ifPresent(id -> tokens.setKind(id, TokenKind.UNKNOWN));
    List<AddedToken> added = AddedToken.read(tokenizer, config);
    add(tokens, added);
    return finished(tokens, tokenizer, prefixes(tokenizer), added);
  }

  private static void add(TokenTable tokens, List<AddedToken> added) {
    for (AddedToken token : added) {
      boolean unknown =
          tokens.find(token.text()).stream().anyMatch(id -> tokens.kind(id) == TokenKind.UNKNOWN);
      TokenKind kind =
          unknown ? TokenKind.UNKNOWN : token.control() ? TokenKind.CONTROL : TokenKind.ADDED;
      tokens.set(token.id(), token.text(), kind, -1000);
    }
  }

  /** The better the score, the sooner a token is made: the rank of its merges, as a negative. */
  private static void score(TokenTable tokens, List<Merge> merges, JsonNode vocabulary) {
    Map<String, Integer> ranks = new HashMap<>();
    Set<Merge> known = new HashSet<>();
    for (Merge merge : merges) {
      ranks.putIfAbsent(merge.left() + merge.right(), ranks.size());
      known.add(merge);
    }
    for (Map.Entry<String, JsonNode> entry : vocabulary.properties()) {
      String token = entry.getKey();
      int id = TokenizerFiles.id(entry);
      if (tokens.kind(id) == TokenKind.BYTE) {
        continue;
      }
      for (int at = token.offsetByCodePoints(0, token.isEmpty() ? 0 : 1);
          at < token.length();
          at = token.offsetByCodePoints(at, 1)) {
        Merge merge = new Merge(token.substring(0, at), token.substring(at));
        if (isJoined(tokens, merge) && !known.contains(merge)) {
          throw new ConversionProblem(
              "tokenizer.json has no merge of '%s' and '%s', which are tokens and make one\nexpected"
                      .formatted(shown(merge.left()), shown(merge.right()))
                  + " the merges of a SentencePiece model, or its tokenizer.model: llama.cpp joins"
                  + " whatever makes a token");
        }
      }
      Integer rank = ranks.get(token);
      if (rank != null) {
        tokens.setScore(id, -1 - rank);
      }
    }
  }

  private static boolean isJoined(TokenTable tokens, Merge merge) {
    return tokens.has(merge.left()) && tokens.has(merge.right());
  }

  /** Whether the first word gets a space before it. */
  private static boolean prefixes(JsonNode tokenizer) {
    boolean normalizes = false;
    JsonNode normalizer = tokenizer.path("normalizer");
    for (JsonNode step :
        normalizer.path("type").asText("").equals("Sequence")
            ? normalizer.path("normalizers")
            : List.of(normalizer)) {
      switch (step.path("type").asText("")) {
        case "Prepend" -> normalizes = step.path("prepend").asText("").equals(SPACE);
        case "Replace", "" -> {
          // Spaces become their sign, as llama.cpp does as well.
        }
        default -> throw unknown("changes texts by " + step);
      }
    }
    JsonNode split = tokenizer.path("pre_tokenizer");
    return switch (split.path("type").asText("")) {
      case "" -> normalizes;
      case "Metaspace" -> {
        if (split.path("split").asBoolean(true)) {
          throw unknown("splits words by " + split);
        }
        yield !split.path("prepend_scheme").asText("always").equals("never");
      }
      default -> throw unknown("splits words by " + split);
    };
  }

  private static ConversionProblem unknown(String what) {
    return new ConversionProblem(
        "tokenizer.json %s, which llama.cpp does not\nexpected what Llama 2 and Mistral do: spaces"
                .formatted(shown(what))
            + " as ▁, and one before the first word");
  }

  private static Vocabulary finished(
      TokenTable tokens, JsonNode tokenizer, boolean prefix, List<AddedToken> added) {
    for (int value = 0; value < BYTES; value++) {
      String name = "<0x%02X>".formatted(value);
      if (tokens.find(name).stream().noneMatch(id -> tokens.kind(id) == TokenKind.BYTE)) {
        // Without it, llama.cpp ends its process at the first text that needs it.
        throw new ConversionProblem(
            "the tokenizer has no token %s\nexpected one for each of the 256 bytes"
                .formatted(name));
      }
    }
    tokens.finish();
    List<String> notes = new ArrayList<>(AddedToken.notes(added));
    JsonNode split = tokenizer.path("pre_tokenizer");
    if (prefix && split.path("type").asText("").equals("Metaspace")) {
      notes.add(
          "llama.cpp puts the space of a first word before words after control tokens too, and"
              + " before a text that begins with one");
    }
    return new Vocabulary(tokens, new Algorithm.Scores(prefix), List.copyOf(notes));
  }
}
