package org.arkwright.model.access;

import java.util.Optional;
import org.arkwright.model.id.Names;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.unit.Resources;

/**
 * A project's quota, in Kueue's terms.
 *
 * @param cohort projects of one cohort borrow each other's unused nominal quota; empty for no
 *     borrowing
 * @param nominal what the project may always use
 * @param borrowingLimit how much more it may use of what its cohort leaves idle
 * @param lendingLimit how much of its own idle nominal quota others may use
 * @param weight its share when projects compete, at least 1
 */
public record Quota(
    ProjectName project,
    Optional<String> cohort,
    Resources nominal,
    Resources borrowingLimit,
    Resources lendingLimit,
    int weight) {
  public Quota {
    cohort.ifPresent(name -> Names.require("cohort", name));
    if (weight < 1) {
      throw new IllegalArgumentException("a weight is at least 1: " + weight);
    }
  }

  /** The quota of a project for which none was set: unlimited. */
  public static Quota unlimited(ProjectName project) {
    return new Quota(
        project,
        Optional.empty(),
        Resources.UNLIMITED,
        Resources.UNLIMITED,
        Resources.UNLIMITED,
        1);
  }
}
