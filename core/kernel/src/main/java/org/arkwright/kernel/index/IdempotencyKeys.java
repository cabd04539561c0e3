package org.arkwright.kernel.index;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.arkwright.model.id.Digest;
import org.arkwright.model.id.JobId;

/**
 * The idempotency keys of recent requests: the newest {@value #KEYS_MAX} of the last 24 hours.
 * Eviction depends only on the requests themselves, so a replay evicts the same keys.
 */
public final class IdempotencyKeys {
  /** The largest number of keys kept. */
  public static final int KEYS_MAX = 100_000;

  /** The longest time a key is kept. */
  public static final Duration AGE_MAX = Duration.ofHours(24);

  private final SequencedMap<Name, Use> uses = new LinkedHashMap<>();

  /** A key belongs to its author: others may use the same. */
  private record Name(String by, String key) {
    static Name of(Use use) {
      return new Name(use.by(), use.key());
    }
  }

  /** The use of an author's key; empty when it is unknown or has expired. */
  public Optional<Use> find(String by, String key, long nowNanos) {
    return Optional.ofNullable(uses.get(new Name(by, key)))
        .filter(use -> !isExpired(use, nowNanos));
  }

  /** Stores the key and evicts keys that are too old or too many. */
  public void add(Use use) {
    uses.putLast(Name.of(use), use);
    Iterator<Use> oldest = uses.sequencedValues().iterator();
    while (oldest.hasNext()
        && (isExpired(oldest.next(), use.atNanos()) || uses.size() > KEYS_MAX)) {
      oldest.remove();
    }
  }

  /** Restores a stored key without evicting any. */
  public void restore(Use use) {
    uses.putLast(Name.of(use), use);
  }

  /** All keys, in the order of their use. */
  public List<Use> all() {
    return List.copyOf(uses.sequencedValues());
  }

  private static boolean isExpired(Use use, long nowNanos) {
    return nowNanos - use.atNanos() > AGE_MAX.toNanos();
  }

  /**
   * The use of a key.
   *
   * @param by the author of the request
   * @param content the digest of what was asked for; empty where it is not known
   * @param job the job that was submitted; empty for any other request
   */
  public record Use(
      String by, String key, Optional<Digest> content, Optional<JobId> job, long atNanos) {}
}
