package org.arkwright.llama;

/** Refusals of what would end the process: the value and its bounds, before the library sees it. */
final class Checks {
  private Checks() {}

  static int range(String what, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          "%s is %d, expected %d to %d".formatted(what, value, min, max));
    }
    return value;
  }
}
