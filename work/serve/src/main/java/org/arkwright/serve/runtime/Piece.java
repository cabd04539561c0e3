package org.arkwright.serve.runtime;

import java.util.List;

/**
 * What a generated token adds to an answer.
 *
 * @param text may be empty, for a token that is part of a character, or may begin a stop string
 * @param calls the parts of function calls that it adds; what they are written in is no text
 * @param tokens those whose text begins in this piece, if the request asked for them
 */
public record Piece(String text, List<CallDelta> calls, List<ChosenToken> tokens) {
  public Piece {
    calls = List.copyOf(calls);
    tokens = List.copyOf(tokens);
  }

  /** Whether there is nothing to pass on. */
  public boolean isEmpty() {
    return text.isEmpty() && calls.isEmpty() && tokens.isEmpty();
  }
}
