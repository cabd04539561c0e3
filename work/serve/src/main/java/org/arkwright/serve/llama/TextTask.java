package org.arkwright.serve.llama;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.arkwright.llama.Grammar;
import org.arkwright.llama.TokenSampler;
import org.arkwright.llama.Vocabulary;
import org.arkwright.serve.runtime.TextModel.Ending;
import org.arkwright.serve.runtime.TextModel.PieceListener;
import org.jspecify.annotations.Nullable;

/** One text to generate, as it waits for a slot and runs in it. */
final class TextTask {
  /** For {@link NativeSteps}. */
  final long request;

  final int[] prompt;

  /** The adapter that it is generated with, or {@link AdapterShelf#NONE}. */
  final String adapter;

  final int tokensMax;
  final TokenSampler sampler;
  private final @Nullable Grammar calls;

  /** What the next token is held to; null for nothing. */
  @Nullable Grammar grammar;

  private boolean calling;
  final AnswerPieces answer;
  final PieceListener listener;
  final long deadlineNanos;
  final CompletableFuture<Ending> ending = new CompletableFuture<>();

  /** Whether its prompt is being read. */
  volatile boolean reading;

  /** The prompt's tokens that its slot knew already. */
  int cachedTokens;

  /** Set by whoever waits for it, when nobody wants it any more. */
  volatile boolean abandoned;

  TextTask(
      long request,
      int[] prompt,
      String adapter,
      int tokensMax,
      TokenSampler sampler,
      @Nullable Grammar grammar,
      @Nullable Grammar calls,
      AnswerPieces answer,
      PieceListener listener,
      long deadlineNanos) {
    this.request = request;
    this.prompt = prompt;
    this.adapter = adapter;
    this.tokensMax = tokensMax;
    this.sampler = sampler;
    this.grammar = grammar;
    this.calls = calls;
    this.answer = answer;
    this.listener = listener;
    this.deadlineNanos = deadlineNanos;
  }

  /** Holds a call to its grammar from where its function is known to its end. */
  void followCalls(Vocabulary vocabulary) {
    if (calls == null) {
      return;
    }
    Optional<String> open = answer.openCall();
    if (open.isEmpty()) {
      grammar = null;
    } else if (!calling) {
      calls.reset();
      boolean taken = true;
      for (int token : vocabulary.tokenize(open.get(), false, false)) {
        taken = taken && calls.accept(token);
      }
      grammar = taken ? calls : null; // Not if the model began it in a way of its own.
    }
    calling = open.isPresent();
  }
}
