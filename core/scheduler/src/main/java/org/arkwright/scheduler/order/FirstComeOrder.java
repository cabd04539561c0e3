package org.arkwright.scheduler.order;

import org.arkwright.model.job.Job;

/** The order of submission. */
record FirstComeOrder(String name, Fairness fairness) implements OrderingPolicy {
  @Override
  public long standing(Job queued) {
    return queued.submittedAtNanos();
  }
}
