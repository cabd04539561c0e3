/**
 * Tests on real processes that nothing is lost and nothing runs twice: a server and a worker from
 * the test's own class path are killed at random under load. Start at {@link
 * org.arkwright.system.SurvivalTest}. The twin checks the same invariants under thousands of
 * simulated faults.
 */
package org.arkwright.system;
