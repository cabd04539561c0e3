package org.arkwright.template.value;

/**
 * What {@code range} gives.
 *
 * @param step not 0
 */
public record Range(long start, long stop, long step) implements Value {
  public long length() {
    if (step > 0) {
      return start < stop ? (stop - start - 1) / step + 1 : 0;
    }
    return start > stop ? (start - stop - 1) / -step + 1 : 0;
  }

  /** The item at an index from 0 to less than the length. */
  public Whole at(long index) {
    return Whole.of(start + index * step);
  }
}
