/**
 * What the outside is told: lines of progress, metrics by MLflow's calls, problems the user can
 * mend.
 */
@NullMarked
package org.arkwright.train.report;

import org.jspecify.annotations.NullMarked;
