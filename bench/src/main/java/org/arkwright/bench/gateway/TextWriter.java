package org.arkwright.bench.gateway;

import java.io.IOException;

/** Writes text with a model. For one thread, or for several where it says so. */
interface TextWriter extends AutoCloseable {
  /** Writes the likeliest text behind a prompt and returns how many tokens it was. */
  int write(String prompt, int tokensMax) throws IOException;

  @Override
  void close() throws IOException;
}
