package org.arkwright.ledger;

import org.arkwright.model.ProjectName;
import org.arkwright.model.Workload;

/** Whose a line of the books is. */
public sealed interface Account {
  /** Everything that the site's nodes had to give while they were there. */
  record Offered() implements Account {}

  /** The part of it that nobody held. */
  record Idle() implements Account {}

  /**
   * What a workload used.
   *
   * @param by whose use it was: a user, or the id of an API key
   */
  record Use(ProjectName project, String by, Workload workload) implements Account {}

  /** A text that orders accounts, the same for equal ones. */
  default String sortKey() {
    return switch (this) {
      case Offered() -> "0";
      case Idle() -> "1";
      case Use(ProjectName project, String by, Workload(Workload.Kind kind, String name)) ->
          String.join("\0", "2", project.value(), kind.name(), name, by);
    };
  }
}
