package org.arkwright.train.token;

/** Turns text into token ids and back. Not thread-safe. */
public interface Tokenizer {
  /** Appends the ids of a text, without any token that marks a beginning or an end. */
  void encode(String text, TokenSink sink);

  /** The text of the ids; bytes that are no UTF-8 become U+FFFD. */
  String decode(int... ids);

  /** The token that begins a document. */
  int beginId();

  /** The token after which generation stops. */
  int endId();

  /** How many ids there are. */
  int size();

  /** Takes ids one at a time. */
  @FunctionalInterface
  interface TokenSink {
    void add(int id);
  }
}
