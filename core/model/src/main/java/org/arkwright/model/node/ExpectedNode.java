package org.arkwright.model.node;

import java.util.Optional;
import org.arkwright.model.id.NodeId;

/**
 * A node that was requested and is not there. Shown and counted as coming; nothing is placed on it.
 *
 * @param note what was requested, in the site's words; may be empty
 * @param sinceNanos when it was first requested, in nanoseconds since the Unix epoch
 * @param arrivesNanos when the site expects it; empty when it does not say
 */
public record ExpectedNode(NodeId id, String note, long sinceNanos, Optional<Long> arrivesNanos) {}
