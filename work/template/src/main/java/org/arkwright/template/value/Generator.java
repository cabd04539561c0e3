package org.arkwright.template.value;

import java.util.Iterator;

/** Items that are made when they are asked for, once: what most filters over lists give. */
public final class Generator implements Value {
  private final Iterator<Value> rest;

  public Generator(Iterator<Value> rest) {
    this.rest = rest;
  }

  /** What is left: the same iterator each time. */
  public Iterator<Value> rest() {
    return rest;
  }
}
