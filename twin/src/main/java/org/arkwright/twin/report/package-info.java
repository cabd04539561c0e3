/**
 * The results of runs and their presentation: side by side in the terminal, as JSON, and as a
 * self-contained HTML page. Start at {@link org.arkwright.twin.report.Report}; {@link
 * org.arkwright.twin.report.RunMeasures} computes the figures from the events.
 */
@NullMarked
package org.arkwright.twin.report;

import org.jspecify.annotations.NullMarked;
