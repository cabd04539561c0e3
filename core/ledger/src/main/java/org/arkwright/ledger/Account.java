package org.arkwright.ledger;

import java.util.Comparator;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.usage.Workload;

/**
 * The account of a ledger line. Offered capacity comes first, then idle capacity, then usage by
 * project.
 */
public sealed interface Account extends Comparable<Account> {
  /** The total capacity of the site's nodes while they were live. */
  record Offered() implements Account {}

  /** The part of the capacity that no job held. */
  record Idle() implements Account {}

  /**
   * The usage of a workload.
   *
   * @param by who used it: a user, or the id of an API key
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
