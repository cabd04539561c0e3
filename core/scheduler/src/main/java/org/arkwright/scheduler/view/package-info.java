/**
 * What the scheduler sees: the cluster, its nodes and what is free on them, the queue, the mix of
 * work. Read only.
 */
package org.arkwright.scheduler.view;
