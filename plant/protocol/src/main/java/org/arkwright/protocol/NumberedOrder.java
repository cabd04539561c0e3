package org.arkwright.protocol;

/** An order and its number, which increases within a registration of the worker. */
public record NumberedOrder(long number, Order order) {}
