package org.arkwright.train.token;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A model's tokenizer as its chats use it: texts that templates wrote become the ids with which the
 * model is served. Not thread-safe.
 */
public interface ChatTokens extends AutoCloseable {
  /** Returns the ids of a text, in which names of control tokens are those tokens. */
  int[] encode(String text);

  /** The token with which the model wants each plain text to begin; empty if none. */
  OptionalInt begin();

  /** The token that ends a document. */
  int end();

  /** Whether an answer ends with this token. */
  boolean isEnd(int token);

  /** The source of the model's own chat template; empty if it has none. */
  Optional<String> template();

  /** What templates know the begin and end tokens as: bos_token, eos_token. */
  Map<String, String> names();

  @Override
  void close();
}
