package org.arkwright.kernel.index;

import java.util.Collections;
import java.util.Comparator;
import java.util.NavigableSet;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.arkwright.model.id.JobId;

/** At which moments something is due for which job, soonest first. */
public final class DueTimes {
  private static final JobId LAST = new JobId(Long.MAX_VALUE);

  private final NavigableSet<Due> dues = new TreeSet<>();

  /** Soonest first, then by job. */
  public NavigableSet<Due> all() {
    return Collections.unmodifiableNavigableSet(dues);
  }

  public void add(Due due) {
    dues.add(due);
  }

  public void remove(Due due) {
    dues.remove(due);
  }

  /** The soonest moment of all. */
  public OptionalLong first() {
    return dues.isEmpty() ? OptionalLong.empty() : OptionalLong.of(dues.first().atNanos());
  }

  /** The soonest moment later than that one. */
  public OptionalLong firstAfter(long nanos) {
    Due next = dues.higher(new Due(nanos, LAST));
    return next == null ? OptionalLong.empty() : OptionalLong.of(next.atNanos());
  }

  /** What is due at that moment or was before, soonest first. */
  public NavigableSet<Due> until(long nanos) {
    return Collections.unmodifiableNavigableSet(dues.headSet(new Due(nanos, LAST), true));
  }

  /** Something is due for the job. */
  public record Due(long atNanos, JobId job) implements Comparable<Due> {
    private static final Comparator<Due> ORDER =
        Comparator.comparingLong(Due::atNanos).thenComparing(Due::job);

    @Override
    public int compareTo(Due other) {
      return ORDER.compare(this, other);
    }
  }
}
