package org.arkwright.template.render;

import org.arkwright.template.syntax.Vocabulary;

/** What this engine offers to templates. */
public final class Library {
  public static final Vocabulary VOCABULARY = new Vocabulary(Filters.names(), Tests.names());

  private Library() {}
}
