/**
 * "Let's Wait Awhile" (Wiesner et al., Middleware 2021) run again with the production planner of
 * {@code org.arkwright.scheduler.energy}: the paper's jobs, its policies and its forecast errors on
 * the grids' real carbon intensity of 2020, beside what Arkwright's own choice saves. Start at
 * {@link org.arkwright.experiments.waitawhile.WaitAwhile}, whose main method prints the tables of
 * docs/research/wait-awhile.md.
 */
@NullMarked
package org.arkwright.experiments.waitawhile;

import org.jspecify.annotations.NullMarked;
