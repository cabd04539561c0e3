/**
 * Named ordering policies, each a few lines over the current state of a job. Start at {@link
 * org.arkwright.scheduler.order.OrderingPolicy}; {@link org.arkwright.scheduler.order.Orderings}
 * finds them by name. All are pure and compute in integers or {@link java.lang.StrictMath}, so
 * every JVM orders alike.
 */
package org.arkwright.scheduler.order;
