package org.arkwright.scheduler;

import java.util.Comparator;
import org.arkwright.model.Job;
import org.arkwright.model.ProjectName;
import org.arkwright.model.Resources;

/** The line of pending gangs as it stands, before any of them starts. */
final class Line {
  private static final Comparator<Job> BY_AGE =
      Comparator.comparingLong(Job::submittedAtNanos).thenComparing(Job::id);

  private final ClusterView view;
  private final Resources capacity;

  Line(ClusterView view) {
    this.view = view;
    capacity = QuotaBook.capacity(view);
  }

  /** 1 for the gang that the scheduler looks at first. Walks only the gang's own rivals by age. */
  long position(Job gang) {
    long ahead = 0;
    for (PendingClass pending : view.pending()) {
      int order =
          compare(
              pending.priority(), pending.project(), gang.spec().priority(), gang.spec().project());
      if (order < 0) {
        ahead += pending.gangs().size();
      } else if (order == 0) {
        ahead += older(pending, gang);
      }
    }
    return ahead + 1;
  }

  long length() {
    long length = 0;
    for (PendingClass pending : view.pending()) {
      length += pending.gangs().size();
    }
    return length;
  }

  private int compare(int priority, ProjectName project, int otherPriority, ProjectName other) {
    return priority != otherPriority
        ? Integer.compare(otherPriority, priority)
        : Double.compare(share(project), share(other));
  }

  private double share(ProjectName project) {
    return QuotaBook.weightedShare(view.usage(project), capacity, view.quota(project).weight());
  }

  private static long older(PendingClass pending, Job gang) {
    long older = 0;
    for (Job other : pending.gangs()) {
      if (BY_AGE.compare(other, gang) >= 0) {
        break;
      }
      older++;
    }
    return older;
  }
}
