package org.arkwright.spec;

import java.util.List;

/** What came of reading a document. */
public sealed interface Reading<T> {
  /** It says exactly this. */
  record Read<T>(T value) implements Reading<T> {}

  /** It cannot be accepted; all that is wrong, in the order of the document, never empty. */
  record Rejected<T>(List<SpecProblem> problems) implements Reading<T> {
    public Rejected {
      problems = List.copyOf(problems);
    }
  }
}
