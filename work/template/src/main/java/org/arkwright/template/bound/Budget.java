package org.arkwright.template.bound;

import org.arkwright.template.failure.TemplateLimitException;

/**
 * What is left of the {@link Limits} of one rendering. Every method throws {@link
 * TemplateLimitException} when its limit is passed. Not for several threads.
 */
public final class Budget {
  private static final int CHARACTERS_A_STEP = 64;
  private static final int OBJECT_BYTES = 96;

  private final Limits limits;
  private long steps;
  private long memory;
  private int depth;

  public Budget(Limits limits) {
    this.limits = limits;
    steps = limits.steps();
    memory = limits.memory();
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
    memory(count * Character.BYTES);
  }

  /** An object that is about to be made, with what belongs to it alone. */
  public void object() {
    memory(OBJECT_BYTES);
  }

  private void memory(long bytes) {
    memory -= bytes;
    if (memory < 0) {
      throw exceeded("makes more than " + limits.memory() + " bytes of strings and lists in all");
    }
  }

  /** Items of a list that is about to be made. */
  public void items(long count) {
    length(count);
    steps(count);
    memory(count * OBJECT_BYTES);
  }

  /** The length of a list. */
  public void length(long count) {
    if (count > limits.items()) {
      throw exceeded("makes a list of " + count + " items; " + limits.items() + " are allowed");
    }
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
