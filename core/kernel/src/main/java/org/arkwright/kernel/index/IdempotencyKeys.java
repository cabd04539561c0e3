package org.arkwright.kernel.index;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.arkwright.model.id.JobId;

/**
 * The idempotency keys of recent submissions: the newest {@value #KEYS_MAX} of the last 24 hours.
 * What is forgotten depends only on the submissions themselves, so a replay forgets the same.
 */
public final class IdempotencyKeys {
  /** How many keys are kept at most. */
  public static final int KEYS_MAX = 100_000;

  /** How long a key is kept at most. */
  public static final Duration AGE_MAX = Duration.ofHours(24);

  private final SequencedMap<String, Use> uses = new LinkedHashMap<>();

  /** The job that the key was used for, unless that is too long ago. */
  public Optional<JobId> jobOf(String key, long nowNanos) {
    return Optional.ofNullable(uses.get(key)).filter(use -> !isOver(use, nowNanos)).map(Use::job);
  }

  /** Keeps the key and forgets what is too old or too much. */
  public void add(Use use) {
    uses.putLast(use.key(), use);
    Iterator<Use> oldest = uses.sequencedValues().iterator();
    while (oldest.hasNext() && (isOver(oldest.next(), use.atNanos()) || uses.size() > KEYS_MAX)) {
      oldest.remove();
    }
  }

  /** Puts back a key that was kept; nothing is forgotten over it. */
  public void restore(Use use) {
    uses.putLast(use.key(), use);
  }

  /** In the order in which they were used. */
  public List<Use> all() {
    return List.copyOf(uses.sequencedValues());
  }

  private static boolean isOver(Use use, long nowNanos) {
    return nowNanos - use.atNanos() > AGE_MAX.toNanos();
  }

  /** The key came with the submission of the job. */
  public record Use(String key, JobId job, long atNanos) {}
}
