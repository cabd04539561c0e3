/**
 * Why a gang waits, in one sentence with the smallest change that helps; and a brute-force check
 * that the reason is true.
 */
package org.arkwright.scheduler.explain;
