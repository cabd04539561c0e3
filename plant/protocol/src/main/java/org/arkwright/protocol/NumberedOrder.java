package org.arkwright.protocol;

/**
 * An order and its number, which grows from order to order within one life of the control plane.
 */
public record NumberedOrder(long number, Order order) {}
