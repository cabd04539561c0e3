package org.arkwright.dispatch;

import java.time.Duration;
import java.util.Optional;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.node.Allocation;
import org.arkwright.model.node.NodeSpec;

/**
 * Takes what a site says about its nodes, and about attempts that wait in its own queue.
 * Thread-safe; no method blocks, and each may be repeated.
 */
public interface Inventory {
  /** The node is there, for the first time or with changed resources. */
  void present(NodeSpec node);

  /**
   * The node is not there any more, and nothing runs on it: its ranks have certainly ended, those
   * of every worker there.
   */
  void gone(NodeId node);

  /**
   * The attempt waits in the site's own queue. To be said again when what the site says changes.
   *
   * @param reason in the site's words
   * @param expectedStartNanos when it is expected to start, in nanoseconds since the Unix epoch
   */
  void waiting(AttemptId attempt, String reason, Optional<Long> expectedStartNanos);

  /** The site has placed the attempt; its nodes were said to be {@linkplain #present there}. */
  void placed(AttemptId attempt, Allocation allocation);

  /**
   * The site does not take the attempt for the time being, or has given it up before it was placed,
   * also because it was released. Nothing of it runs there, nor ever will.
   *
   * @param retryAfter for how long the site is not to be asked again
   */
  void declined(AttemptId attempt, String reason, Duration retryAfter);
}
