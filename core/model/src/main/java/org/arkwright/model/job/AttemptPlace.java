package org.arkwright.model.job;

import java.util.Optional;
import org.arkwright.model.node.Allocation;

/** How far an attempt has got: to the queue of its site, or to its nodes. */
public sealed interface AttemptPlace {
  /**
   * It waits at its site, and holds no node.
   *
   * @param told what the site said about that last; empty until it has said anything
   */
  record AtSite(Optional<SiteWait> told) implements AttemptPlace {}

  /**
   * It holds the allocation.
   *
   * @param sinceNanos since when: from its start, or from when its site had placed it
   */
  record OnNodes(Allocation allocation, long sinceNanos) implements AttemptPlace {}
}
