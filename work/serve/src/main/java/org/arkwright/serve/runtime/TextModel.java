package org.arkwright.serve.runtime;

/** Writes text. Safe for any thread. */
public interface TextModel extends AutoCloseable {
  /** Tokens that prompt and text of one request may have together. */
  int contextTokens();

  /** Requests that are written at the same time; more of them wait. */
  int parallel();

  /** The text that the model goes on from, and how many tokens it is. */
  Prepared prepare(Prompt prompt);

  /**
   * Writes a text, handing on each piece as it comes. Blocks the calling thread until the end.
   *
   * @param prepared with room for at least one token
   * @throws RuntimeException when the library fails; pieces may have been handed on before
   */
  Ending write(Prepared prepared, Generation generation, PieceListener listener);

  @Override
  void close();

  /** A prompt as the model takes it. */
  record Prepared(String text, int tokens) {}

  /** Takes the pieces of a text. */
  @FunctionalInterface
  interface PieceListener {
    /** Returns whether anybody still wants more. */
    boolean onPiece(String text);
  }

  /** Why a text ended. */
  enum Reason {
    STOP,
    LENGTH,
    ABANDONED
  }

  /** How a text ended, and how many tokens it was. */
  record Ending(Reason reason, int tokens) {}
}
