/**
 * Who goes first: named ordering policies, each a few lines over a job as it stands. Start at
 * {@link org.arkwright.scheduler.order.OrderingPolicy}; {@link
 * org.arkwright.scheduler.order.Orderings} knows them by name. All are pure and compute in integers
 * or {@link java.lang.StrictMath}, so every JVM orders alike.
 */
package org.arkwright.scheduler.order;
