package org.arkwright.scheduler.view;

import java.util.Collection;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.GangShape;
import org.arkwright.model.job.Job;

/** A class of interchangeable queued gangs: where one does not fit, none does. */
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
