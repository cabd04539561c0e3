package org.arkwright.scheduler;

import java.util.Collection;
import org.arkwright.model.GangShape;
import org.arkwright.model.Job;
import org.arkwright.model.ProjectName;

/** Queued gangs that take the same places: where one does not fit, none does. */
public interface PendingClass {
  ProjectName project();

  int priority();

  GangShape shape();

  /**
   * The gangs in the order of the view's ordering policy (then by age and id); never empty.
   * Iterating must be lazy and cheap.
   */
  Collection<Job> gangs();
}
