package org.arkwright.template.bound;

/**
 * How much one rendering may take.
 *
 * @param steps how many nodes of the template are evaluated and values visited
 * @param memory how many bytes all that is made has together, garbage included, by an estimate from
 *     above
 * @param output how many characters the text may have
 * @param depth how deep evaluations, and values, may nest
 * @param items how many items one list that is made, or one range, may have
 */
public record Limits(long steps, long memory, int output, int depth, int items) {
  /** The most characters that the source of a template may have. */
  public static final int SOURCE = 1 << 18;

  /**
   * Far more than any known template needs for a chat that fills a context of a million tokens; a
   * few seconds and 256 MB at worst.
   */
  public static final Limits DEFAULT = new Limits(20_000_000, 256L << 20, 32 << 20, 600, 1_000_000);

  public Limits {
    if (steps < 1 || memory < 1 || output < 1 || depth < 1 || items < 1) {
      throw new IllegalArgumentException("limits are 1 or more");
    }
  }
}
