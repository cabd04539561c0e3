package org.arkwright.ledger;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.arkwright.model.JobId;
import org.arkwright.model.NodeName;

/**
 * A job that has not ended, as far as the books concern it.
 *
 * @param rankCpuMillis what each rank holds
 * @param rankMemoryBytes what each rank holds
 */
public record OpenJob(
    JobId id, Account.Use account, long rankCpuMillis, long rankMemoryBytes, Optional<Held> held) {

  /**
   * What its attempt holds.
   *
   * @param startedNanos when the attempt started
   * @param bookedNanos up to when it is in the books
   * @param site where it runs
   */
  public record Held(
      long startedNanos, long bookedNanos, SortedMap<NodeName, Holding> nodes, String site) {
    public Held {
      nodes = Collections.unmodifiableSortedMap(new TreeMap<>(nodes));
    }
  }

  OpenJob holding(Held next) {
    return new OpenJob(id, account, rankCpuMillis, rankMemoryBytes, Optional.of(next));
  }

  OpenJob released() {
    return new OpenJob(id, account, rankCpuMillis, rankMemoryBytes, Optional.empty());
  }
}
