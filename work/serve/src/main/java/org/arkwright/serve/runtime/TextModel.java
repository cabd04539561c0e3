package org.arkwright.serve.runtime;

/** A model that generates text. Thread-safe. */
public interface TextModel extends AutoCloseable {
  /** The most tokens of one request, prompt and generated text together. */
  int contextTokens();

  /** The number of requests processed concurrently. */
  int parallel();

  /** Renders a prompt as the model's input text, and counts its tokens. */
  Prepared prepare(Prompt prompt);

  /**
   * Generates text, passing each piece to the listener as it is generated. Blocks until the end.
   *
   * @param prepared a prompt that leaves at least one token of the context
   * @throws RuntimeException when the library fails; pieces may have been passed on before
   */
  Ending generate(Prepared prepared, Generation generation, PieceListener listener);

  @Override
  void close();

  /** A prompt as the model's input text, with its number of tokens. */
  record Prepared(String text, int tokens) {}

  /** Receives the pieces of a text. */
  @FunctionalInterface
  interface PieceListener {
    /** Receives a piece; returns whether more is wanted. */
    boolean onPiece(String text);
  }

  /** The reason why a text ended. */
  enum Reason {
    STOP,
    LENGTH,
    ABANDONED
  }

  /** The end of a text, with the number of its tokens. */
  record Ending(Reason reason, int tokens) {}
}
