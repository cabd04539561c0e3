package org.arkwright.serve.llama;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One sequence of the context, what it remembers, and the text that it is at. One thread. */
final class Slot {
  final int sequence;
  @Nullable TextTask task;

  /** The adapter under which it read what it remembers. */
  private String adapter = AdapterShelf.NONE;

  /** The tokens whose keys and values the sequence has. */
  private int[] known = new int[256];

  private int length;

  /** Chosen, and not in the sequence yet; -1 while the prompt is read. */
  int next = -1;

  int generated;

  /** This pass: the tokens that it adds, and the index of the one whose logits it wants, or -1. */
  int adding;

  int row = -1;

  Slot(int sequence) {
    this.sequence = sequence;
  }

  int length() {
    return length;
  }

  /**
   * The tokens that a text begins with and the sequence knows, as the text's adapter reads them.
   */
  int common(TextTask text) {
    if (!adapter.equals(text.adapter)) {
      return 0;
    }
    int most = Math.min(length, text.prompt.length);
    int mismatch = Arrays.mismatch(known, 0, most, text.prompt, 0, most);
    return mismatch < 0 ? most : mismatch;
  }

  /** Takes a text on, of which so many tokens are known. */
  void begin(TextTask text, int reused) {
    truncate(reused);
    adapter = text.adapter;
    task = text;
    next = -1;
    generated = 0;
  }

  void truncate(int to) {
    length = Math.min(length, to);
  }

  void know(int token) {
    if (length == known.length) {
      known = Arrays.copyOf(known, 2 * length);
    }
    known[length++] = token;
  }

  boolean readsPrompt() {
    return task != null && next < 0;
  }
}
