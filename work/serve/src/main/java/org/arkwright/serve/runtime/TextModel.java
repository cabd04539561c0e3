package org.arkwright.serve.runtime;

import java.util.Optional;
import java.util.Set;

/** A model that generates text. Thread-safe. */
public interface TextModel extends AutoCloseable {
  /** The most tokens of one request, prompt and generated text together. */
  int contextTokens();

  /** The number of requests processed concurrently. */
  int parallel();

  /** The names of the LoRA adapters that texts can be generated with. */
  default Set<String> adapters() {
    return Set.of();
  }

  /**
   * Renders a prompt as the model's tokens.
   *
   * @throws PromptException when the model cannot take it
   */
  Prepared prepare(Prompt prompt);

  /**
   * Refuses what this model cannot do, before anything is answered.
   *
   * @throws PromptException when it cannot
   */
  default void require(Generation generation) {}

  /**
   * Generates text, passing each piece to the listener as it is generated. Blocks until the end.
   *
   * @param prepared a prompt that leaves at least one token of the context
   * @throws PromptException when the model cannot do what is asked; no piece was passed on
   * @throws RuntimeException when the library fails; pieces may have been passed on before
   */
  Ending generate(Prepared prepared, Generation generation, PieceListener listener);

  /**
   * Why it can generate nothing any more, so that its process is to be replaced; empty if it can.
   */
  default Optional<String> problem() {
    return Optional.empty();
  }

  @Override
  void close();

  /** A prompt as the model's tokens, and the adapter that reads them. */
  final class Prepared {
    private final int[] ids;
    private final String adapter;

    /** For the model without any adapter. */
    public Prepared(int[] ids) {
      this(ids, "");
    }

    /**
     * For one of the model's adapters.
     *
     * @param adapter empty for none
     */
    public Prepared(int[] ids, String adapter) {
      this.ids = ids.clone();
      this.adapter = adapter;
    }

    /** The same for an adapter; empty for none. */
    public Prepared with(String other) {
      return new Prepared(ids, other);
    }

    /** The adapter's name; empty for the model without any. */
    public String adapter() {
      return adapter;
    }

    public int[] ids() {
      return ids.clone();
    }

    /** The number of tokens. */
    public int tokens() {
      return ids.length;
    }
  }

  /** Receives the pieces of a text. */
  @FunctionalInterface
  interface PieceListener {
    /** Receives a piece; returns whether more is wanted. On the decoding thread: must not block. */
    boolean onPiece(Piece piece);

    /** Whether anything is still wanted, also before the first piece. Asked on any thread. */
    default boolean isWanted() {
      return true;
    }
  }

  /** The reason why a text ended. */
  enum Reason {
    STOP,
    LENGTH,
    ABANDONED
  }

  /**
   * The end of a text.
   *
   * @param tokens how many it has
   * @param cachedTokens how many of the prompt's were known from an earlier request, and not read
   *     again
   * @param stop the stop string that it ended at; empty where none did
   */
  record Ending(Reason reason, int tokens, int cachedTokens, Optional<String> stop) {
    /** One that no stop string ended. */
    public static Ending of(Reason reason, int tokens, int cachedTokens) {
      return new Ending(reason, tokens, cachedTokens, Optional.empty());
    }
  }
}
