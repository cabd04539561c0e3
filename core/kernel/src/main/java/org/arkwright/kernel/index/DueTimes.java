package org.arkwright.kernel.index;

import java.util.Collections;
import java.util.Comparator;
import java.util.NavigableSet;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.arkwright.model.id.JobId;

/** The times at which something is due for a job, earliest first. */
public final class DueTimes {
  private static final JobId LAST = new JobId(Long.MAX_VALUE);

  private final NavigableSet<Due> dues = new TreeSet<>();

  /** All due times, earliest first, then by job. */
  public NavigableSet<Due> all() {
    return Collections.unmodifiableNavigableSet(dues);
  }

  public void add(Due due) {
    dues.add(due);
  }

  public void remove(Due due) {
    dues.remove(due);
  }

  /** The earliest due time; empty when there is none. */
  public OptionalLong first() {
    return dues.isEmpty() ? OptionalLong.empty() : OptionalLong.of(dues.first().atNanos());
  }

  /** The earliest due time after the given one; empty when there is none. */
  public OptionalLong firstAfter(long nanos) {
    Due next = dues.higher(new Due(nanos, LAST));
    return next == null ? OptionalLong.empty() : OptionalLong.of(next.atNanos());
  }

  /** Everything due at or before the given time, earliest first. */
  public NavigableSet<Due> until(long nanos) {
    return Collections.unmodifiableNavigableSet(dues.headSet(new Due(nanos, LAST), true));
  }

  /** A time at which something is due for a job. */
  public record Due(long atNanos, JobId job) implements Comparable<Due> {
    private static final Comparator<Due> ORDER =
        Comparator.comparingLong(Due::atNanos).thenComparing(Due::job);

    @Override
    public int compareTo(Due other) {
      return ORDER.compare(this, other);
    }
  }
}
