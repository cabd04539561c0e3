package org.arkwright.train.token;

/** Converts text to token ids and back. Not thread-safe. */
public interface Tokenizer {
  /** Passes the ids of a text to the sink, without begin and end tokens. */
  void encode(String text, TokenSink sink);

  /** Returns the text of the ids; bytes that are not UTF-8 become U+FFFD. */
  String decode(int... ids);

  /** The token that begins a document. */
  int beginId();

  /** The token after which generation stops. */
  int endId();

  /** The number of ids. */
  int size();

  /** Receives ids one at a time. */
  @FunctionalInterface
  interface TokenSink {
    void add(int id);
  }
}
