package org.arkwright.train.token;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A byte-level BPE vocabulary.
 *
 * @param tokens the tokens by id, in GPT-2's letters; the first is {@link #END_OF_TEXT}
 * @param merges the merged pairs of ids, in the order in which they were learnt
 */
public record BytePairVocabulary(List<String> tokens, List<Merge> merges) {
  /** The only special token, which begins and ends every document. */
  public static final String END_OF_TEXT = "<|endoftext|>";

  /** Two adjacent tokens that become one. */
  public record Merge(int left, int right, int result) {}

  public BytePairVocabulary {
    tokens = List.copyOf(tokens);
    merges = List.copyOf(merges);
  }

  /** Returns the ids by token. */
  Map<String, Integer> ids() {
    Map<String, Integer> ids = new HashMap<>();
    for (int id = 0; id < tokens.size(); id++) {
      ids.put(tokens.get(id), id);
    }
    return ids;
  }
}
