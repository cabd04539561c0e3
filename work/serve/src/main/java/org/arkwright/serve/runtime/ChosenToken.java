package org.arkwright.serve.runtime;

import java.util.List;

/**
 * A token of an answer, for clients that ask how likely it was.
 *
 * @param offset where its text begins in the answer, in Unicode code points
 * @param likeliest the most likely tokens at its place, the most likely first
 */
public record ChosenToken(TokenChance token, int offset, List<TokenChance> likeliest) {
  public ChosenToken {
    likeliest = List.copyOf(likeliest);
  }
}
