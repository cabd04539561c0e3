package org.arkwright.system.fuzz;

import java.util.List;

/**
 * A parser under mutation.
 *
 * @param samples valid inputs
 */
record Target(String name, List<byte[]> samples, Parser parser) {
  Target {
    samples = List.copyOf(samples);
  }

  /** Reads bytes as the product does. */
  @FunctionalInterface
  interface Parser {
    /**
     * Returns whether the bytes were understood; false when they were refused as this parser
     * refuses. Whatever it throws is a bug.
     */
    boolean parses(byte[] input) throws Exception;
  }

  @Override
  public String toString() {
    return name;
  }
}
