package org.arkwright.template.syntax;

import java.util.Set;

/** The names of all filters and tests: what a template may use. */
public record Vocabulary(Set<String> filters, Set<String> tests) {}
