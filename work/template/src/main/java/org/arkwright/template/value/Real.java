package org.arkwright.template.value;

/** A floating-point number. */
public record Real(double value) implements Value {}
