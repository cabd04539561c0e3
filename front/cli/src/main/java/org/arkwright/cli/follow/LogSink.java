package org.arkwright.cli.follow;

/** Receives the bytes of one rank's output in order. For one thread. */
interface LogSink {
  /** Tells at which byte of the output the next write begins. */
  void beginAt(long offset);

  /** Shows the first {@code length} bytes; returns false if nobody reads them any more. */
  boolean write(byte[] bytes, int length);

  /** Shows what was held back until its line would be complete. */
  void finish();
}
