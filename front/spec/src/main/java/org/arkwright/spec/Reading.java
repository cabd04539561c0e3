package org.arkwright.spec;

import java.util.List;

/** The result of reading a document. */
public sealed interface Reading<T> {
  /** The document is valid and has this value. */
  record Read<T>(T value) implements Reading<T> {}

  /** The document is rejected for these problems, in document order, never empty. */
  record Rejected<T>(List<SpecProblem> problems) implements Reading<T> {
    public Rejected {
      problems = List.copyOf(problems);
    }
  }
}
