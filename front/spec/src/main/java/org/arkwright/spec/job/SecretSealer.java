package org.arkwright.spec.job;

/** Makes of a secret variable's value a text that may be stored and shown. */
@FunctionalInterface
public interface SecretSealer {
  /** Leaves values as they are: for specs that are never stored. */
  SecretSealer NONE = (_, value) -> value;

  /** Returns the text that stands for the value; equal texts for equal names and values. */
  String seal(String name, String value);
}
