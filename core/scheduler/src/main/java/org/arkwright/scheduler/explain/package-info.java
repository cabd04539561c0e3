/**
 * Explanations of why a gang waits, in one sentence with the smallest change that helps, and a
 * brute-force check that they are true. Start at {@link org.arkwright.scheduler.explain.Diagnosis}.
 */
package org.arkwright.scheduler.explain;
