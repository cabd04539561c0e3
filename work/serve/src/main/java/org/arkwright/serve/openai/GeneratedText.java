package org.arkwright.serve.openai;

import java.util.ArrayList;
import java.util.List;
import org.arkwright.serve.runtime.CallDelta;
import org.arkwright.serve.runtime.ChosenToken;
import org.arkwright.serve.runtime.Piece;

/** Pieces of one choice, put together. One thread at a time. */
final class GeneratedText {
  private final StringBuilder text = new StringBuilder();
  private final List<CallDelta> calls = new ArrayList<>();
  private final List<ChosenToken> tokens = new ArrayList<>();

  void add(Piece piece) {
    text.append(piece.text());
    piece.calls().forEach(this::add);
    tokens.addAll(piece.tokens());
  }

  private void add(CallDelta delta) {
    if (delta.id().isEmpty() && !calls.isEmpty() && calls.getLast().index() == delta.index()) {
      CallDelta last = calls.removeLast();
      calls.add(
          new CallDelta(
              last.index(), last.id(), last.name(), last.arguments() + delta.arguments()));
    } else {
      calls.add(delta);
    }
  }

  boolean isEmpty() {
    return text.isEmpty() && calls.isEmpty() && tokens.isEmpty();
  }

  /** Returns what was added as one piece, and begins anew. */
  Piece take() {
    Piece whole = new Piece(text.toString(), calls, tokens);
    text.setLength(0);
    calls.clear();
    tokens.clear();
    return whole;
  }
}
