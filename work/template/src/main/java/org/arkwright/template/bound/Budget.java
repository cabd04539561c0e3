package org.arkwright.template.bound;

import org.arkwright.template.failure.TemplateLimitException;

/**
 * What is left of the {@link Limits} of one rendering. Every method throws {@link
 * TemplateLimitException} when its limit is passed. Not for several threads.
 */
public final class Budget {
  private static final int CHARACTERS_A_STEP = 64;

  private final Limits limits;
  private long steps;
  private long characters;
  private int depth;

  public Budget(Limits limits) {
    this.limits = limits;
    steps = limits.steps();
    characters = limits.characters();
  }

  public void step() {
    if (--steps < 0) {
      throw exceeded("takes more than " + limits.steps() + " steps");
    }
  }

  public void steps(long count) {
    steps -= count;
    if (steps < 0) {
      throw exceeded("takes more than " + limits.steps() + " steps");
    }
  }

  /** Characters that are only read: they cost time, not memory. */
  public void read(long count) {
    steps(count / CHARACTERS_A_STEP);
  }

  /** Characters of a string that is about to be made. */
  public void characters(long count) {
    read(count);
    characters -= count;
    if (characters < 0) {
      throw exceeded("makes strings of more than " + limits.characters() + " characters in all");
    }
  }

  /** Items of a list that is about to be made. */
  public void items(long count) {
    if (count > limits.items()) {
      throw exceeded("makes a list of " + count + " items; " + limits.items() + " are allowed");
    }
    steps(count);
  }

  /** The length that the output has now. */
  public void output(long length) {
    if (length > limits.output()) {
      throw exceeded("writes more than " + limits.output() + " characters");
    }
  }

  /** One level deeper; {@link #leave} must follow. */
  public void enter() {
    if (++depth > limits.depth()) {
      throw exceeded("nests deeper than " + limits.depth() + " levels");
    }
    step();
  }

  public void leave() {
    depth--;
  }

  private static TemplateLimitException exceeded(String what) {
    return new TemplateLimitException("the template " + what);
  }
}
