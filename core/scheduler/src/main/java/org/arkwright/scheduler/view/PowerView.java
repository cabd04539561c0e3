package org.arkwright.scheduler.view;

import org.arkwright.model.job.Job;
import org.arkwright.model.node.Allocation;

/** The power of a site with a power envelope, in milliwatts at its meter. */
public interface PowerView {
  /** The power limit. */
  long envelope();

  /** The idle power of its nodes plus the most its gangs draw, including stopping ones. */
  long drawn();

  /** The idle power of its nodes. */
  long idle();

  /** The power a gang would add with the given allocation. */
  long draw(Job gang, Allocation place);

  /** The part of a job that holds an allocation. */
  long drawn(Job running);

  PowerModel model();
}
