/**
 * Nodes with their devices, and allocations of gangs to them. Start at {@link
 * org.arkwright.model.node.NodeSpec}.
 */
package org.arkwright.model.node;
