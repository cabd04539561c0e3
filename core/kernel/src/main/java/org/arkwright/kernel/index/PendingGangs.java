package org.arkwright.kernel.index;

import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.arkwright.model.GangShape;
import org.arkwright.model.Job;
import org.arkwright.model.ProjectName;
import org.arkwright.scheduler.PendingClass;

/** One class of queued gangs, oldest submission first. */
final class PendingGangs implements PendingClass {
  private static final Comparator<Job> BY_AGE =
      Comparator.comparingLong(Job::submittedAtNanos).thenComparing(Job::id);

  private final PendingIndex.Key key;
  private final NavigableSet<Job> gangs = new TreeSet<>(BY_AGE);

  PendingGangs(PendingIndex.Key key) {
    this.key = key;
  }

  @Override
  public ProjectName project() {
    return key.project();
  }

  @Override
  public int priority() {
    return key.priority();
  }

  @Override
  public GangShape shape() {
    return key.shape();
  }

  @Override
  public Collection<Job> gangs() {
    return Collections.unmodifiableCollection(gangs);
  }

  void add(Job gang) {
    gangs.add(gang);
  }

  boolean remove(Job gang) {
    return gangs.remove(gang);
  }
}
