/**
 * "Let's Wait Awhile" (Wiesner et al., Middleware 2021), reproduced with the production code of
 * {@code org.arkwright.scheduler.energy}: the paper's jobs, policies and forecast errors on the
 * grids' real carbon intensity of 2020, compared with Arkwright's own choice. Start at {@link
 * org.arkwright.experiments.waitawhile.WaitAwhile}, whose main method prints the tables of
 * docs/research/wait-awhile.md.
 */
@NullMarked
package org.arkwright.experiments.waitawhile;

import org.jspecify.annotations.NullMarked;
