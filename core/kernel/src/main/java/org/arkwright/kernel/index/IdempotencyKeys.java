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
 * Eviction depends only on the submissions themselves, so a replay evicts the same keys.
 */
public final class IdempotencyKeys {
  /** The largest number of keys kept. */
  public static final int KEYS_MAX = 100_000;

  /** The longest time a key is kept. */
  public static final Duration AGE_MAX = Duration.ofHours(24);

  private final SequencedMap<String, Use> uses = new LinkedHashMap<>();

  /** The job that the key was used for; empty when it is unknown or has expired. */
  public Optional<JobId> jobOf(String key, long nowNanos) {
    return Optional.ofNullable(uses.get(key))
        .filter(use -> !isExpired(use, nowNanos))
        .map(Use::job);
  }

  /** Stores the key and evicts keys that are too old or too many. */
  public void add(Use use) {
    uses.putLast(use.key(), use);
    Iterator<Use> oldest = uses.sequencedValues().iterator();
    while (oldest.hasNext()
        && (isExpired(oldest.next(), use.atNanos()) || uses.size() > KEYS_MAX)) {
      oldest.remove();
    }
  }

  /** Restores a stored key without evicting any. */
  public void restore(Use use) {
    uses.putLast(use.key(), use);
  }

  /** All keys, in the order of their use. */
  public List<Use> all() {
    return List.copyOf(uses.sequencedValues());
  }

  private static boolean isExpired(Use use, long nowNanos) {
    return nowNanos - use.atNanos() > AGE_MAX.toNanos();
  }

  /** The use of a key by the submission of a job. */
  public record Use(String key, JobId job, long atNanos) {}
}
