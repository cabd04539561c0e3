package org.arkwright.system.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/**
 * A parser under mutation.
 *
 * @param samples valid contents
 * @param packing what makes an input of a content
 * @param isSlow whether it takes the time of many others, and is to be tried less often
 */
record Target(String name, List<byte[]> samples, Packing packing, boolean isSlow, Parser parser) {
  Target {
    samples = List.copyOf(samples);
  }

  /** A target whose inputs are their own contents. */
  Target(String name, Parser parser, List<byte[]> samples) {
    this(name, samples, Packing.NONE, false, parser);
  }

  Target(String name, Parser parser, String... samples) {
    this(name, parser, Stream.of(samples).map(Target::bytes).toList());
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** This target with contents that are packed: what has a checksum would hardly ever be right. */
  Target packedBy(Packing form) {
    return new Target(name, samples, form, isSlow, parser);
  }

  boolean isPacked() {
    return !packing.equals(Packing.NONE);
  }

  /** This target, to be tried less often. */
  Target slow() {
    return new Target(name, samples, packing, true, parser);
  }

  /** Makes an input of a content, whatever it is. */
  @FunctionalInterface
  interface Packing {
    Packing NONE = content -> content;

    byte[] pack(byte[] content);
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
