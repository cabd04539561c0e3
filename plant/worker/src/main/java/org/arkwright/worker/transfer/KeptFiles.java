package org.arkwright.worker.transfer;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.Digest;

/** The blobs that attempts on this node need, which no shrinking of the cache may take. */
final class KeptFiles {
  private final Map<AttemptId, Set<Digest>> byAttempt = new HashMap<>();

  synchronized void keep(AttemptId attempt, Collection<Digest> blobs) {
    byAttempt.computeIfAbsent(attempt, _ -> new HashSet<>()).addAll(blobs);
  }

  synchronized void release(AttemptId attempt) {
    byAttempt.remove(attempt);
  }

  /** Returns all of them, as of now. */
  synchronized Set<Digest> all() {
    Set<Digest> all = new HashSet<>();
    byAttempt.values().forEach(all::addAll);
    return all;
  }
}
