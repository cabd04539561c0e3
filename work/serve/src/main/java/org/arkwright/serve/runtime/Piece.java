package org.arkwright.serve.runtime;

import java.util.List;

/**
 * What a generated token adds to an answer.
 *
 * @param text may be empty, for a token that is part of a character, or may begin a stop string
 * @param tokens those whose text begins in this piece, if the request asked for them
 */
public record Piece(String text, List<ChosenToken> tokens) {
  public Piece {
    tokens = List.copyOf(tokens);
  }

  /** Whether there is nothing to pass on. */
  public boolean isEmpty() {
    return text.isEmpty() && tokens.isEmpty();
  }
}
