package org.arkwright.bench.gateway;

import java.io.IOException;

/** A writer of text with a model; single-threaded unless stated otherwise. */
interface TextWriter extends AutoCloseable {
  /** Writes the most likely continuation of a prompt and returns its number of tokens. */
  int write(String prompt, int tokensMax) throws IOException;

  @Override
  void close() throws IOException;
}
