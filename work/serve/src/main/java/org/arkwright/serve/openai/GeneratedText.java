package org.arkwright.serve.openai;

import java.util.ArrayList;
import java.util.List;
import org.arkwright.serve.runtime.ChosenToken;
import org.arkwright.serve.runtime.Piece;

/** Pieces of one choice, put together. One thread at a time. */
final class GeneratedText {
  private final StringBuilder text = new StringBuilder();
  private final List<ChosenToken> tokens = new ArrayList<>();

  void add(Piece piece) {
    text.append(piece.text());
    tokens.addAll(piece.tokens());
  }

  boolean isEmpty() {
    return text.isEmpty() && tokens.isEmpty();
  }

  /** Returns what was added as one piece, and begins anew. */
  Piece take() {
    Piece whole = new Piece(text.toString(), tokens);
    text.setLength(0);
    tokens.clear();
    return whole;
  }
}
