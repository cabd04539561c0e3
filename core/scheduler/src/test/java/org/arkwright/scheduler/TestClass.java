package org.arkwright.scheduler;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.GangShape;
import org.arkwright.model.job.Job;
import org.arkwright.scheduler.view.PendingClass;

/**
 * The waiting gangs of one priority, project and shape.
 *
 * @param examined called whenever a gang of it is looked at
 */
record TestClass(
    int priority, ProjectName project, GangShape shape, List<Job> waiting, Runnable examined)
    implements PendingClass {
  private record Key(int priority, ProjectName project, GangShape shape) {}

  /** Groups gangs, which are in the order in which they wait. */
  static List<TestClass> of(List<Job> waiting, Runnable examined) {
    Map<Key, List<Job>> classes = new LinkedHashMap<>();
    for (Job job : waiting) {
      Key key =
          new Key(job.spec().scheduling().priority(), job.spec().project(), job.spec().shape());
      classes.computeIfAbsent(key, _ -> new ArrayList<>()).add(job);
    }
    List<TestClass> pending = new ArrayList<>();
    classes.forEach((key, gangs) ->
        pending.add(new TestClass(key.priority, key.project, key.shape, gangs, examined)));
    pending.sort(
        Comparator.comparingInt((TestClass gangs) -> -gangs.priority)
            .thenComparing(TestClass::project));
    return pending;
  }

  @Override
  public Collection<Job> gangs() {
    return new CountingList<>(waiting, examined);
  }
}
