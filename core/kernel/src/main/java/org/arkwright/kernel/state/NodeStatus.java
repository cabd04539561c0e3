package org.arkwright.kernel.state;

import org.arkwright.model.node.NodeSpec;

/**
 * A node that joined once.
 *
 * @param spec its latest offer
 * @param live whether it takes work; otherwise its lease has ended and it has not joined again
 * @param sinceNanos when it joined with this spec, or was lost
 */
public record NodeStatus(NodeSpec spec, boolean live, long sinceNanos) {}
