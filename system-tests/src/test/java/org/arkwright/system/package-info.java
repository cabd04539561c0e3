/**
 * The promise that nothing is lost and nothing runs twice, tried on real processes: a server and a
 * worker from this test's own class path, killed at random under load. {@link
 * org.arkwright.system.SurvivalTest} is the place to start; the same laws under simulated faults,
 * by the thousand, are the twin's affair.
 */
package org.arkwright.system;
