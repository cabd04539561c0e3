package org.arkwright.serve.llama;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.arkwright.llama.LogProbabilities;
import org.arkwright.llama.Vocabulary;
import org.arkwright.serve.runtime.CallDelta;
import org.arkwright.serve.runtime.ChosenToken;
import org.arkwright.serve.runtime.Piece;
import org.arkwright.serve.runtime.TokenChance;

/**
 * The pieces that a client gets of the tokens that were chosen. A token's chances wait until its
 * text begins to be passed on; what comes after a stop string is passed on in neither form. Not
 * thread-safe.
 */
final class AnswerPieces {
  private final Vocabulary vocabulary;
  private final StopText text;
  private final Optional<Integer> logprobs;
  private final Deque<ChosenToken> waiting = new ArrayDeque<>();
  private final Optional<CallReader> calls;
  private final Set<Integer> marks;

  /**
   * Creates the pieces of one answer.
   *
   * @param calls what function calls are read by; empty when all is text
   * @param marks the control tokens whose names the calls are told by
   */
  AnswerPieces(
      Vocabulary vocabulary,
      List<String> stops,
      Optional<Integer> logprobs,
      Optional<CallReader> calls,
      Set<Integer> marks) {
    this.vocabulary = vocabulary;
    this.text = new StopText(stops);
    this.logprobs = logprobs;
    this.calls = calls;
    this.marks = Set.copyOf(marks);
  }

  /** Whether {@link #add} needs the logits as the model gave them. */
  boolean needsLogits() {
    return logprobs.isPresent();
  }

  /**
   * Adds a token.
   *
   * @param logits as the model gave them, if {@link #needsLogits}
   */
  Piece add(int token, float[] logits) {
    if (logprobs.isPresent()) {
      waiting.add(chosen(token, new LogProbabilities(logits), logprobs.get()));
    }
    boolean isMark = calls.isPresent() && marks.contains(token);
    String certain = text.add(isMark ? vocabulary.bytes(token) : vocabulary.piece(token));
    return piece(certain, begun());
  }

  /** What was held back, at the end of the text. */
  Piece end() {
    String rest = text.end();
    List<ChosenToken> last = begun();
    if (!text.isStopped()) {
      last.addAll(waiting); // Of control tokens, and of parts of a character.
    }
    waiting.clear();
    Piece piece = piece(rest, last);
    if (calls.isEmpty()) {
      return piece;
    }
    CallReader.Read held = calls.get().end();
    List<CallDelta> deltas = new ArrayList<>(piece.calls());
    deltas.addAll(held.calls());
    return new Piece(piece.text() + held.text(), deltas, last);
  }

  /** Whether the answer ends here, whatever the model would write. */
  boolean isStopped() {
    return text.isStopped() || calls.filter(CallReader::isComplete).isPresent();
  }

  /** The stop string that ended it; empty where none did. */
  Optional<String> stop() {
    return text.stop();
  }

  /** The call that is being written, as far as it has come, once its function is known. */
  Optional<String> openCall() {
    return calls.flatMap(CallReader::open);
  }

  private Piece piece(String certain, List<ChosenToken> tokens) {
    CallReader.Read read =
        calls
            .map(reader -> reader.add(certain))
            .orElseGet(() -> new CallReader.Read(certain, List.of()));
    return new Piece(read.text(), read.calls(), tokens);
  }

  private List<ChosenToken> begun() {
    List<ChosenToken> begun = new ArrayList<>();
    while (!waiting.isEmpty() && waiting.getFirst().offset() < text.released()) {
      begun.add(waiting.removeFirst());
    }
    return begun;
  }

  private ChosenToken chosen(int token, LogProbabilities chances, int likeliest) {
    List<TokenChance> others = new ArrayList<>();
    for (int other : chances.likeliest(likeliest)) {
      others.add(chance(other, chances));
    }
    return new ChosenToken(chance(token, chances), text.decoded(), others);
  }

  private TokenChance chance(int token, LogProbabilities chances) {
    byte[] piece = vocabulary.bytes(token);
    List<Integer> bytes = new ArrayList<>(piece.length);
    for (byte one : piece) {
      bytes.add(one & 0xFF);
    }
    return new TokenChance(bytes, chances.of(token));
  }
}
