package org.arkwright.scheduler;

import java.util.Collection;
import org.arkwright.model.GangShape;
import org.arkwright.model.Job;
import org.arkwright.model.ProjectName;

/** Queued gangs that nothing but their age tells apart: where one does not fit, none does. */
public interface PendingClass {
  ProjectName project();

  int priority();

  GangShape shape();

  /**
   * The gangs, oldest submission first (then by id); never empty. Iterating must be lazy and cheap.
   */
  Collection<Job> gangs();
}
