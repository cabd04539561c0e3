package org.arkwright.ledger;

import java.util.Comparator;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.usage.Workload;

/** Whose a line of the books is. Offers come first, then what was idle, then uses by project. */
public sealed interface Account extends Comparable<Account> {
  /** Everything that the site's nodes had to give while they were there. */
  record Offered() implements Account {}

  /** The part of it that nobody held. */
  record Idle() implements Account {}

  /**
   * What a workload used.
   *
   * @param by whose use it was: a user, or the id of an API key
   */
  record Use(ProjectName project, String by, Workload workload) implements Account {
    private static final Comparator<Use> ORDER =
        Comparator.<Use, String>comparing(use -> use.project().value())
            .thenComparing(use -> use.workload().kind().name())
            .thenComparing(use -> use.workload().name())
            .thenComparing(Use::by);
  }

  @Override
  default int compareTo(Account other) {
    return this instanceof Use mine && other instanceof Use theirs
        ? Use.ORDER.compare(mine, theirs)
        : Integer.compare(rank(), other.rank());
  }

  private int rank() {
    return switch (this) {
      case Offered() -> 0;
      case Idle() -> 1;
      case Use _ -> 2;
    };
  }
}
