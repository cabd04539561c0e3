/**
 * What came of a run, and how it is shown: figures side by side in the terminal, as JSON, and as
 * one HTML page that needs nothing else. Start at {@link org.arkwright.twin.report.Report}; {@link
 * org.arkwright.twin.report.RunMeasures} takes the figures from the events.
 */
@NullMarked
package org.arkwright.twin.report;

import org.jspecify.annotations.NullMarked;
