package org.arkwright.convert.vocabulary;

import java.util.List;
import java.util.Optional;
import org.arkwright.llama.GgufWriter;

/**
 * A vocabulary as llama.cpp reads it.
 *
 * @param notes what differs from the tokenizer that it is made of, a line each
 */
record Vocabulary(TokenTable tokens, Algorithm algorithm, List<String> notes) {
  /** How a text becomes tokens. */
  sealed interface Algorithm {
    /**
     * Bytes are joined by a list of merges, within words.
     *
     * @param words llama.cpp's name of how a text is split into words
     * @param merges two tokens each, with a space between them, the first to apply first
     */
    record BytePairs(String words, List<String> merges) implements Algorithm {}

    /**
     * Characters are joined by the scores of what they become, as SentencePiece does.
     *
     * @param spacePrefix whether a text begins as if a space were before it
     */
    record Scores(boolean spacePrefix) implements Algorithm {}
  }

  void addTo(GgufWriter gguf) {
    switch (algorithm) {
      case Algorithm.BytePairs pairs ->
          gguf.text("tokenizer.ggml.model", "gpt2").text("tokenizer.ggml.pre", pairs.words());
      case Algorithm.Scores _ ->
          gguf.text("tokenizer.ggml.model", "llama").text("tokenizer.ggml.pre", "default");
    }
    gguf.texts("tokenizer.ggml.tokens", tokens.texts());
    gguf.numbers("tokenizer.ggml.token_type", tokens.kindCodes());
    switch (algorithm) {
      case Algorithm.BytePairs pairs -> gguf.texts("tokenizer.ggml.merges", pairs.merges());
      case Algorithm.Scores scored ->
          gguf.reals("tokenizer.ggml.scores", tokens.scores())
              .flag("tokenizer.ggml.add_space_prefix", scored.spacePrefix());
    }
  }

  /** The number of a token; empty when there is none. */
  Optional<Integer> find(String text) {
    return tokens.find(text).stream().boxed().findFirst();
  }
}
