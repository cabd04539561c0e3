/**
 * Reporting: progress lines, metrics through MLflow's API, the usage of the job, and problems that
 * the user can fix.
 */
@NullMarked
package org.arkwright.train.report;

import org.jspecify.annotations.NullMarked;
