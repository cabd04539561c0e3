package org.arkwright.template.bound;

/**
 * How much one rendering may take.
 *
 * @param steps how many nodes of the template are evaluated and values visited
 * @param characters how many characters all strings that are made have together, garbage included
 * @param output how many characters the text may have
 * @param depth how deep evaluations, and values, may nest
 * @param items how many items one list that is made, or one range, may have
 */
public record Limits(long steps, long characters, int output, int depth, int items) {
  /** The most characters that the source of a template may have. */
  public static final int SOURCE = 1 << 20;

  /**
   * More than any template is known to need for a chat that fills a context of a million tokens;
   * less than five seconds and 512 MB.
   */
  public static final Limits DEFAULT =
      new Limits(20_000_000, 256L << 20, 32 << 20, 1_000, 1_000_000);

  public Limits {
    if (steps < 1 || characters < 1 || output < 1 || depth < 1 || items < 1) {
      throw new IllegalArgumentException("limits are 1 or more");
    }
  }
}
