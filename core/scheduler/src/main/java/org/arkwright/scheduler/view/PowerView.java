package org.arkwright.scheduler.view;

import org.arkwright.model.job.Job;
import org.arkwright.model.node.Allocation;

/** What a site with a power envelope draws, in milliwatts at its meter. */
public interface PowerView {
  /** What it may draw. */
  long envelope();

  /** What its nodes draw idle, and what runs on them at the most, stopping gangs too. */
  long drawn();

  /** What its nodes draw with nothing on them. */
  long idle();

  /** What a gang would add in that place. */
  long draw(Job gang, Allocation place);

  /** The part of a job that holds an allocation. */
  long drawn(Job running);

  PowerModel model();
}
