package org.arkwright.kernel.state;

import org.arkwright.model.node.NodeSpec;

/**
 * The status of a node that has joined at least once.
 *
 * @param spec its latest reported resources
 * @param live whether it takes work; otherwise its lease has expired and it has not rejoined
 * @param sinceNanos when it joined with this spec, or was lost
 */
public record NodeStatus(NodeSpec spec, boolean live, long sinceNanos) {}
